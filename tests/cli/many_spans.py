#!/usr/bin/env python3
"""Tests a file with very many spans: the page stays small and reports the number of omitted spans, and the writer's memory is bounded.

usage: many_spans.py DBSPAN   (DBSPAN_TEST_SPANS: 250,000 by default, more than a page keeps)
"""

import base64
import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile

from cases import check

DBSPAN = os.path.abspath(sys.argv[1])
SPANS = int(os.environ.get("DBSPAN_TEST_SPANS", "250000"))
SPANS_PER_TRACE = 50
FAILED_EVERY = 997  # spans
SLOWEST = SPANS // 2 // SPANS_PER_TRACE * SPANS_PER_TRACE + 1  # a child, not a root
MEMORY = 128


def write(path):
    """Writes traces of a root and 49 statements each. Some statements fail, one is very slow."""
    head = '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":['
    with gzip.open(path, "wt", compresslevel=1) as file:
        for first in range(0, SPANS, SPANS_PER_TRACE):
            trace = first // SPANS_PER_TRACE + 1
            spans = []
            for number in range(first, min(first + SPANS_PER_TRACE, SPANS)):
                start = 10**18 + number * 50_000
                duration = 5 * 10**9 if number == SLOWEST else 20_000 + number % 1000 * 10
                root = number == first
                failed = '"status":{"code":2,"message":"duplicate key"},' if number % FAILED_EVERY == 1 else ""
                parent = "" if root else f'"parentSpanId":"{first + 1:016x}",'
                attributes = "[]" if root else f'[{{"key":"db.system.name","value":{{"stringValue":"postgresql"}}}},{{"key":"db.query.text","value":{{"stringValue":"SELECT c{number % 40} FROM t WHERE id = ?"}}}}]'
                name = "request" if root else "SELECT t"
                spans.append(f'{{"traceId":"{trace:032x}","spanId":"{number + 1:016x}",{parent}"name":"{name}","kind":3,"startTimeUnixNano":"{start}","endTimeUnixNano":"{start + duration}",{failed}"attributes":{attributes}}}')
            file.write(head + ",".join(spans) + "]}]}]}\n")


def main():
    with tempfile.TemporaryDirectory() as directory:
        path, page = os.path.join(directory, "spans.jsonl.gz"), os.path.join(directory, "page.html")
        write(path)
        done = subprocess.run([DBSPAN, "view", "--memory", f"{MEMORY}M", "--html", page, path], capture_output=True, text=True)
        check(done.returncode == 0, done)
        size = os.path.getsize(page)
        data = gzip.decompress(base64.b64decode(re.search(r'id="data">([^<]*)<', open(page).read())[1]))
    header = json.loads(data[16 : 16 + int.from_bytes(data[8:12], "little")])
    roots = (SPANS + SPANS_PER_TRACE - 1) // SPANS_PER_TRACE
    failed = sum(1 for number in range(SPANS) if number % FAILED_EVERY == 1)
    check(size <= 25e6, f"{size:,} bytes")
    check(sum(one["count"] for one in header["statements"]) == SPANS - roots == header["run"]["operations"], header["run"])
    check(sum(one["failed"] for one in header["statements"]) == header["run"]["failed"], header["run"])
    check(max(one["max"] for one in header["statements"]) == 5 * 10**9, "the slowest one is in the sums")
    kept = header["run"]["kept"]
    check(kept["ofSpans"] == SPANS and kept["ofTraces"] == roots, kept)
    check(kept["spans"] == header["columns"]["span.id"]["length"] // 2, kept)
    check(kept["spans"] <= 200_000 < SPANS, kept)
    notices = " ".join(notice["text"] + " " + notice["advice"] for notice in header["run"]["notices"])
    check(f"kept {kept['traces']:,} of {roots:,} traces" in notices, notices)
    check("statements and errors are over all of them" in notices or "statements, errors and findings are over all of them" in notices, notices)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    # --memory is for all, with the page; the rest is for the program itself and the blocks of its allocator.
    budget = MEMORY + 40
    print(f"      {SPANS:,} spans, {failed:,} failed: page of {size / 1e6:.1f} MB with {kept['spans']:,} spans; memory at most {peak:.0f} MiB (budget {budget})", flush=True)
    check(peak <= budget, f"{peak} MiB")
    print("ok    a_file_of_very_many_spans_becomes_a_small_page", flush=True)


main()
