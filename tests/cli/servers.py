#!/usr/bin/env python3
"""Runs programs that use real servers under `dbspan run` and checks the reports.

usage: servers.py DBSPAN [CASE…]   (DBSPAN_TEST_PG_URL and DBSPAN_TEST_REDIS_URL say where the servers are)
"""

import base64
import glob
import gzip
import http.server
import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import urlsplit

from cases import case, check, lives_long_enough, run_cases
from terminal import Terminal

DBSPAN = os.path.abspath(sys.argv[1])
PG = os.environ["DBSPAN_TEST_PG_URL"]
REDIS = urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"])
LONG_GAP = ["--burst-gap", "60000ms"]  # so that a pause of a busy machine does not begin another burst


def run(*command, **options):
    environment = dict(os.environ, LC_ALL="C.UTF-8", **options.pop("env", {}))
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, **options)


def attributes_of(what):
    return {a["key"]: next(iter(a["value"].values())) for a in what.get("attributes", [])}


def spans_in(path, of_processes=False):
    """Returns the spans in a file of OTLP JSON lines, with their attributes as a dictionary and the pid of their process."""
    spans = []
    for line in open(path):
        for resource in json.loads(line)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                if (scope["scope"]["name"] == "dbspan.run") == of_processes:
                    pid = attributes_of(resource["resource"])["process.pid"]
                    spans += [dict(span, attributes=attributes_of(span), pid=pid) for span in scope["spans"]]
    return spans


def ask_server(statement):
    done = run("psql", PG, "-qAtc", statement)
    check(done.returncode == 0, done)
    return done.stdout.strip()


def wait_until(condition, what):
    deadline = time.monotonic() + 120
    while not condition():
        check(time.monotonic() < deadline, what)
        time.sleep(0.05)


def wait_for_server(statement):
    """Waits until the server runs a statement."""
    wait_until(lambda: ask_server(f"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '{statement}'") != "0", f"the server does not run {statement}")


def statements_in(path):
    """Returns the number of operations with each text."""
    counts = {}
    for span in spans_in(path):
        text = span["attributes"].get("db.query.text", span["name"])
        counts[text] = counts.get(text, 0) + 1
    return counts


@case
def a_limit_of_file_sizes_changes_nothing_but_the_report():
    """Beyond `ulimit -f`, both the file of the recorder and the page would raise SIGXFSZ."""
    command = ["psql", PG, "-Atc", "SELECT 'one'"]
    with tempfile.TemporaryDirectory() as directory:
        page = f"{directory}/page.html"
        done = run("bash", "-c", 'ulimit -f 10; "$@"', "bash", DBSPAN, "run", "--html", page, "--", *command)
        check((done.returncode, done.stdout) == (0, "one\n"), done)
        check("cannot be used: File too large (ulimit -f)" in " ".join(done.stderr.split()), done.stderr)
        check(f"dbspan: {page}: File too large" in done.stderr and "1 operation" in done.stderr, done.stderr)
        check(os.listdir(directory) == [], os.listdir(directory))


@case
def each_process_has_a_span_and_its_operations_are_below_it():
    given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    for above in (None, given):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "run.jsonl")
            script = "psql \"$0\" -qtc 'SELECT 1 AS a' && psql \"$0\" -qtc 'SELECT 2 AS b' && echo $TRACEPARENT && exit 3"
            done = run(DBSPAN, "run", "--json", path, "--", "sh", "-c", script, PG, env={"TRACEPARENT": above} if above else {})
            check(done.returncode == 3, done)
            processes = {span["pid"]: span for span in spans_in(path, of_processes=True)}
            check(sorted(span["name"] for span in processes.values()) == ["psql", "psql", "sh"], processes)
            root = next(span for span in processes.values() if span["name"] == "sh")
            check(root["attributes"]["process.exit.code"] == "3" and root["status"]["code"] == 2, root)
            check(root.get("parentSpanId") == (above.split("-")[2] if above else None), root)
            check(not above or root["traceId"] == above.split("-")[1], root)
            check(done.stdout.split()[-1] == f"00-{root['traceId']}-{root['spanId']}-01", done.stdout)
            for span in processes.values():
                check(span["traceId"] == root["traceId"] and int(span["endTimeUnixNano"]) > int(span["startTimeUnixNano"]), span)
                check(span is root or span["attributes"]["process.exit.code"] == "0", span)
                check(span is root or (span["parentSpanId"] == root["spanId"] and span["attributes"]["process.parent_pid"] == root["pid"]), span)
            operations = spans_in(path)
            check(len(operations) == 2, operations)
            for span in operations:
                above_it = processes[span["pid"]]
                check((span["traceId"], span["parentSpanId"]) == (above_it["traceId"], above_it["spanId"]), span)


@case
def a_recorded_run_is_reported_as_it_was():
    with tempfile.TemporaryDirectory() as directory:
        path, first, second = (os.path.join(directory, name) for name in ("run.jsonl", "first.txt", "second.txt"))
        script = "for i in 1 2 3 4 5 6 7; do echo \"SELECT $i FROM pg_class LIMIT 3;\"; done | psql -q \"$0\"; psql \"$0\" -c 'SELECT * FROM nowhere'"
        run(DBSPAN, "run", *LONG_GAP, "--json", path, "-o", first, "--", "sh", "-c", script, PG)
        run(DBSPAN, "view", *LONG_GAP, "-o", second, path)
        text = open(first).read()
        check("exit 1 · " in text and "8 operations" in text and "[1]" in text, text)
        headline, rest = text.replace("dbspan: sh ", "dbspan: run.jsonl ").split("\n\n", 1)
        again_headline, again_rest = open(second).read().split("\n\n", 1)
        words = [re.split(r"\s+(?:· )?", part.strip()) for part in (headline, again_headline)]  # the names differ in length, so the lines break at different places
        check(words[0] == words[1] and rest == again_rest, text + open(second).read())


