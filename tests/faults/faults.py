#!/usr/bin/env python3
"""Runs a client's script, bare and traced, while its server breaks. The output of both must be the same, every span must
end, nothing may leak, and no span may contain a secret. (./run faults)"""

import argparse
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

from faulty_server import Proxy, Server

PAUSE_SECONDS = 3.5  # longer than the timeouts of the clients
SOON_SECONDS = 0.25  # half the time that a step of the scripts waits
SECRETS = re.compile(r".*(?:app-password|wrong-password|literal-of).*")
TRACED_FORMS = ("objects", "header")
BARE_RUNS = 20  # maximum; the output of a client may depend on timing
TRACED_RUNS = 5  # maximum, for the same reason


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Scenario:
    """The server that a script connects to, and the way in which it breaks."""

    def __init__(self, name, server, url, replica_url):
        self.name, self._server = name, server
        self._proxy = None
        self.url = url
        # otherwise the only failure is the refusal when the server has too many connections
        self.breaks = name not in ("nothing", "slow")
        if name in ("reset", "slow"):
            self._proxy = Proxy(urlsplit(url).port, slow=name == "slow")
            self.url = self._at_port(url, self._proxy.port)
        elif name == "refused":
            self.url = self._at_port(url, free_port())
        elif name == "wrong-password":
            self.url = url.replace("app-password", "wrong-password")
        elif name == "replica":
            self.url = replica_url

    @staticmethod
    def _at_port(url, port):
        return url.replace(f":{urlsplit(url).port}", f":{port}")

    def break_now(self):
        if self.name == "killed":
            self._server.kill()
        elif self.name == "paused":
            self._server.pause(PAUSE_SECONDS)
        elif self.name == "reset":
            self._proxy.reset()

    def heal(self):
        self._server.heal()

    def end(self):
        self.heal()
        if self._proxy is not None:
            self._proxy.end()


SCENARIOS = ("nothing", "wrong-password", "refused", "killed", "paused", "reset", "slow", "replica")


