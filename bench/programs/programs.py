#!/usr/bin/env python3
"""Measures whole programs: programs.py PRELOAD_OBJECT OUTPUT.json [ROUNDS].

pgbench and sysbench, bare and preloaded, with the number of exported spans beside; and the clients of Node.js, bare and with
OpenTelemetry's instrumentation. In rounds, the states in turns. The servers are those of DBSPAN_TEST_*_URL.
"""

import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import urllib.parse

from receiver import Receiver

HERE = pathlib.Path(__file__).parent
CALLS = 20000


def run(command, environment):
    """Returns the output, and the seconds of CPU of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Pgbench:
    """One client, one thread, SELECTs of one row by prepared statements of the simple protocol's cost."""

    name = "pgbench -S"

    def __init__(self):
        self.url = os.environ["DBSPAN_TEST_PG_URL"]
        run(["pgbench", "--quiet", "--initialize", "--scale=1", self.url], {})

    def command(self):
        return ["pgbench", "--select-only", "--client=1", "--jobs=1", f"--transactions={CALLS}", "--no-vacuum", self.url]

    def read(self, output):
        """Calls, and nanoseconds of one."""
        calls = int(re.search(r"transactions actually processed: (\d+)", output)[1])
        per_second = float(re.search(r"tps = ([\d.]+)", output)[1])
        return calls, 1e9 / per_second


class Sysbench:
    """One thread, SELECTs of one row by its key."""

    name = "sysbench oltp_point_select"

    def __init__(self):
        url = urllib.parse.urlsplit(os.environ["DBSPAN_TEST_MYSQL_URL"])
        self.options = ["--db-driver=mysql", f"--mysql-host={url.hostname}", f"--mysql-port={url.port or 3306}",
                        f"--mysql-user={url.username}", f"--mysql-password={url.password or ''}", f"--mysql-db={url.path[1:]}",
                        "--tables=1", "--table-size=1000", "--threads=1", f"--events={CALLS}", "--time=0", "oltp_point_select"]
        run(["sysbench", *self.options, "cleanup"], {})
        run(["sysbench", *self.options, "prepare"], {})

    def command(self):
        return ["sysbench", *self.options, "run"]

    def read(self, output):
        calls = int(re.search(r"total number of events:\s+(\d+)", output)[1])
        return calls, float(re.search(r"total time:\s+([\d.]+)s", output)[1]) * 1e9 / calls


def measure_preloaded(program, preload, receiver, rounds):
    states = {"bare": {},
              "preloaded, switched off": {"LD_PRELOAD": preload, "DBSPAN_ENABLED": "false"},
              "preloaded, exporting": {"LD_PRELOAD": preload, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
                                       "DBSPAN_EXIT_TIMEOUT": "20000"}}
    seen = {state: [] for state in states}
    for _ in range(rounds):
        for state, environment in states.items():
            receiver.take_count()
            output, cpu = run(program.command(), environment)
            calls, wall = program.read(output)
            seen[state].append({"wall": wall, "cpu": cpu * 1e9 / calls, "calls": calls, "spans": receiver.take_count()})
    return seen


def measure_node(client, receiver, rounds):
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url}
    seen = {"bare": [], "traced": []}
    for _ in range(rounds):
        for state, rows in seen.items():
            receiver.take_count()
            output, _ = run(["node", str(HERE / "calls.cjs"), client, str(CALLS // 2), state], environment)
            rows.append({**json.loads(output), "calls": CALLS // 2, "spans": receiver.take_count()})
    return seen


def summarize(name, seen):
    """Medians, and those of the paired differences to the bare run of the same round."""
    rows = []
    for state, runs in seen.items():
        row = {"program": name, "state": state}
        for what in ("wall", "cpu"):
            differences = [run[what] - bare[what] for run, bare in zip(runs, seen["bare"])]
            row[what] = statistics.median(run[what] for run in runs)
            row[f"{what}_over_bare"] = statistics.median(differences)
            row[f"{what}_spread"] = statistics.pstdev(differences)
        row["calls"] = sum(run["calls"] for run in runs)
        row["spans"] = sum(run["spans"] for run in runs)
        rows.append(row)
    return rows


def main():
    preload, output = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    rows = []
    with Receiver() as receiver:
        for program in (Pgbench(), Sysbench()):
            rows += summarize(program.name, measure_preloaded(program, preload, receiver, rounds))
        for client, name in (("postgres", "Node.js, pg"), ("mysql", "Node.js, mysql2"), ("redis", "Node.js, ioredis")):
            rows += summarize(name, measure_node(client, receiver, rounds))
    output.write_text(json.dumps(rows, indent=2) + "\n")


main()