class Endpoint:
    """An OTLP endpoint as a user may have it. It keeps the requests that it receives."""

    def __init__(self):
        outer = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, self.headers, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def parents_in(body):
    """Yields id, parent id and name of each span in an encoded ExportTraceServiceRequest."""

    def fields(message):
        at = 0
        while at < len(message):
            key, at = varint(message, at)
            if key & 7 == 0:
                value, at = varint(message, at)
            elif key & 7 == 1:
                value, at = message[at : at + 8], at + 8
            else:
                size, at = varint(message, at)
                value, at = message[at : at + size], at + size
            yield key >> 3, value

    def varint(message, at):
        value = shift = 0
        while True:
            byte = message[at]
            value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                return value, at

    def inner(message, number):
        return [value for field, value in fields(message) if field == number]

    for resource in inner(body, 1):
        for scope in inner(resource, 2):
            for span in inner(scope, 2):
                of_span = dict((field, value) for field, value in fields(span) if field in (2, 4, 5))
                yield of_span[2].hex(), of_span.get(4, b"").hex(), of_span[5].decode()


def below_their_own_process(endpoint, environment):
    """Runs a program whose child processes inherit its TRACEPARENT. Their operations must be children of their own process's span."""
    endpoint.requests.clear()
    script = "psql \"$0\" -qtc 'SELECT 1' ; sh -c \"psql '$0' -qtc 'SELECT 2'; exit 4\""
    run(DBSPAN, "run", "--", "sh", "-c", script, PG, env=environment)
    spans = [span for _, _, body in endpoint.requests for span in parents_in(body)]
    root = [own for own, _, name in spans if name == "sh"]
    processes = {own: above for own, above, name in spans if name == "psql"}
    operations = [above for _, above, name in spans if name == "SELECT"]
    check(len(root) == 1 and len(processes) == 2 and set(processes.values()) == set(root), spans)
    check(sorted(operations) == sorted(processes), spans)


@case
def spans_go_on_to_the_user_s_own_endpoint():
    endpoint = Endpoint()
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint.url, "OTEL_EXPORTER_OTLP_HEADERS": "token=mine"}
    done = run(DBSPAN, "run", "--", "psql", PG, "-qtc", "SELECT 1 AS forwarded", env=environment)
    check("1 operation," in done.stderr, done)
    check({path for path, _, _ in endpoint.requests} == {"/v1/traces"}, endpoint.requests)
    check(all(headers["token"] == "mine" for _, headers, _ in endpoint.requests), endpoint.requests)
    bodies = b"".join(body for _, _, body in endpoint.requests)
    check(bodies.count(b"SELECT ? AS forwarded") == 1 and b"process.exit.code" in bodies, bodies)
    check(b"process.parent_pid" in bodies, bodies)
    below_their_own_process(endpoint, environment)
    endpoint.server.shutdown()
    endpoint.server.server_close()
    started = time.monotonic()
    done = run(DBSPAN, "run", "--", "psql", PG, "-qtc", "SELECT 1", env=environment)
    check("1 operation," in done.stderr and re.search(r"2 spans were not taken by http://127.0.0.1:\d+/v1/traces", one_line(done.stderr)), done)
    check(time.monotonic() - started < 30 and done.returncode == 0, done)


# Sends a span, a metric and a log record to its endpoint, in both encodings, plain and compressed.
SENDS = """
import gzip, json, os, sys, urllib.request
def field(number, content):
    return bytes([number << 3 | 2, len(content)]) + content
value = field(2, field(1, b"a") + field(2, field(5, field(1, field(1, b"in a list")))))
span = field(1, bytes(range(16))) + field(2, bytes(range(8))) + field(5, b"own span") + field(9, value[2:])
point = bytes([4 << 3 | 1]) + bytes(7) + b"@"
encoded = {
    "traces": field(1, field(2, field(2, span))),
    "metrics": field(1, field(2, field(2, field(1, b"own gauge") + field(5, field(1, point))))),
    "logs": field(1, field(2, field(2, field(12, b"own record")))),
}
listed = {"arrayValue": {"values": [{"stringValue": "in a list"}]}}
plain = {
    "traces": {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "0102" * 8, "spanId": "0304" * 4, "name": "own span", "attributes": [{"key": "a", "value": listed}]}]}]}]},
    "metrics": {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "own gauge", "gauge": {"dataPoints": [{"asDouble": 2}]}}]}]}]},
    "logs": {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"eventName": "own record"}]}]}]},
}
for signal in encoded:
    for kind, body in (("x-protobuf", encoded[signal]), ("json", json.dumps(plain[signal]).encode())):
        for packing in ("", "gzip"):
            headers = {"Content-Type": "application/" + kind, **({"Content-Encoding": packing} if packing else {})}
            url = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/" + signal
            urllib.request.urlopen(urllib.request.Request(url, gzip.compress(body) if packing else body, headers))
"""


@case
def what_a_program_sends_itself_goes_on_in_its_encoding():
    names = {"/v1/traces": b"own span", "/v1/metrics": b"own gauge", "/v1/logs": b"own record"}
    for protocol, kinds in (("http/protobuf", ["application/json", "application/json", "application/x-protobuf", "application/x-protobuf"]), ("http/json", 4 * ["application/json"])):
        endpoint = Endpoint()
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "run.jsonl")
            environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint.url, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
            done = run(DBSPAN, "run", "--json", path, "--", "/usr/bin/python3", "-c", SENDS, env=environment)
            check(done.returncode == 0 and "not taken" not in done.stderr, done)
            check(open(os.path.join(directory, "run.metrics.jsonl")).read().count('"own gauge"') == 4, "a gauge is kept")
            check('"gauge"' in open(os.path.join(directory, "run.metrics.jsonl")).read().splitlines()[0], "with its kind")
        for path, name in names.items():
            found = [(headers["Content-Type"], body) for at, headers, body in endpoint.requests if at == path and name in body]
            check(sorted(kind for kind, _ in found) == kinds, (protocol, path, endpoint.requests))
            check(path != "/v1/traces" or all(b"in a list" in body for _, body in found), found)
        endpoint.server.shutdown()
        endpoint.server.server_close()


