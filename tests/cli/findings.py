#!/usr/bin/env python3
"""Tests that repeated statements are found, and that terminal, page and log records show the same count, time and place.

usage: findings.py DBSPAN SHOP [CASE…]   (SHOP: shop.c; DBSPAN_TEST_PG_URL and DBSPAN_TEST_REDIS_URL say where the servers are)
"""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from cases import case, check, run_cases

DBSPAN, SHOP = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv.pop(2))
REDIS = urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"])
os.environ.update(DBSPAN_TEST_REDIS_HOST=REDIS.hostname, DBSPAN_TEST_REDIS_PORT=str(REDIS.port), LC_ALL="C.UTF-8", COLUMNS="200")
STATEMENT = "SELECT relname FROM pg_class WHERE oid = ?"


class Run:
    """A run of the command. Its bursts have long gaps, so that a pause of a busy machine does not begin another one."""

    def __init__(self, *command):
        with tempfile.TemporaryDirectory() as directory:
            page, spans, report = (os.path.join(directory, name) for name in ("page.html", "run.jsonl", "report.txt"))
            done = subprocess.run([DBSPAN, *command[:1], "--burst-gap", "60000ms", "--fail-on", "findings", "--html", page, "--json", spans, "-o", report, *command[1:]], capture_output=True, text=True, timeout=300)
            self.status, self.report = done.returncode, open(report).read()
            data = gzip.decompress(base64.b64decode(re.search(r'id="data">([^<]*)<', open(page).read())[1]))
            self.page = json.loads(data[16 : 16 + int.from_bytes(data[8:12], "little")])
            logs = os.path.join(directory, "run.logs.jsonl")
            lines = open(logs).read().splitlines() if os.path.exists(logs) else []
            records = [record for line in lines for resource in json.loads(line)["resourceLogs"] for scope in resource["scopeLogs"] for record in scope["logRecords"]]
            self.records = [{a["key"]: next(iter(a["value"].values())) for a in record["attributes"]} for record in records if record.get("eventName") == "dbspan.finding"]
            self.spans = open(spans).read()


def shop(*arguments):
    return Run("run", "--", SHOP, *arguments)


def the_same_everywhere(run, count, within):
    """Checks that terminal, page and log record show one statement that was repeated `count` times. Returns the finding of the page."""
    check(run.status == 3, run.report)
    [told] = [finding for finding in run.page["findings"] if finding["kind"] == "repeated-statement" and run.page["statements"][finding["statement"]]["text"] == STATEMENT]
    check(told["count"] == count and told["sentence"] in run.report.replace("\n    ", " "), (told, run.report))
    check(re.search(rf"ran {count} times (?:in a row )?{within}: [\d.]+ .?s of its", told["sentence"]), told)
    [record] = [record for record in run.records if record["dbspan.finding.kind"] == "repeated-statement" and int(record["dbspan.finding.count"]) == count and STATEMENT in json.dumps(record)] or [{}]
    check(record, run.records)
    check(told["total"] > 0, told)
    return told


@case
def other_calls_between_do_not_hide_it():
    the_same_everywhere(shop("orders", "25"), 25, "in one burst of «cli_shop»")


@case
def two_texts_of_one_summary_are_two_findings():
    run = shop("two", "25")
    the_same_everywhere(run, 25, "in one burst of «cli_shop»")
    texts = sorted(run.page["statements"][finding["statement"]]["text"] for finding in run.page["findings"] if finding["kind"] == "repeated-statement" and finding["statement"] >= 0)
    check("SELECT relkind FROM pg_class WHERE oid = ?" in texts and STATEMENT in texts, texts)


@case
def the_threshold_decides():
    least = int(re.search(r"repeated-statement=(\d+)", subprocess.run([DBSPAN, "explain", "repeated-statement"], capture_output=True, text=True).stdout)[1])
    for count in (least - 1, least):
        found = [finding for finding in shop("orders", str(count)).page["findings"] if finding["kind"] == "repeated-statement" and finding["statement"] >= 0]
        check(bool(found) == (count >= least), (count, found))


@case
def a_mended_shop_has_none_and_the_difference_is_shown():
    before, after = shop("orders", "25"), shop("mended", "25")
    check(after.status == 0 and after.page["findings"] == [] and after.records == [], after.report)
    with tempfile.TemporaryDirectory() as directory:
        paths = [os.path.join(directory, name) for name in ("before.jsonl", "after.jsonl")]
        for path, run in zip(paths, (before, after)):
            open(path, "w").write(run.spans)
        done = subprocess.run([DBSPAN, "diff", *paths], capture_output=True, text=True)
        check(re.search(r"GET order:\* .*25 → 1\b", done.stdout), done.stdout)


@case
def below_an_application_s_span_with_its_source_line():
    """Reads spans as an instrumentation writes them that records call sites."""

    def span(own, name, start, duration, **attributes):
        listed = [{"key": key.replace("__", "."), "value": {"stringValue": value}} for key, value in attributes.items()]
        times = {"startTimeUnixNano": str(10**18 + start), "endTimeUnixNano": str(10**18 + start + duration)}
        return {"traceId": "1" * 32, "spanId": f"{own:016x}", **({"parentSpanId": f"{1:016x}"} if own > 1 else {}), "name": name, "kind": 3, **times, "attributes": listed}

    place = {"code__function__name": "OrderLines", "code__file__path": "/src/shop.cc", "code__line__number": "212"}
    statements = [span(2 + i, "SELECT pg_class", 10**6 * (i + 1), 700_000, db__system__name="postgresql", db__query__text=STATEMENT, **place) for i in range(25)]
    lines = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span(1, "checkout", 0, 30 * 10**6), *statements]}]}]})
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "spans.jsonl")
        open(path, "w").write(lines + "\n")
        run = Run("view", path)
    told = the_same_everywhere(run, 25, "below «checkout»")
    check("first called from OrderLines, shop.cc:212" in run.report, run.report)
    check(told["where"] == "OrderLines, shop.cc:212" and told["total"] == 25 * 700_000, told)
    check("OrderLines" in json.dumps(run.records), run.records)


run_cases()
