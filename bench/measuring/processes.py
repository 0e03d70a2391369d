"""The measured programs, and the receiver that they export to."""

import os
import subprocess


class Talker:
    """A running program that answers each line with a line. It ends with the `with` block."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.name = " ".join(map(str, command))

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            error = self.process.stderr.read().strip().splitlines()
            raise RuntimeError(f"{self.name} ended: {error[-1] if error else self.process.wait()}")
        return line.strip()

    def ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Receiver(Talker):
    """A receiver of OTLP in a separate process (receiver.cc)."""

    def __init__(self, programs):
        super().__init__([programs / "receiver"])
        self.url = self.read()

    def take_count(self):
        """Returns the number of spans since the last call."""
        return int(self.ask(""))

    def environment(self):
        return {"DBSPAN_BENCH_RECEIVER": self.url}


class Rounds(Talker):
    """Makes calls of one client in one state (call_rounds.cc)."""

    FIGURES = ("wall", "caller", "process", "allocations", "resident")

    def __init__(self, programs, client, calls, state, receiver, threads=1, connections=1):
        alone = programs / f"{client}_bare_rounds"
        by_hand = state == "bare" or state.endswith(("by hand", "as documented"))
        program = alone if by_hand and alone.exists() else programs / f"{client}_rounds"
        super().__init__([program, calls, state, str(threads), str(connections)], receiver.environment())
        self.state = state
        self.rounds = []
        self.calls = self.spans = 0

    def wait(self):
        assert self.read() == "ready", self.name
        return self

    def make(self, count):
        """Makes `count` calls and returns the figures of one."""
        figures = dict(zip(self.FIGURES, map(float, self.ask(count).split())))
        self.rounds.append(figures)
        return figures

    def values(self, figure):
        return [one[figure] for one in self.rounds]


def run(command, environment=None, timeout=60):
    """Runs a program to its end and returns its output."""
    result = subprocess.run([str(word) for word in command], env={**os.environ, **(environment or {})}, capture_output=True, text=True,
                            check=False, timeout=timeout)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {(result.stderr or result.stdout).strip().splitlines()[-1:]}")
    return result.stdout