@case
def each_signal_has_a_file_of_its_own():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "run.jsonl")
        script = os.path.join(directory, "loop.sql")
        open(script, "w").write("".join(f"SELECT relname FROM pg_class WHERE oid = {i};\n" for i in range(25)))
        post = os.path.join(directory, "loop.py")
        open(post, "w").write(
            "import os, urllib.request as r\n"
            "body = b'{\"resourceLogs\": [\\n{\"scopeLogs\": [{\"logRecords\": [{\"eventName\": \"of the program\"}]}]}]}'\n"
            "r.urlopen(r.Request(os.environ['OTEL_EXPORTER_OTLP_ENDPOINT'] + '/v1/logs', body, {'Content-Type': 'application/json'}))\n"
        )
        environment = {"OTEL_METRICS_EXPORTER": "otlp"}
        command = "psql \"$0\" -q -f \"$1\" >/dev/null && /usr/bin/python3 \"$2\""
        done = run(DBSPAN, "run", "--json", path, "--", "sh", "-c", command, PG, script, post, env=environment)
        check(sorted(os.listdir(directory)) == ["loop.py", "loop.sql", "run.jsonl", "run.logs.jsonl", "run.metrics.jsonl"], done)
        kinds = {name: [next(iter(json.loads(line))) for line in open(os.path.join(directory, name))] for name in os.listdir(directory) if name.endswith(".jsonl")}
        check({name: set(found) for name, found in kinds.items()} == {"run.jsonl": {"resourceSpans"}, "run.logs.jsonl": {"resourceLogs"}, "run.metrics.jsonl": {"resourceMetrics"}}, kinds)
        records = [
            record
            for line in open(os.path.join(directory, "run.logs.jsonl"))
            for resource in json.loads(line)["resourceLogs"]
            for scope in resource["scopeLogs"]
            for record in scope["logRecords"]
        ]
        [finding] = [record for record in records if record.get("eventName") == "dbspan.finding"]
        check(attributes_of(finding)["dbspan.finding.kind"] == "repeated-statement" and attributes_of(finding)["dbspan.finding.count"] == "25", finding)
        [of_span] = [span for span in spans_in(path) if span["spanId"] == finding["spanId"]]
        check(of_span["traceId"] == finding["traceId"], of_span)
        check([record["eventName"] for record in records if record is not finding] == ["of the program"], records)
        check("db.client.operation.duration" in open(os.path.join(directory, "run.metrics.jsonl")).read(), "metrics")


@case
def a_span_of_the_program_s_own_stands_above_what_it_starts():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "run.jsonl")
        own = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
        done = run(DBSPAN, "run", "-q", "--json", path, "--", "env", f"TRACEPARENT={own}", "psql", PG, "-qtc", "SELECT 1")
        check(done.returncode == 0, done)
        [span] = spans_in(path)
        check((span["traceId"], span["parentSpanId"]) == tuple(own.split("-")[1:3]), span)


@case
def psql_s_output_is_its_own_and_the_report_follows():
    bare = run("psql", PG, "-c", "SELECT 1 AS one", "-c", "SELECT * FROM nowhere")
    traced = run(DBSPAN, "run", "--", "psql", PG, "-c", "SELECT 1 AS one", "-c", "SELECT * FROM nowhere")
    check((bare.returncode, bare.stdout) == (traced.returncode, traced.stdout), traced)
    check(traced.stderr.startswith(bare.stderr + "\ndbspan: psql  exit 1 · "), traced.stderr)
    check("2 operations" in traced.stderr and "1 failed" in traced.stderr, traced.stderr)
    check("ERROR 42P01 relation ? does not exist"[:30] in traced.stderr, traced.stderr)


@case
def a_psql_session_in_a_terminal():
    os.environ.update(NO_COLOR="1", PSQLRC="/dev/null", HOME="/nonexistent", PAGER="cat")
    terminal = Terminal([DBSPAN, "run", "--", "psql", "-n", "-v", "PROMPT1=shop> ", PG])
    terminal.read_until(b"shop> ")
    terminal.send(b"SELECT 40 + 2 AS answer;\n")
    screen = terminal.read_until(b"(1 row)")
    check(b"dbspan" not in screen, screen)
    terminal.read_until(b"shop> ")
    terminal.send(b"SELECT pg_sleep(60);\n")
    terminal.read_until(b"60);")
    wait_for_server("SELECT pg_sleep(60);")
    terminal.send(b"\x03")
    screen = terminal.read_until(b"shop> ")
    check(b"canceling statement due to user request" in screen, screen)
    time.sleep(3)  # idle; much longer than from one of the statements above to the next
    terminal.send(b"SELECT 43;\n")
    terminal.read_until(b"shop> ")
    terminal.send(b"\\q\n")
    terminal.end()
    before, _, report = terminal.screen.decode().partition("\r\n\r\ndbspan: ")
    check("dbspan" not in before, before)
    lines = ("dbspan: " + report).splitlines()
    check(all(len(line) <= 80 for line in lines), report)
    check("\x1b" not in report, report)
    check("57014" in report, report)
    check(re.search(r"⋯ [\d.]+ s idle", report), report)


@case
def a_repeated_statement_is_found_and_fails_on_request():
    with tempfile.TemporaryDirectory() as directory:
        before, after, page = (os.path.join(directory, name) for name in ("before.jsonl", "after.jsonl", "page.html"))
        loop = [part for i in range(25) for part in ("-c", f"SELECT relname FROM pg_class WHERE oid = {i}")]
        done = run(DBSPAN, "run", *LONG_GAP, "--fail-on", "findings", "--json", before, "--html", page, "--", "psql", PG, *loop)
        check(done.returncode == 3, done)
        check("1 finding" in done.stderr and done.stderr.count("\n") == 5, done.stderr)
        check(statements_in(before) == {"SELECT relname FROM pg_class WHERE oid = ?": 25}, statements_in(before))
        text = open(page).read()
        check("SELECT pg_class ran 25 times in a row" in text and "Content-Security-Policy" in text, "page")
        mended = ["-c", "SELECT relname FROM pg_class WHERE oid = 1"]
        done = run(DBSPAN, "run", *LONG_GAP, "--fail-on", "findings", "--json", after, "--", "psql", PG, *mended)
        check(done.returncode == 0, done)
        check("25 → 1" in run(DBSPAN, "diff", before, after).stdout, run(DBSPAN, "diff", before, after))
        done = run(DBSPAN, "view", *LONG_GAP, before)
        check("[1] repeated statement: SELECT pg_class ran 25 times in a row" in done.stdout, done.stdout)


def same_shape(text):
    """Returns a report without the parts that differ between runs: times, bars, and the repeated calls with lines of their own."""
    lines = []
    for line in text.splitlines():
        if re.search(r"SELECT stock +postgres .*\b1 row$", line):
            continue  # a repeated call that is shown separately because it is slow
        line = re.sub(r"\|[█ ]*\|", "|", line)
        line = re.sub(r"[\d.,]+ (ms|s|µs|%)", "N", line)
        line = re.sub(r"× \d+|\b\d+ rows.*", "N", line)
        line = re.sub(r"does .*…|does not exist$", "does", line)
        lines.append(" ".join(line.split()))
    prose = lines.index(next(line for line in lines if line.startswith("[1]")))
    return sorted(lines[:prose]), re.sub(r"\b[\d.]+\.", "N.", " ".join(lines[prose:]))


