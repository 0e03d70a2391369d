"""A server that can be killed, paused and started again, and a proxy that is slow and resets connections."""

import asyncio
import os
import signal
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path


def children_of(pid):
    """Returns all processes below a process."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = parents.get(pid, [])
    for child in found:
        found.extend(parents.get(child, []))
    return found


def has_ended(pid):
    """Returns whether a process has ended. A zombie without other threads has closed its files, so it counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state in "ZX" and len(os.listdir(f"/proc/{pid}/task")) <= 1
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


class Server:
    """Runs the server `command`. It is ready when the shell command `ready` succeeds."""

    def __init__(self, command, ready, log):
        self._command, self._ready, self._log = command, ready, log
        self._process = None
        self._resuming = None
        self.start()

    def _is_ready(self):
        return subprocess.run(self._ready, shell=True, capture_output=True, check=False).returncode == 0

    def start(self):
        """Starts the server. After a kill this may need several attempts, until the kernel has released what the old process held."""
        end = time.monotonic() + 120
        while self._process is None or self._process.poll() is not None or not self._is_ready():
            if time.monotonic() > end:
                raise TimeoutError(f"the server did not start: {Path(self._log).read_text()[-2000:]}")
            if self._process is None or self._process.poll() is not None:
                with open(self._log, "ab") as log:
                    self._process = subprocess.Popen(
                        ["/bin/bash", "-c", "exec " + self._command], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            time.sleep(0.05)

    def kill(self):
        main = self._process.pid
        os.kill(main, signal.SIGSTOP)
        family = [main] + children_of(main)
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: all(has_ended(pid) for pid in family), "the server does not end")
        self._process.wait()

    def _signal(self, number):
        for pid in [self._process.pid] + children_of(self._process.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def pause(self, seconds):
        self._signal(signal.SIGSTOP)
        self._resuming = threading.Timer(seconds, self._signal, [signal.SIGCONT])
        self._resuming.start()

    def heal(self):
        if self._resuming is not None:
            self._resuming.cancel()
            self._signal(signal.SIGCONT)
            self._resuming = None
        self.start()

    def end(self):
        self.heal()
        self._process.terminate()
        self._process.wait()


class Proxy:
    """Forwards connections from a free port to `port`. If slow, it sends the first byte of each piece alone and the rest 3 ms later."""

    def __init__(self, port, slow):
        self._target, self._slow = port, slow
        self._transports = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(120)

    async def _serve(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer.transport, far_writer.transport}
        self._transports |= ends
        await asyncio.gather(self._forward(reader, far_writer), self._forward(far_reader, writer))
        self._transports -= ends

    async def _forward(self, reader, writer):
        try:
            while piece := await reader.read(65536):
                if self._slow:
                    writer.write(piece[:1])
                    await asyncio.sleep(0.003)
                    piece = piece[1:]
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        writer.close()

    async def _reset(self):
        for transport in list(self._transports):
            linger = struct.pack("ii", 1, 0)  # linger time 0: close() resets the connection
            try:
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            except OSError:  # it is closed already
                continue
            transport.abort()
        await asyncio.sleep(0.05)

    def reset(self):
        self._call(self._reset())

    async def _stop(self):
        self._server.close()
        await self._reset()

    def end(self):
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