class Run:
    """One run of one form of the script: bare, objects or header."""

    def __init__(self, command, scenario, directory):
        self._paths = {name: Path(directory) / name for name in ("COUNT", "LIST", "STRINGS")}
        for path in self._paths.values():
            path.write_text("")
        ours, theirs = socket.socketpair()
        environment = dict(os.environ, DBSPAN_CONNECT_SPANS="on", DBSPAN_TRANSACTION_SPANS="on", **{
            f"DBSPAN_SPAN_{name}": str(path) for name, path in self._paths.items()})
        self._soon = None
        with subprocess.Popen(command + [scenario.url, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            theirs.close()
            self._outputs = [None, None]
            reading = threading.Thread(target=self._read, args=[process])
            reading.start()
            try:
                self._obey(ours, scenario)
                process.wait(120)
            finally:
                process.kill()
                reading.join()
        ours.close()
        self.counts = {}
        for line in self._paths["COUNT"].read_text().splitlines():
            name, *_, count = line.split()
            self.counts[name] = int(count)
        self.spans = self._paths["LIST"].read_text().splitlines()
        self.secrets = SECRETS.findall(self._paths["STRINGS"].read_text())
        self.said = "".join(self._outputs).splitlines() + [f"exit status {process.returncode}"]

    def _read(self, process):
        self._outputs = list(process.communicate())

    def _obey(self, control, scenario):
        pending = b""
        while True:
            if not select.select([control], [], [], 120)[0]:
                raise TimeoutError("the script does not go on")
            received = control.recv(1024)
            if not received:
                break
            pending += received
            while b"\n" in pending:
                order, _, pending = pending.partition(b"\n")
                if self._soon is not None:  # the order "wait" needs no more than this
                    self._soon.join()
                    self._soon = None
                if order == b"break":
                    scenario.break_now()
                elif order == b"break-soon":
                    self._soon = threading.Timer(SOON_SECONDS, scenario.break_now)
                    self._soon.start()
                elif order == b"heal":
                    scenario.heal()
                control.send(b".")


def found_by_valgrind(log):
    """Returns valgrind's number of errors and the memory that is definitely lost."""
    text = Path(log).read_text()
    lost = re.search(r"definitely lost: (.*) blocks", text)
    errors = re.search(r"ERROR SUMMARY: (\d+)", text).group(1)
    return f"valgrind: {errors} errors, lost {lost.group(1) if lost else '0 bytes in 0'} blocks"


def unseen_in(runs, said):
    """Returns the lines that no bare run prints at the same step."""
    return [line for step, line in enumerate(said) if all(line not in run[step:step + 1] for run in runs)]


class Client:
    def __init__(self, arguments, directory):
        self._arguments, self._directory = arguments, directory
        self._server = Server(arguments.server, arguments.ready, Path(directory) / "server.log")
        self.failed = False

    def run(self, scenario, form):
        log = Path(self._directory) / f"valgrind-{form}"
        command = [f"{self._arguments.programs}/faults_{self._arguments.client}_{form}"]
        if self._arguments.valgrind:
            command = ["valgrind", "--leak-check=full", f"--log-file={log}"] + command
        result = Run(command, scenario, self._directory)
        scenario.heal()
        if self._arguments.valgrind:
            result.said.append(found_by_valgrind(log))
        if self._arguments.show:
            sys.stderr.write(f"--- {scenario.name}, {form}\n" + "\n".join(result.said) + "\n" + "\n".join(result.spans) + "\n")
        return result

    def try_scenario(self, name):
        scenario = Scenario(name, self._server, self._arguments.url, self._arguments.replica_url)
        try:
            self._compare(scenario)
        finally:
            scenario.end()

    def _compare(self, scenario):
        bare_runs = [self.run(scenario, "bare").said]
        for form in TRACED_FORMS:
            faults = []
            for _ in range(TRACED_RUNS):
                traced = self.run(scenario, form)
                differences = []
                while (unseen := unseen_in(bare_runs, traced.said)) and len(bare_runs) < BARE_RUNS:
                    bare_runs.append(self.run(scenario, "bare").said)
                for line in unseen:
                    differences.append(f"{len(bare_runs)} bare runs never say at this step: {line}")
                errors = sum(" -> " in line for line in traced.spans)
                if errors < (2 if scenario.breaks else 1):
                    differences.append("the spans do not tell of it")
                if traced.counts["open"]:
                    faults.append(f"{traced.counts['open']} spans did not end")
                if traced.secrets:
                    faults.append(f"a secret is in a span: {traced.secrets}")
                if not differences:
                    break
            faults += differences
            print(f"{self._arguments.client:7} {scenario.name:15} {form:8} {len(traced.said):5} {len(traced.spans):6} {errors:7} "
                  f"{len(bare_runs):4}  {'FAILED' if faults else 'the same'}", flush=True)
            for fault in faults:
                sys.stderr.write(f"{self._arguments.client}, {scenario.name}, {form}: {fault}\n")
            self.failed |= bool(faults)

    def end(self):
        self._server.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("client", help="name of the client in the registry")
    parser.add_argument("--programs", required=True, help="directory of the scripts")
    parser.add_argument("--server", required=True, help="shell command that runs the server in the foreground")
    parser.add_argument("--ready", required=True, help="shell command that succeeds when it is ready")
    parser.add_argument("--url", required=True)
    parser.add_argument("--replica-url", required=True, help="a read-only replica of it")
    parser.add_argument("--valgrind", action="store_true", help="compare what is lost as well")
    parser.add_argument("--show", action="store_true", help="show what the scripts say, and the spans")
    parser.add_argument("scenarios", nargs="*", help=" ".join(SCENARIOS))
    arguments = parser.parse_intermixed_args()
    unknown = set(arguments.scenarios) - set(SCENARIOS)
    if unknown:
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    with tempfile.TemporaryDirectory() as directory:
        client = Client(arguments, directory)
        try:
            for name in arguments.scenarios or SCENARIOS:
                client.try_scenario(name)
        finally:
            client.end()
    return client.failed


if __name__ == "__main__":
    sys.exit(main())