@case
def the_documents_show_what_is_printed():
    here = os.path.join(os.path.dirname(__file__), "../..")
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(os.path.join(here, "examples/orders.sql"), directory)
        environment = dict(pg_variables(), COLUMNS="100")
        done = run(DBSPAN, "run", *LONG_GAP, "--", "psql", "-q", "-o", "/dev/null", "-f", "orders.sql", cwd=directory, env=environment)
    check(done.returncode == 0, done)
    for document in ("README.md", "docs/run.md"):
        path = os.path.join(here, document)
        text = open(path).read()
        shown = re.search(r"\$ dbspan run -- psql -q -o /dev/null -f orders.sql shop\n(.*?)```", text, re.S)[1]
        if "DBSPAN_TEST_WRITE_DOCUMENTS" in os.environ:  # updates the documents
            open(path, "w").write(text.replace(shown, done.stderr))
            continue
        check(same_shape(shown) == same_shape(done.stderr), f"{document}\n{same_shape(shown)}\n{same_shape(done.stderr)}")


def load(directory, seconds):
    script = os.path.join(directory, "load.sql")
    open(script, "w").write("SELECT 1 AS traced;\n")
    return ["pgbench", "-n", "-c", "2", "-T", str(seconds), "-f", script, PG]


@case
def a_second_terminal_shows_a_run_as_it_goes():
    check(run(DBSPAN, "top", "1").returncode == 1, "no such run")
    with tempfile.TemporaryDirectory() as directory:
        traced = subprocess.Popen([DBSPAN, "run", "-q", "--", *load(directory, 600)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 120
        children = []
        while not children or run(DBSPAN, "inflight", children[0]).returncode != 0:
            check(time.monotonic() < deadline, "it does not start")
            children = open(f"/proc/{traced.pid}/task/{traced.pid}/children").read().split()
        terminal = Terminal([DBSPAN, "top", "--interval", "0.3", children[0]])
        terminal.read_until(b"SELECT  ")
        terminal.send(b"\r")
        terminal.read_until(b"SELECT ? AS traced;")
        terminal.read_until(b"slowest  ")
        terminal.read_until(b"latest   ")
        terminal.send(b"o")
        terminal.read_until(b"goes where it goes without dbspan")
        terminal.send(b"o")
        terminal.read_until(b"SELECT ? AS traced;")
        terminal.send(b"w")
        page = re.search(r"saved (dbspan-pgbench-\d+\.html)", terminal.read_until(b".html").decode())
        check(page is not None and b'id="data"' in open(page[1], "rb").read(), page)
        os.unlink(page[1])
        terminal.send(b"/nothing like it\r")
        terminal.read_until(b"no operations")
        terminal.send(b"\x1b")
        terminal.read_until(b"SELECT  ")  # without the filter
        terminal.send(b"mR?")
        terminal.read_until(b"leave the display")
        terminal.send(b"q")
        terminal.read_until(b"\x1b[?1049l")
        check(terminal.end() == 0 and traced.poll() is None, "the program runs on")
        check(terminal.settings_after == terminal.settings_before, "settings of the terminal")
        terminal = Terminal([DBSPAN, "top", children[0]])
        terminal.read_until(b"SELECT  ")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.read_until(b"\x1b[?1049l")
        terminal.end()
        check(terminal.settings_after == terminal.settings_before, "restored by a signal")
        top = subprocess.Popen([DBSPAN, "top", "--interval", "0.5", children[0]], stdout=subprocess.PIPE, text=True)
        tables = ""
        while tables.count("dbspan top  pgbench, 1 process") < 2:
            line = top.stdout.readline()
            check(line, tables)
            tables += line
        os.killpg(traced.pid, signal.SIGSTOP)  # as Ctrl-Z does
        terminal = Terminal([DBSPAN, "top", children[0]])
        terminal.read_until(b"the run is stopped: fg or kill -CONT %d continues it" % traced.pid)
        while not (line := top.stdout.readline()).startswith("dbspan: the run is stopped"):
            check(line, tables)
        os.killpg(traced.pid, signal.SIGCONT)
        terminal.read_until(b"SELECT  ")
        terminal.send(b"q")
        check(terminal.end() == 0, "the display of a run that was stopped")
        os.kill(int(children[0]), signal.SIGTERM)
        check("\x1b" not in tables + top.communicate(timeout=120)[0] and top.returncode == 0, tables)
        traced.communicate(timeout=120)


@case
def a_live_table_takes_the_terminal_and_gives_it_back():
    with tempfile.TemporaryDirectory() as directory:
        go_on = os.path.join(directory, "go_on")
        script = f"echo first line; psql '{PG}' -qtc 'SELECT 1'; until [ -e {go_on} ]; do sleep 0.1; done; echo last line >&2; exit 7"
        terminal = Terminal([DBSPAN, "run", "--top", "--interval", "0.3", "--", "sh", "-c", script])
        terminal.read_until(b"SELECT  ")
        check(b"first line" not in terminal.screen, terminal.screen)
        terminal.send(b"o")
        terminal.read_until(b"first line")
        terminal.send(b"o")
        terminal.read_until(b"SELECT  ")
        terminal.send(b"w")
        page = re.search(r"saved (dbspan-sh-\d+\.html)", terminal.read_until(b".html").decode())
        check(page is not None, "a page is saved")
        check(b'id="data"' in open(page[1], "rb").read(), page[1])
        os.unlink(page[1])
        open(go_on, "w").close()
        status = terminal.end()
        check(os.waitstatus_to_exitcode(status) == 7, status)
        check(terminal.settings_after == terminal.settings_before, "settings of the terminal")
        after = terminal.screen.partition(b"\x1b[?1049l")[2].decode()
        check(after.index("first line") < after.index("last line") < after.index("dbspan: sh  exit 7"), after)
        os.unlink(go_on)
        output, errors = (os.path.join(directory, name) for name in ("output", "errors"))
        program = subprocess.Popen([DBSPAN, "run", "--top", "--interval", "0.3", "--", "sh", "-c", script], stdout=open(output, "w"), stderr=open(errors, "w"))
        wait_until(lambda: open(errors).read().count("dbspan top  sh") > 1, "tables without a terminal")
        open(go_on, "w").close()
        check(program.wait(timeout=120) == 7, program.returncode)
        check("first line" in open(output).read() and "\x1b" not in open(errors).read(), open(errors).read())


# Since Linux 6.15, a process can read how another one ended that is not its child.
SEES_SIGNALS = tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2]) >= (6, 15)


