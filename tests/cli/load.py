#!/usr/bin/env python3
"""Sends `dbspan view` the load of a service with many instances, and checks its memory, its page and its connections.

usage: load.py DBSPAN   (DBSPAN_TEST_LOAD_SECONDS, by default 10; DBSPAN_TEST_TIMES=1: times decide, too)
"""

import glob
import http.client
import json
import os
import re
import sys
import threading
import time

from cases import check
from receiver import View

DBSPAN = os.path.abspath(sys.argv[1])
SECONDS = float(os.environ.get("DBSPAN_TEST_LOAD_SECONDS", "10"))
STRICT = os.environ.get("DBSPAN_TEST_TIMES") == "1"
CONNECTIONS = 32
SPANS_PER_SECOND = 2000
SPANS_PER_TRACE = 10
MEMORY = 64
FAILED_EVERY = 50  # traces


def judge(what, value, budget):
    print(f"      {what}: {value:.3g} (budget {budget})", flush=True)
    check(not STRICT or value < budget, f"{what}: {value}, over {budget}")


def span(trace, number, name, text, failed):
    attributes = {"db.system.name": "postgresql", "db.query.text": text, "thread.id": str(trace % 50)}
    if failed:
        attributes["error.type"] = "23505"
    start = time.time_ns()
    return {
        "traceId": f"{trace:032x}",
        "spanId": f"{trace * SPANS_PER_TRACE + number + 1:016x}",
        **({"parentSpanId": f"{trace * SPANS_PER_TRACE + 1:016x}"} if number > 0 else {}),
        "name": name,
        "kind": 3,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 300_000),
        "status": {"code": 2, "message": "duplicate key"} if failed else {},
        "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()],
    }


def trace(number, name="checkout"):
    """Returns a request with one trace. The texts differ in every trace, as those of an instrumentation that does not mask literals."""
    failed = number % FAILED_EVERY == 0
    spans = [span(number, 0, name, "BEGIN", False)]
    spans += [span(number, i, "SELECT", f"SELECT * FROM orders WHERE id = {number} -- {'x' * 100}", failed and i == 1) for i in range(1, SPANS_PER_TRACE)]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}, {"key": "process.pid", "value": {"intValue": str(number % CONNECTIONS)}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}).encode()


class Senders:
    def __init__(self, view):
        self.view = view
        self.lock = threading.Lock()
        self.next = 1
        self.failed = set()
        self.longest = 0.0
        self.problem = None
        self.ends = time.monotonic() + SECONDS
        self.threads = [threading.Thread(target=self.run) for _ in range(CONNECTIONS)]
        for thread in self.threads:
            thread.start()

    def run(self):
        connection = http.client.HTTPConnection(self.view.url.hostname, self.view.url.port, timeout=120)
        pause = CONNECTIONS * SPANS_PER_TRACE / SPANS_PER_SECOND
        due = time.monotonic()
        try:
            while time.monotonic() < self.ends:
                with self.lock:
                    number, self.next = self.next, self.next + 1
                body = trace(number)
                began = time.monotonic()
                check(self.view.send(body, connection) == 200, "refused")
                with self.lock:
                    self.longest = max(self.longest, time.monotonic() - began)
                    if number % FAILED_EVERY == 0:
                        self.failed.add(number)
                due = max(due + pause, time.monotonic() - 1)
                time.sleep(max(0, due - time.monotonic()))
        except Exception as problem:  # any exception makes the check fail
            self.problem = problem

    def join(self):
        for thread in self.threads:
            thread.join()
        check(self.problem is None, self.problem)


def watch(view, senders):
    """Sends a marked trace about every second, and asks for the data as the page does (view/page/src/live.ts) until it appears.
    Returns the longest time that this took."""
    slowest = 0.0
    marker = 10**9
    known = 0
    pause = 0.0
    while time.monotonic() < senders.ends:
        marker += 1
        check(view.send(trace(marker, "marker")) == 200, "the marker")
        sent = time.monotonic()
        while True:
            check(time.monotonic() - sent < 60, "a new trace does not show")
            time.sleep(pause)
            status, state, _ = view.ask("GET", view.url.path + f"state?after={known}")
            began = time.monotonic()
            shown = marker in view.data().trace_ids()
            known = json.loads(state)["data"] if status == 200 else known
            pause = min(1, max(0.1, (time.monotonic() - began) / 2))
            if shown:
                break
        slowest = max(slowest, time.monotonic() - sent)
        time.sleep(1)
    return slowest


class Memory:
    """Looks at the memory of `dbspan view` and of the processes that it forks to make the page. Memory that they share counts once."""

    def __init__(self, process):
        self.process = process
        self.most = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.ended.wait(0.05):
            self.most = max(self.most, self.now())

    def now(self):
        pids = [str(self.process.pid)]
        for thread in glob.glob(f"/proc/{self.process.pid}/task/*/children"):
            pids += read(thread).split()
        sizes = (re.search(r"^Pss:\s+(\d+)", read(f"/proc/{pid}/smaps_rollup"), re.M) for pid in pids)
        return sum(int(size[1]) for size in sizes if size) / 1024

    def end(self):
        self.ended.set()
        self.thread.join()
        return self.most


def read(path):
    """Returns the content of a file of a process; an empty text if the process has ended."""
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def main():
    view = View(DBSPAN, "--memory", f"{MEMORY}M")
    memory = Memory(view.process)
    senders = Senders(view)
    slowest = watch(view, senders)
    senders.join()
    data = view.data()
    kept = data.header["run"]["kept"]
    print(f"      {senders.next - 1:,} traces in {SECONDS:g} s; kept {kept['spans']:,} of {kept['ofSpans']:,} spans", flush=True)
    check(senders.failed and slowest > 0, "no failed trace was sent, or no marker")
    lost = senders.failed - data.trace_ids(failed_only=True)
    check(not lost, f"{len(lost)} of {len(senders.failed)} failed traces are gone")
    peak = memory.end()
    print(f"      memory at most {peak:.0f} MiB (budget {MEMORY + 40})", flush=True)
    check(peak <= MEMORY + 40, f"{peak} MiB")
    judge("seconds until a new trace showed, at most", slowest, 1)
    judge("seconds that a request waited, at most", senders.longest, 1)
    view.end()
    print("ok    a_long_load_is_shown_within_bounds", flush=True)


main()
