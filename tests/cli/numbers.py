#!/usr/bin/env python3
"""Traces four processes that use Postgres and Redis. The servers' own counts, the terminal, the JSON, the file viewed again and the page must agree.

usage: numbers.py DBSPAN SHOP   (SHOP: shop.c; DBSPAN_TEST_OPERATIONS: 4,000 by default;
DBSPAN_TEST_PG_URL and DBSPAN_TEST_REDIS_URL: the servers)
"""

import base64
import gzip
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from cases import check

DBSPAN, SHOP = (os.path.abspath(path) for path in sys.argv[1:3])
PG = os.environ["DBSPAN_TEST_PG_URL"]
REDIS = urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"])
os.environ.update(DBSPAN_TEST_REDIS_HOST=REDIS.hostname, DBSPAN_TEST_REDIS_PORT=str(REDIS.port), LC_ALL="C.UTF-8", COLUMNS="200")
PROCESSES = 4
EACH = int(os.environ.get("DBSPAN_TEST_OPERATIONS", "4000")) // PROCESSES // 4 * 4
TEXTS = {"SELECT": "SELECT nextval(?) FROM generate_series(?, ?)", "SET": "SET load:*", "hit": "GET load:*", "miss": "GET missing:*"}
UNITS = {"µs": 1e3, "ms": 1e6, "s": 1e9}


def ask_postgres(statement):
    done = subprocess.run(["psql", PG, "-qAtc", statement], capture_output=True, text=True)
    check(done.returncode == 0, done)
    return done.stdout.strip()


def calls_of_redis():
    done = subprocess.run(["redis-cli", "-u", os.environ["DBSPAN_TEST_REDIS_URL"], "INFO", "commandstats"], capture_output=True, text=True)
    return {name: int(calls) for name, calls in re.findall(r"cmdstat_(\w+):calls=(\d+)", done.stdout)}


def attributes_of(what):
    return {a["key"]: next(iter(a["value"].values())) for a in what.get("attributes", [])}


def spans_in(path):
    for line in open(path):
        for resource in json.loads(line)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                if scope["scope"]["name"] != "dbspan.run":
                    for span in scope["spans"]:
                        yield attributes_of(resource["resource"])["process.pid"], span


def text_of(span):
    text = attributes_of(span)["db.query.text"]
    return re.sub(r":\d+(?: \?)?$", ":*", text)


def exact_p95(durations):
    return sorted(durations)[math.ceil(0.95 * len(durations)) - 1]


def statements_of_page(path):
    data = gzip.decompress(base64.b64decode(re.search(r'id="data">([^<]*)<', open(path).read())[1]))
    header = json.loads(data[16 : 16 + int.from_bytes(data[8:12], "little")])
    return {re.sub(r" \?$", "", one["text"]): one for one in header["statements"]}


def row_of(report, label):
    """Returns count, p95 in nanoseconds, the unit in which p95 is shown, and rows of a statement in the table of the report."""
    line = next(line for line in report[report.index("statements by total time") :].splitlines() if line.startswith(label))
    cells = re.split(r"  +", line)
    number, unit = cells[5].split()
    return int(cells[2].replace(",", "")), float(number) * UNITS[unit], UNITS[unit], cells[7]


def main():
    ask_postgres("DROP SEQUENCE IF EXISTS counted; CREATE SEQUENCE counted")
    before = calls_of_redis()
    with tempfile.TemporaryDirectory() as directory:
        report, again, spans, page = (os.path.join(directory, name) for name in ("report.txt", "again.txt", "run.jsonl", "page.html"))
        command = " & ".join(f"{SHOP} load {EACH}" for _ in range(PROCESSES)) + " & wait"
        done = subprocess.run([DBSPAN, "run", "--statements", "all", "-o", report, "--json", spans, "--html", page, "--", "bash", "-c", command], capture_output=True, text=True)
        check(done.returncode == 0 and not done.stderr, done)
        after = calls_of_redis()
        subprocess.run([DBSPAN, "view", "--statements", "all", "-o", again, spans], check=True)
        durations, processes, rows = {}, set(), 0
        for process, span in spans_in(spans):
            durations.setdefault(text_of(span), []).append(int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"]))
            processes.add(process)
            rows += int(attributes_of(span).get("db.response.returned_rows", 0)) if text_of(span) == TEXTS["SELECT"] else 0
        of_page = statements_of_page(page)
        reports = [open(path).read() for path in (report, again)]

    each_kind = PROCESSES * EACH // 4
    check(len(processes) == PROCESSES, processes)
    check({text: len(found) for text, found in durations.items()} == {text: each_kind for text in TEXTS.values()}, {text: len(found) for text, found in durations.items()})
    check(int(ask_postgres("SELECT last_value FROM counted")) == 3 * each_kind == rows, rows)
    for name, calls in (("set", each_kind), ("get", 2 * each_kind)):
        check(after[name] - before.get(name, 0) == calls, (name, before, after))
    for kind, text in TEXTS.items():
        p95 = exact_p95(durations[text])
        check(of_page[text]["count"] == each_kind, of_page[text])
        check(abs(of_page[text]["p95"] - p95) <= 0.02 * p95, (text, of_page[text]["p95"], p95))
        for shown in reports:
            check(f"{PROCESSES * EACH:,} operations" in shown, shown[:200])
            count, shown_p95, unit, shown_rows = row_of(shown, "SELECT" if kind == "SELECT" else text)
            check(count == each_kind, (text, count))
            check(abs(shown_p95 - p95) <= 0.02 * p95 + 0.005 * unit, (text, shown_p95, p95))
            check(kind != "SELECT" or shown_rows == f"{3 * each_kind:,}", shown_rows)
    check(of_page[TEXTS["SELECT"]]["rows"] == 3 * each_kind, of_page[TEXTS["SELECT"]])
    check((of_page[TEXTS["hit"]]["hits"], of_page[TEXTS["miss"]]["misses"]) == (each_kind, each_kind), of_page)
    ask_postgres("DROP SEQUENCE counted")
    print(f"ok    {PROCESSES * EACH:,}_operations_are_those_of_the_servers_everywhere", flush=True)


main()