@case
def how_children_ended_is_known():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "run.jsonl")
        def ends_of(seconds):
            killed = f"psql \"$0\" -qtc 'SELECT pg_sleep({2 * seconds})' -c '\\! kill -9 $PPID'"
            script = "psql \"$0\" -c 'SELECT * FROM nowhere' 2>/dev/null; " + killed + "; exit 0"
            run(DBSPAN, "run", "--json", path, "--", "sh", "-c", script, PG)
            ends = [span for span in spans_in(path, of_processes=True) if span["name"] == "psql"]
            return sorted(ends, key=lambda span: span["startTimeUnixNano"])

        ends = lives_long_enough(ends_of, lambda ends: "dbspan.process.signal" in ends[1]["attributes"] or not SEES_SIGNALS)
        check(ends[0]["attributes"]["process.exit.code"] == "1" and ends[0]["status"] == {"code": 2, "message": "exit 1"}, ends)
        if SEES_SIGNALS:
            check(ends[1]["attributes"]["dbspan.process.signal"] == "9", ends)
            check(ends[1]["status"] == {"code": 2, "message": "killed by SIGKILL"}, ends)
        else:
            check("process.exit.code" not in ends[1]["attributes"], ends)


@case
def transactions_and_threads_are_parents():
    with tempfile.TemporaryDirectory() as directory:
        script = os.path.join(directory, "script.sql")
        open(script, "w").write("SELECT 1;\nBEGIN;\nSELECT relname FROM pg_class WHERE oid = 1;\nCOMMIT;\nSELECT 2;\n")
        done = run(DBSPAN, "run", "--", PSQL, PG, "-q", "-f", script)
        tree = done.stderr.split("\n\n")[1].splitlines()
        names = [re.match(r"[│├└─ ]*\S+(?: \S+)*", line)[0] for line in tree]
        check(names == ["psql", "├─ SELECT", "├─ transaction", "│  ├─ BEGIN", "│  ├─ SELECT pg_class", "│  └─ COMMIT", "└─ SELECT"], done.stderr)
        without = run(DBSPAN, "run", "--", PSQL, PG, "-q", "-f", script, env={"DBSPAN_TRANSACTION_SPANS": "false"})
        check("transaction" not in without.stderr and "3 operations" in without.stderr, without.stderr)
        path = os.path.join(directory, "run.jsonl")
        bench = [None, "-n", "-c", "2", "-j", "2", "-t", "20", "-f", script, PG]
        bench[0] = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))), None)
        check(bench[0], "pgbench")
        done = run(DBSPAN, "run", "--json", path, "--", *bench)
        threads = {}
        for span in spans_in(path):
            threads.setdefault(span["attributes"].get("thread.id"), []).append(span)
        check(None not in threads and len(threads) >= 2, (done, list(threads)))


@case
def errors_fail_on_request_only():
    command = ["psql", PG, "-c", "SELECT 1"]
    check(run(DBSPAN, "run", "-q", "--fail-on", "errors,untraced", "--", *command).returncode == 0, "none")
    check(run(DBSPAN, "run", "-q", "--fail-on", "untraced", "--", "true").returncode == 3, "untraced")
    failing = ["sh", "-c", "psql \"$0\" -c 'SELECT * FROM nowhere' 2>/dev/null; exit 0", PG]
    check(run(DBSPAN, "run", "-q", "--", *failing).returncode == 0, "not asked for")
    check(run(DBSPAN, "run", "-q", "--fail-on", "errors", "--", *failing).returncode == 3, "asked for")


@case
def a_killed_program_leaves_everything():
    command = [DBSPAN, "run", "--", "psql", PG, "-c", "SELECT 1 AS done", "-c", "SELECT pg_sleep(600)"]
    traced = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    deadline = time.monotonic() + 120
    waiting = None
    while waiting is None:
        check(time.monotonic() < deadline, "nothing in flight")
        time.sleep(0.1)
        children = open(f"/proc/{traced.pid}/task/{traced.pid}/children").read().split()
        for child in children:
            if re.search(r"for \d", run(DBSPAN, "inflight", child).stdout):
                waiting = int(child)
    wait_for_server("SELECT pg_sleep(600)")
    shown = run(DBSPAN, "inflight", str(waiting)).stdout
    check("SELECT" in shown and "postgres" in shown, shown)
    os.kill(waiting, signal.SIGKILL)
    out, err = traced.communicate(timeout=120)
    check(traced.returncode == -signal.SIGKILL, traced.returncode)
    check("done" in out, out)
    check("killed by SIGKILL" in err and "in flight when it died: 1" in err and "2 operations" in err, err)
    check(err.count("UNFINISHED") == 1 and "1 row" in err, err)
    check(run(DBSPAN, "inflight", str(waiting)).returncode == 1, "no longer there")




@case
def the_thread_that_died_is_marked_if_it_is_the_main_one():
    script = """
import os, psycopg2, signal, sys, threading, time
name = f"dies-{os.getpid()}"
def wait():
    psycopg2.connect(sys.argv[1], application_name=name).cursor().execute("SELECT pg_sleep(600)")
worker = threading.Thread(target=wait, name="worker", daemon=True)
worker.start()
def die():
    connection = psycopg2.connect(sys.argv[1])
    connection.autocommit = True
    waiting = connection.cursor()
    count = 0
    while count < 2:
        time.sleep(0.1)
        waiting.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%sleep%%' AND application_name = %s", (name,))
        (count,) = waiting.fetchone()
    target = threading.main_thread() if sys.argv[2] == "main" else worker
    signal.pthread_kill(target.ident, signal.SIGABRT)
threading.Thread(target=die, daemon=True).start()
wait()
"""
    for dies in ("main", "worker"):
        done = run(DBSPAN, "run", "--", "/usr/bin/python3", "-c", script, PG, dies)
        check(done.returncode == -signal.SIGABRT and "in flight when it died: 2" in done.stderr, done.stderr)
        marked = [line for line in done.stderr.splitlines() if line.endswith("← the thread that died")]
        # The worker can be found only while the system writes a core file.
        check(len(marked) == 1 if dies == "main" else len(marked) <= 1, done.stderr)
        check(all(("worker" in line) == (dies == "worker") for line in marked), done.stderr)


