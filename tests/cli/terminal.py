"""A program in a terminal of 80 columns."""

import fcntl
import os
import pty
import select
import struct
import termios
import time


class Terminal:
    """A program in a terminal of 80 columns."""

    def __init__(self, command):
        self.screen = b""
        self.master, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.settings_before = self.settings()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.master)
            os.login_tty(terminal)
            os.environ.update(PS1="$ ", TERM="xterm", LC_ALL="C.UTF-8")
            os.environ.pop("PROMPT_COMMAND", None)
            os.execvp(command[0], command)
        os.close(terminal)

    def read_until(self, text, seconds=120):
        deadline = time.monotonic() + seconds
        while text not in self.screen:
            left = deadline - time.monotonic()
            assert left > 0, f"no {text!r} in {self.screen!r}"
            if select.select([self.master], [], [], left)[0]:
                try:
                    self.screen += os.read(self.master, 65536)
                except OSError:
                    assert text in self.screen, f"no {text!r} in {self.screen!r}"
        before, _, self.screen = self.screen.partition(text)
        return before + text

    def send(self, text):
        os.write(self.master, text)

    def settings(self):
        return termios.tcgetattr(self.master)[:4]

    def end(self):
        while True:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            if not piece:
                break
            self.screen += piece
        status = os.waitpid(self.pid, 0)[1]
        self.settings_after = self.settings()
        os.close(self.master)
        return status
