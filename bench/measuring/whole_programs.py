"""Measures whole programs: pgbench and sysbench, bare and preloaded, and clients of Node.js, bare and with OpenTelemetry's instrumentation.

In rounds, the states in turns, with the number of exported spans. The servers are those of DBSPAN_TEST_*_URL.
"""

import json
import os
import re
import resource
import subprocess
import urllib.parse

from measuring.samples import compare, summarize

NODE_CLIENTS = (("postgres", "Node.js, pg"), ("mysql", "Node.js, mysql2"), ("redis", "Node.js, ioredis"))


def run(command, environment):
    """Runs a program. Returns its output, and its seconds of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Pgbench:
    """Runs pgbench: one client, one thread, SELECTs of one row by its key."""

    name = "pgbench -S"

    def __init__(self, calls):
        self.calls = calls
        self.url = os.environ["DBSPAN_TEST_PG_URL"]
        run(["pgbench", "--quiet", "--initialize", "--scale=1", self.url], {})

    def command(self):
        return ["pgbench", "--select-only", "--client=1", "--jobs=1", f"--transactions={self.calls}", "--no-vacuum", self.url]

    def read(self, output):
        """Returns the number of calls, and the nanoseconds of one."""
        calls = int(re.search(r"transactions actually processed: (\d+)", output)[1])
        per_second = float(re.search(r"tps = ([\d.]+)", output)[1])
        return calls, 1e9 / per_second


class Sysbench:
    """Runs sysbench: one thread, SELECTs of one row by its key."""

    name = "sysbench oltp_point_select"

    def __init__(self, calls):
        url = urllib.parse.urlsplit(os.environ["DBSPAN_TEST_MYSQL_URL"])
        self.options = ["--db-driver=mysql", f"--mysql-host={url.hostname}", f"--mysql-port={url.port or 3306}",
                        f"--mysql-user={url.username}", f"--mysql-password={url.password or ''}", f"--mysql-db={url.path[1:]}",
                        "--tables=1", "--table-size=1000", "--threads=1", f"--events={calls}", "--time=0", "oltp_point_select"]
        run(["sysbench", *self.options, "cleanup"], {})
        run(["sysbench", *self.options, "prepare"], {})

    def command(self):
        return ["sysbench", *self.options, "run"]

    def read(self, output):
        calls = int(re.search(r"total number of events:\s+(\d+)", output)[1])
        return calls, float(re.search(r"total time:\s+([\d.]+)s", output)[1]) * 1e9 / calls


def measure_preloaded(program, context):
    preload = {"LD_PRELOAD": str(context.preload)}
    states = {"bare": {},
              "preloaded, switched off": {**preload, "DBSPAN_ENABLED": "false"},
              "preloaded, exporting": {**preload, "OTEL_EXPORTER_OTLP_ENDPOINT": context.receiver.url, "DBSPAN_EXIT_TIMEOUT": "20000"}}
    seen = {state: [] for state in states}
    for _ in range(context.rounds_of_program):
        for state, environment in states.items():
            context.receiver.take_count()
            output, cpu = run(program.command(), environment)
            calls, wall = program.read(output)
            seen[state].append({"wall": wall, "cpu": cpu * 1e9 / calls, "calls": calls, "spans": context.receiver.take_count()})
    return seen


def measure_node(client, context):
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": context.receiver.url}
    calls = context.calls_of_program // 2
    seen = {"bare": [], "traced": []}
    for _ in range(context.rounds_of_node):
        for state, rows in seen.items():
            context.receiver.take_count()
            output, _ = run(["node", str(context.node / "calls.cjs"), client, str(calls), state], environment)
            rows.append({**json.loads(output), "calls": calls + calls // 5, "spans": context.receiver.take_count()})
    return seen


def rows_of(name, seen):
    """Returns a row per state, compared with the bare run of the same round."""
    rows = []
    for state, runs in seen.items():
        row = {"program": name, "state": state, "calls": sum(one["calls"] for one in runs), "spans": sum(one["spans"] for one in runs)}
        for what in ("wall", "cpu"):
            values = [one[what] for one in runs]
            row[what] = summarize(values)
            row[f"{what}_compared"] = compare(values, [bare[what] for bare in seen["bare"]])
        rows.append(row)
    return rows


def measure_preloaded_programs(context):
    return [row for program in (Pgbench(context.calls_of_program), Sysbench(context.calls_of_program))
            for row in rows_of(program.name, measure_preloaded(program, context))]


def measure_node_programs(context):
    if not (context.node / "node_modules").exists():
        raise RuntimeError("its packages are not installed")
    return [row for client, name in NODE_CLIENTS for row in rows_of(name, measure_node(client, context))]