@case
def kills_at_random_moments_lose_no_statement():
    """The report contains exactly the statements that the server has finished, except for one that was in flight."""
    kills = int(os.environ.get("DBSPAN_TEST_KILLS", "12"))
    moments = random.Random(kills)
    ask_server("DROP TABLE IF EXISTS killed; CREATE TABLE killed (id INT)")
    with tempfile.TemporaryDirectory() as directory:
        script, path = os.path.join(directory, "script.sql"), os.path.join(directory, "run.jsonl")
        open(script, "w").write("INSERT INTO killed VALUES (1);\n" * 500000)
        in_flight = number = 0
        while number < kills or (in_flight == 0 and number < 10 * kills):
            number += 1
            ask_server("TRUNCATE killed")
            command = [DBSPAN, "run", "-q", "--json", path, "--", PSQL, PG, "-q", "-f", script]
            traced = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 120
            while ask_server("SELECT count(*) FROM killed") == "0":
                check(time.monotonic() < deadline, "it does not start")
            time.sleep(moments.random() / 5)
            os.kill(int(open(f"/proc/{traced.pid}/task/{traced.pid}/children").read().split()[0]), signal.SIGKILL)
            check(traced.wait(timeout=120) == -signal.SIGKILL, traced.returncode)
            while ask_server("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO killed%'") != "0":
                check(time.monotonic() < deadline, "the server goes on")  # the server process of the killed client is still running
            done_by_server = int(ask_server("SELECT count(*) FROM killed"))
            spans = [span for span in spans_in(path) if span["attributes"]["db.query.text"].startswith("INSERT INTO killed")]
            open_ones = [span for span in spans if "endTimeUnixNano" not in span]
            finished = len(spans) - len(open_ones)
            check(len(open_ones) <= 1 and finished <= done_by_server <= finished + len(open_ones), (number, finished, len(open_ones), done_by_server))
            in_flight += len(open_ones)
        check(in_flight > 0, "no kill met a statement in flight")
    ask_server("DROP TABLE killed")


class LeavesAChild:
    """A program that ends while its child, psql, waits for a lock in its second of three statements."""

    LOCK = "SELECT pg_advisory_lock(4242)"

    def __init__(self, directory, *options):
        self.holder = subprocess.Popen(["psql", PG, "-qAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.holder.stdin.write(f"{self.LOCK};\nSELECT 'held';\n")
        self.holder.stdin.flush()
        while self.holder.stdout.readline().strip() != "held":
            check(self.holder.poll() is None, "the lock cannot be taken")
        go_on = os.path.join(directory, "go_on")
        script = f"psql \"$0\" -qtc 'SELECT 1' -c '{self.LOCK}' -c 'SELECT 3' >/dev/null 2>&1 & until [ -e {go_on} ]; do sleep 0.05; done"
        self.errors = os.path.join(directory, "errors")
        command = [DBSPAN, "run", *options, "--", "sh", "-c", script, PG]
        self.run = subprocess.Popen(command, stderr=open(self.errors, "w"), env=dict(os.environ, LC_ALL="C.UTF-8"), start_new_session=True)
        wait_for_server(self.LOCK)
        shells = [child for child in children_of(self.run.pid) if open(f"/proc/{child}/comm").read() == "sh\n"]
        open(go_on, "w").close()
        wait_until(lambda: not set(shells) & set(children_of(self.run.pid)), "dbspan does not notice that the program has ended")

    def release(self):
        self.holder.communicate(timeout=120)

    def report(self):
        check(self.run.wait(timeout=120) == 0, self.run.returncode)
        return open(self.errors).read()


def children_of(pid):
    try:
        return open(f"/proc/{pid}/task/{pid}/children").read().split()
    except OSError:
        return []


@case
def what_a_program_leaves_running_is_followed():
    """A child runs on after the end of the program. Its calls from then on are counted only with --follow, which Ctrl-C ends."""
    with tempfile.TemporaryDirectory() as directory:
        left = LeavesAChild(directory)
        report = left.report()
        left.release()
        check("1 process still runs" in report and "--follow waits for them" in report, report)
    with tempfile.TemporaryDirectory() as directory:
        left = LeavesAChild(directory, "--follow")
        left.release()
        report = left.report()
        check("3 operations," in report and "still run" not in report, report)
    with tempfile.TemporaryDirectory() as directory:
        left = LeavesAChild(directory, "--follow")
        left.run.send_signal(signal.SIGINT)
        report = left.report()
        left.release()
        check("1 process still runs" in report, report)


DAEMON = """
#include <libpq-fe.h>
#include <unistd.h>
int main(int count, char** arguments) {
  (void)count;
  if (fork() != 0) _exit(0);
  setsid();
  if (fork() != 0) _exit(0);
  for (int i = 0; i < 3; ++i) close(i);
  for (int i = 0; i < 12000 && access(arguments[2], F_OK) != 0; ++i) usleep(10000);
  PGconn* connection = PQconnectdb(arguments[1]);
  PQclear(PQexec(connection, "SELECT 1"));
  PQfinish(connection);
  return 0;
}
"""


def compile_with_libpq(source, program, *options):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libpq"], capture_output=True, text=True).stdout.split()
    done = subprocess.run(["cc", "-x", "c", "-", "-x", "none", "-o", program, *flags, *options], input=source, capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)


@case
def a_daemon_that_has_called_no_client_yet_is_waited_for_and_named():
    """Its parents have ended, so it is no descendant of the program any more."""
    with tempfile.TemporaryDirectory() as directory:
        program, go_on = os.path.join(directory, "daemon"), os.path.join(directory, "go_on")
        compile_with_libpq(DAEMON, program)
        done = run(DBSPAN, "run", "--", program, PG, go_on)
        open(go_on, "w").close()
        check("1 process still runs" in one_line(done.stderr) and "--follow waits for them" in done.stderr, done.stderr)
        follows = subprocess.Popen([DBSPAN, "run", "--follow", "--", program, PG, go_on], stderr=subprocess.PIPE, text=True)
        report = follows.communicate(timeout=120)[1]
        check("1 operation," in report and "still run" not in report, report)


PLACES = """
#include <libpq-fe.h>
int exported(int number) { return number + 1; }
static __attribute__((noinline)) void not_exported(PGconn* connection) {
  for (int i = 0; i < 25; ++i) PQclear(PQexec(connection, "SELECT relname FROM pg_class WHERE oid = 1"));
}
int main(int count, char** arguments) {
  PGconn* connection = PQconnectdb(arguments[count - 1]);
  not_exported(connection);
  PQfinish(connection);
  return 0;
}
"""


@case
def a_place_has_the_name_of_its_function_and_never_of_the_nearest():
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "places")
        for options, place in (("-g -O0", "not_exported, <stdin>:5"), ("-O0", "not_exported"), ("-O0 -s -rdynamic", "main")):
            compile_with_libpq(PLACES, program, *options.split())
            report = one_line(run(DBSPAN, "run", "--", program, PG).stderr)
            check(f"first called from {place}" in report and "exported(" not in report, (options, report))


@case
def a_process_that_outlives_the_run_leaves_nothing():
    with tempfile.TemporaryDirectory() as directory:
        done = os.path.join(directory, "done")
        # `script` gives the late process a terminal: dbspan must not write its log lines there.
        gone = os.path.join(directory, "gone")
        late = f"until [ -e {gone} ]; do sleep 0.1; done; env | grep RING_DIR >{done}.new; script -qec \"psql '{PG}' -P pager=off -qAtc 'SELECT 7'\" {done}.out; mv {done}.new {done}"
        run(DBSPAN, "run", "-q", "--", "sh", "-c", f"({late}) </dev/null >/dev/null 2>&1 &")
        open(gone, "w").close()
        deadline = time.monotonic() + 120
        while not os.path.exists(done):
            check(time.monotonic() < deadline, "it does not end")
            time.sleep(0.1)
        ring = open(done).read().strip().split("=", 1)[1]
        output = open(done + ".out").read()
        check("7" in output.splitlines()[1] and "dbspan" not in "".join(output.splitlines()[1:-1]), output)
        check(not os.path.exists(os.path.dirname(ring)), ring)


@case
def recording_is_switched_from_outside():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "run.jsonl")
        command = [DBSPAN, "run", "-q", "--json", path, "--", "psql", "-q", "-t", PG]
        traced = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def ask(number):
            traced.stdin.write(f"SELECT {number} AS n{number};\n")
            traced.stdin.flush()
            check(traced.stdout.readline().strip() == str(number), number)
            traced.stdout.readline()

        ask(1)
        child = open(f"/proc/{traced.pid}/task/{traced.pid}/children").read().split()[0]
        check(run(DBSPAN, "off", child).returncode == 0, "off")
        ask(2)
        check(run(DBSPAN, "on", child).returncode == 0, "on")
        ask(3)
        traced.communicate(timeout=120)
        check(sorted(statements_in(path)) == ["SELECT ? AS n1;", "SELECT ? AS n3;"], statements_in(path))


