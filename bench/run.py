#!/usr/bin/env python3
"""Measures the cost of dbspan and writes the tables of docs/performance.md: run.py [--quick] BUILD_DIRECTORY DOCUMENT.

Each table has one step. If a step fails, its reason replaces the table, and the other steps still run. The servers are those of
DBSPAN_TEST_*_URL; `./run bench` starts them.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import signal
import sys
import time

from measuring import calls, growth, instructions, life, rates, texts, whole_programs
from measuring.processes import Receiver
from report.document import write_document

STEPS = (
    ("calls", calls.measure_calls),
    ("long_calls", calls.measure_long_calls),
    ("instructions", instructions.measure_instructions),
    ("minute", rates.measure_minute),
    ("limits", rates.measure_limits),
    ("threads", growth.measure_threads),
    ("statements", growth.measure_statements),
    ("connections", growth.measure_connections),
    ("memory", growth.measure_memory),
    ("life", life.measure_life),
    ("idle", life.measure_idle),
    ("pieces", texts.measure_pieces),
    ("programs", whole_programs.measure_preloaded_programs),
    ("node", whole_programs.measure_node_programs),
)


SECONDS_OF_STEP = 300


def give_up(*_):
    raise TimeoutError(f"it took longer than {SECONDS_OF_STEP} s")


class Context:
    """Settings of the steps: the directory of the programs, the duration of a measurement, and the receiver of spans."""

    def __init__(self, build, receiver, quick):
        self.programs = build / "bench"
        self.preload = (build / "libdbspan.so").resolve()
        self.node = build / "node"
        self.receiver = receiver
        self.left_out = []
        self.rounds = 3 if quick else 25
        self.seconds_of_round = 0.02 if quick else 0.06
        self.rounds_of_connections = 2 if quick else 7
        self.seconds_of_rate = 1 if quick else 4
        self.seconds_of_minute = 3 if quick else 60
        self.operations = 10000 if quick else 200000
        self.rounds_of_pieces = 1 if quick else 3
        self.seconds_of_piece = 0.01 if quick else 0.05
        self.rounds_of_program = 2 if quick else 21
        self.rounds_of_node = 2 if quick else 9
        self.calls_of_program = 2000 if quick else 20000

    def leave_out(self, what, why):
        self.left_out.append({"what": what, "why": why})
        print(f"    left out: {what}: {why}", file=sys.stderr, flush=True)


def machine():
    processor = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    system = re.search(r'^PRETTY_NAME="(.*)"$', pathlib.Path("/etc/os-release").read_text(), re.M)
    return {"processor": processor[1] if processor else platform.machine(), "processors": os.cpu_count(),
            "kernel": platform.release(), "system": system[1] if system else platform.system(),
            "date": datetime.date.today().isoformat(), "load": os.getloadavg()[0]}


def measure(build, quick, only):
    with Receiver(build / "bench") as receiver:
        context = Context(build, receiver, quick)
        results = {"machine": machine(), "quick": quick}
        for name, step in STEPS:
            if only and name not in only:
                continue
            started = time.monotonic()
            signal.alarm(SECONDS_OF_STEP)
            try:
                results[name] = step(context)
            except Exception as error:  # after any error, the other tables are still measured
                context.leave_out(name, str(error) or type(error).__name__)
            finally:
                signal.alarm(0)
            print(f"    {name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        results["left_out"] = context.left_out
        return results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few rounds, to see that everything works")
    parser.add_argument("--only", action="append", help="a step by its name; the document is not written")
    parser.add_argument("--again", action="store_true", help="write the document from the figures of the last run")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("document", type=pathlib.Path)
    options = parser.parse_args()
    figures = options.build / "results.json"
    if not options.again:
        signal.signal(signal.SIGALRM, give_up)
        figures.write_text(json.dumps(measure(options.build, options.quick, options.only), indent=1) + "\n")
    results = json.loads(figures.read_text())
    if not options.only:
        write_document(results, options.document)


if __name__ == "__main__":
    main()