@case
def counts_are_those_of_the_program():
    with tempfile.TemporaryDirectory() as directory:
        path, script = os.path.join(directory, "run.jsonl"), os.path.join(directory, "script.sql")
        open(script, "w").write("SELECT 1 AS traced;\n")
        done = run(DBSPAN, "run", "--json", path, "--", "pgbench", "-n", "-c", "4", "-j", "2", "-t", "500", "-f", script, PG)
        processed = int(re.search(r"actually processed: (\d+)", done.stdout)[1])
        check(processed == 2000, done)
        check(statements_in(path) == {"SELECT ? AS traced;": processed}, statements_in(path))


@case
def what_the_environment_says_is_followed_or_named():
    endpoint = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc"}
    done = run(DBSPAN, "run", "--", "psql", PG, "-c", "SELECT 1", env=endpoint)
    check("1 operation," in done.stderr, done.stderr)
    done = run(DBSPAN, "run", "--", "psql", PG, "-c", "SELECT 1", env={"DBSPAN_ENABLED": "off"})
    check("DBSPAN_ENABLED=off switches recording off" in done.stderr, done.stderr)


PSQL = os.path.realpath(f"/usr/lib/postgresql/{sorted(os.listdir('/usr/lib/postgresql'))[-1]}/bin/psql")


def one_line(text):
    return " ".join(text.split())


def pg_variables():
    url = urlsplit(PG)
    return {"PGHOST": url.hostname, "PGPORT": str(url.port), "PGUSER": url.username, "PGDATABASE": url.path[1:]}


@case
def a_child_without_our_variables_is_named_above_the_report():
    script = "psql \"$0\" -qtc 'SELECT 1' && env -i \"$1\" \"$0\" -qtc 'SELECT pg_sleep('$2')'"
    done = lives_long_enough(lambda seconds: run(DBSPAN, "run", "--", "sh", "-c", script, PG, PSQL, str(seconds)), lambda done: "only a part" in one_line(done.stderr))
    report = one_line(done.stderr)
    check(done.returncode == 0 and "1 operation," in report, done)
    check(re.search(r"this report shows only a part of the calls: psql \(\d+\) started without dbspan's variables \(env -i, sudo\): its calls of libpq.so.5 are not seen", report), report)
    check(report.index("only a part") < report.index("1 op "), report)
    done = lives_long_enough(lambda seconds: run(DBSPAN, "run", "-q", "--fail-on", "untraced", "--", "sh", "-c", script, PG, PSQL, str(seconds)), lambda done: done.returncode == 3)
    check(done.returncode == 3, "fails on request")
    done = lives_long_enough(lambda seconds: run(DBSPAN, "run", "--", "env", "-i", "/usr/bin/sleep", str(seconds)), lambda done: "not checked" in one_line(done.stderr))
    check("not checked (/usr/bin/sleep)" in one_line(done.stderr), done.stderr)
    done = run(DBSPAN, "run", "-q", "--fail-on", "untraced", "--", "sh", "-c", "psql \"$0\" -qtc 'SELECT 1'; sleep 0.1; ls /", PG)
    check(done.returncode == 0, "processes without a client are nothing to warn of")


@case
def calls_past_the_preload_are_found_in_the_process_and_seen_by_the_audit():
    code = '$c = pg_connect(""); pg_query($c, "SELECT 1"); usleep(%d);'
    past = r"php[\d.]* \(\d+\) loads libpq.so.5[\d.]*, but (?:pdo_)?pgsql.so calls it directly \(opened with RTLD_DEEPBIND, or bound before dbspan\): \d+ kinds of call go past dbspan → dbspan run --audit"

    def php(seconds, prefix=""):
        return run(DBSPAN, "run", "--", "sh", "-c", f"{prefix}php -r '{code % (seconds * 1e6)}'", env=pg_variables())

    done = lives_long_enough(php, lambda done: re.search(past, one_line(done.stderr)))
    check("no database or cache call was seen" in done.stderr and re.search(past, one_line(done.stderr)), done.stderr)
    done = lives_long_enough(lambda seconds: php(seconds, "psql -qtc 'SELECT 1'; "), lambda done: re.search(past, one_line(done.stderr)))
    check("1 operation," in done.stderr and "only a part" in done.stderr and re.search(past, one_line(done.stderr)), done.stderr)
    done = run(DBSPAN, "run", "--audit", "--", "php", "-r", code % 1e6, env=pg_variables())
    check("1 operation," in done.stderr and "only a part" not in done.stderr, done.stderr)


@case
def doctor_looks_at_files_at_a_start_and_at_processes():
    for options in ([], ["--start"]):
        done = run(DBSPAN, "doctor", *options, "--", "psql")
        check(done.returncode == 0 and re.search(r"ok +libpq\.so\.5\S* +preload, called by psql", done.stdout) and "1 client: 1 traced" in done.stdout, done)
        found = json.loads(run(DBSPAN, "doctor", "--json", *options, "--", "psql").stdout)
        check((found["good"], found["clients"], found["traced"]) == (True, 1, 1), found)
    lines = {line["subject"]: line["text"] for line in json.loads(run(DBSPAN, "doctor", "--json", "--", PSQL).stdout)["lines"]}
    check(re.fullmatch(rf"\S+, {os.uname().machine}, glibc {os.confstr('CS_GNU_LIBC_VERSION').split()[1]}   {re.escape(DBSPAN)}", lines["dbspan"]), lines)
    build_id = re.search(r"Build ID: (\w+)", subprocess.run(["readelf", "-n", PSQL], capture_output=True, text=True).stdout)[1]
    check(lines["program"] == f"{PSQL}   ELF, dynamic, PIE   build id {build_id}", lines)
    check(lines["providers"].startswith("none linked with the program") and lines["sampling"] == "parentbased_always_on (default)", lines)
    sampled = run(DBSPAN, "doctor", "--", "psql", env={"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5"})
    check("sampling   traceidratio, OTEL_TRACES_SAMPLER_ARG=0.5" in sampled.stdout and sampled.returncode == 0, sampled)
    wrong = run(DBSPAN, "doctor", "--", "psql", env={"OTEL_TRACES_SAMPLER": "sometimes"})
    check("sampling parentbased_always_on (default) ? OTEL_TRACES_SAMPLER=sometimes is ignored" in one_line(wrong.stdout) and wrong.returncode == 1, wrong)
    check(run(DBSPAN, "doctor", "--start", "--", "sh").returncode == 1, "no client")
    check(run(DBSPAN, "doctor").returncode == 2 and run(DBSPAN, "doctor", "--nonsense", "--", "sh").returncode == 2, "wrong use")
    check("not found" in run(DBSPAN, "doctor", "--", "/nonexistent").stdout, "not found")
    for prefix, verdict in (([], "no"), ([DBSPAN, "run", "-q", "--"], "ok")):
        program = subprocess.Popen([*prefix, PSQL, PG, "-qc", "SELECT pg_sleep(600)"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pid = program.pid
        deadline = time.monotonic() + 120
        while True:
            check(time.monotonic() < deadline, "libpq is not seen in it")
            if prefix:
                pid = (open(f"/proc/{program.pid}/task/{program.pid}/children").read().split() or [0])[0]
            done = run(DBSPAN, "doctor", str(pid)) if pid else None
            if done and re.search(verdict + r" +libpq\.so\.5", done.stdout):
                check(done.returncode == (0 if prefix else 1), done)
                break
            time.sleep(0.1)
        os.kill(int(pid), signal.SIGKILL)
        program.wait(timeout=120)
    php = run(DBSPAN, "run", "-q", "--", "php", "-r", f"echo shell_exec('{DBSPAN} doctor ' . getmypid());")
    check(re.search(r"PART +libpq\S+ +preload; \d+ functions go past it from pgsql.so", one_line(php.stdout)), php)


@case
def doctor_asks_the_endpoint():
    endpoint = Endpoint()
    done = run(DBSPAN, "doctor", "--", "psql", env={"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint.url.replace("//", "//user:secret@")})
    check(done.returncode == 0 and re.search(r"export +http://127.0.0.1:\d+/v1/traces +answers 200 in [\d.]+ .?s \(empty request\)", one_line(done.stdout)), done)
    check("secret" not in done.stdout, done)
    check([body for _, _, body in endpoint.requests] == [b""], endpoint.requests)
    endpoint.server.shutdown()
    endpoint.server.server_close()
    done = run(DBSPAN, "doctor", "--", "psql", env={"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint.url})
    check(done.returncode == 1 and "does not answer" in done.stdout, done)
    done = run(DBSPAN, "doctor", "--", "psql", env={"DBSPAN_CONECT_SPANS": "on"})
    check(done.returncode == 1 and "unknown; DBSPAN_CONNECT_SPANS?" in one_line(done.stdout), done)


@case
def a_static_program_is_named():
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "report")
        source = "int main(void) { return 0; }"
        subprocess.run(["cc", "-static", "-x", "c", "-", "-o", program], input=source.encode(), check=True)
        done = run(DBSPAN, "run", "--", program)
        check("is linked statically: there is no dynamic linker that could preload anything" in one_line(done.stderr), done.stderr)


@case
def a_client_inside_the_program_is_named():
    done = run(DBSPAN, "run", "--", "redis-cli", "-p", str(REDIS.port), "PING")
    check(done.stdout == "PONG\n", done)
    check("no database or cache call was seen" in done.stderr, done.stderr)
    check("hiredis is inside the program" in " ".join(done.stderr.split()), done.stderr)
    doctor = run(DBSPAN, "doctor", "--", "redis-cli")
    check(doctor.returncode == 1 and "is inside the program" in doctor.stdout, doctor)
    doctor = run(DBSPAN, "doctor", "--", "psql")
    check(doctor.returncode == 0 and "libpq.so.5" in doctor.stdout, doctor)


run_cases()
