#!/usr/bin/env python3
"""Sends spans to `dbspan view`, both like exporters and like attackers.

usage: live.py DBSPAN
"""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

from cases import check
from receiver import Data, View

DBSPAN = os.path.abspath(sys.argv[1])


def spans(trace, count):
    of_trace = [
        {"traceId": f"{trace:032x}", "spanId": f"{i + 1:016x}", "name": "SELECT a", "kind": 3, "startTimeUnixNano": str(10**18 + i), "endTimeUnixNano": str(10**18 + i + 5),
         "attributes": [{"key": "db.system.name", "value": {"stringValue": "postgresql"}}, {"key": "db.query.text", "value": {"stringValue": "SELECT ?"}}]}
        for i in range(count)
    ]
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": of_trace}]}]}).encode()


def what_comes_is_shown(view):
    check(view.send(spans(1, 3)) == 200, "json")
    check(view.send(spans(1, 3)) == 200, "a retry")
    check(view.send(gzip.compress(spans(2, 2)), Content_Encoding="gzip") == 200, "gzip")
    check(view.state() == 5, view.state())
    status, data, answer = view.ask("GET", view.url.path + "data")
    check(status == 200 and data.startswith(b"DBSPAN1\n"), status)
    header = json.loads(data[16 : 16 + int.from_bytes(data[8:12], "little")])
    check(header["run"]["live"] and header["run"]["operations"] == 5, header["run"])
    status, page, answer = view.ask("GET", view.url.path)
    check(status == 200 and b"connect-src 'self'" in page and b'data-source="data"' in page, page[:500])
    check(answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'", answer.headers)


def a_span(trace, own, name, start=0, duration=10, parent=None):
    times = {"startTimeUnixNano": str(10**18 + start), "endTimeUnixNano": str(10**18 + start + duration)}
    return {"traceId": f"{trace:032x}", "spanId": f"{own:016x}", **({"parentSpanId": f"{parent:016x}"} if parent else {}), "name": name, "kind": 1, **times}


def whatever_comes_becomes_a_tree(view):
    """Sends children before their parent, missing parents, loops, and ends before starts. docs/view-data.md defines the flags."""
    end_before_start, outside, made, loop = 2, 4, 8, 32
    cases = {
        0x101: ([a_span(0x101, 2, "child", 1, 5, 1), a_span(0x101, 1, "parent")], [("parent", 0), (".child", 0)]),
        0x102: ([a_span(0x102, 2, "orphan", parent=1)], [("(parent not received)", made), (".orphan", 0)]),
        0x103: ([a_span(0x103, 1, "a", 0, 10, 2), a_span(0x103, 2, "b", 1, 9, 1)], [("a", loop), (".b", 0)]),
        0x104: ([a_span(0x104, 1, "itself", parent=1)], [("itself", loop)]),
        0x105: ([a_span(0x105, 1, "backwards", 5, -3)], [("backwards", end_before_start)]),
        0x106: ([a_span(0x106, 1, "parent"), a_span(0x106, 2, "late", 8, 10, 1)], [("parent", 0), (".late", outside)]),
    }
    for spans, _ in cases.values():
        for one in spans:  # in separate requests, each sent twice
            for _ in range(2):
                check(view.send(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [one]}]}]}).encode()) == 200, one)
    trees = view.data().spans()
    for trace, (_, wanted) in cases.items():
        check(trees[trace] == wanted, (hex(trace), trees[trace], wanted))
    notices = [notice["text"] for notice in view.data().header["run"]["notices"]]
    check(any("came more than once" in text for text in notices), notices)


def web_pages_send_only_if_allowed():
    view = View(DBSPAN, "--cors", "http://localhost:3000")
    origin = {"Origin": "http://localhost:3000"}
    status, _, answer = view.ask("OPTIONS", "/v1/traces", headers={**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}.items())
    check(status == 204 and answer.headers["Access-Control-Allow-Origin"] == origin["Origin"], (status, answer.headers))
    check(view.send(spans(1, 1), **origin) == 200, "allowed")
    check(view.send(spans(2, 1), Origin="http://localhost:3001") == 403, "another one")
    check("Access-Control-Allow-Origin" not in view.ask("GET", view.url.path + "data", headers=origin.items())[2].headers, "the data is the page's alone")
    check(view.state() == 1, view.state())
    view.end()


def both_addresses_of_this_machine_receive(view):
    try:
        connection = http.client.HTTPConnection("::1", view.url.port, timeout=120)
        connection.connect()
    except OSError as reason:
        check(not isinstance(reason, ConnectionRefusedError), reason)
        return  # no IPv6
    before = view.state()
    check(view.send(spans(0x201, 1), connection) == 200, "[::1]")
    check(view.state() == before + 1, "taken")


def a_port_in_use_names_its_owner():
    first = View(DBSPAN)
    second = subprocess.Popen([DBSPAN, "view"], stdout=subprocess.PIPE, text=True)
    lines = [second.stdout.readline()]
    while lines[-1] not in ("", "dbspan: Ctrl-C ends it\n"):
        lines.append(second.stdout.readline())
    if first.url.port == 4318:
        check(lines[1] == f"dbspan: port 4318 is in use by dbspan ({first.process.pid})\n", lines)
    check(lines[-1] == "dbspan: Ctrl-C ends it\n" and "OTEL_EXPORTER_OTLP_ENDPOINT=" in lines[-2], lines)
    second.terminate()
    check(second.wait(timeout=120) == 0, "status")
    first.end()


def strangers_get_nothing(view):
    before = view.state()
    for path in ("/", "/data", "/state", view.url.path[:-3], view.url.path + "x"):
        check(view.ask("GET", path)[0] == 404, path)
    check(view.ask("GET", view.url.path, headers={"Host": "evil.example"}.items())[0] == 403, "rebinding")
    check(view.send(spans(9, 1), Origin="http://evil.example") == 403, "another origin")
    check(view.send(spans(9, 1), Host="evil.example") == 403, "another host")
    check(view.send(b"{", ) == 400, "half a body")
    check(view.send(spans(9, 1), Content_Type="text/plain") == 415, "type")
    check(view.ask("GET", "/v1/traces")[0] == 405, "method")
    check(view.state() == before, "nothing was taken")


def a_question_for_the_next_state_waits_until_there_is_one(view):
    answers = []

    def ask(after):
        answer = (204, b"")
        while answer[0] == 204:  # no new state for some seconds, as on a busy machine
            answer = view.ask("GET", view.url.path + f"state?after={after}")[:2]
        answers.append(answer)

    before = view.state()
    waiting = [threading.Thread(target=ask, args=(before,)) for _ in range(3)]
    for one in waiting:
        one.start()
    ask(before - 1)
    check(answers == [(200, b'{"data":%d}' % before)], (before, answers))
    socket.create_connection((view.url.hostname, view.url.port)).close()  # wakes the server, changes nothing
    check(view.send(spans(0x301, 1)) == 200, "a new span")
    for one in waiting:
        one.join(timeout=120)
    # A question that came after the span finds the new state at once.
    check(answers[1:] == [(200, b'{"data":%d}' % (before + 1))] * 3, answers)


def a_question_is_answered_without_a_new_state_in_the_end():
    view = View(DBSPAN)
    connection = http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=120)
    left = http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=120)
    left.request("GET", view.url.path + "state?after=0")
    left.close()
    check(view.ask("GET", view.url.path + "state?after=0", connection=connection)[:2] == (204, b""), "nothing new")
    check(view.ask("GET", view.url.path + "state", connection=connection)[:2] == (200, b'{"data":0}'), "the connection goes on")
    view.end()


def grpc_is_told_what_to_use(view):
    with socket.create_connection((view.url.hostname, view.url.port)) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        check(b"http/protobuf" in connection.recv(4096), "preface")


def connections_do_not_wait_for_each_other(view):
    idle = [socket.create_connection((view.url.hostname, view.url.port)) for _ in range(200)]
    idle[0].sendall(b"POST /v1/traces HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    kept = [http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=120) for _ in range(32)]
    for round in range(3):
        for number, connection in enumerate(kept):
            check(view.send(spans(1000 + 100 * round + number, 10), connection) == 200, number)
    for one in idle:
        one.close()


def memory_is_bounded():
    view = View(DBSPAN, "--memory", "8M")
    connection = http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=120)
    for trace in range(1, 121):
        check(view.send(spans(trace, 1000), connection) == 200, trace)
    resident = int(re.search(r"VmHWM:\s+(\d+) kB", open(f"/proc/{view.process.pid}/status").read())[1]) // 1024
    check(resident < 8 + 40, f"{resident} MiB")
    data = view.ask("GET", view.url.path + "data")[1]
    header = json.loads(data[16 : 16 + int.from_bytes(data[8:12], "little")])
    check(header["run"]["operations"] == 120000, header["run"]["operations"])
    check(header["run"]["kept"]["ofSpans"] == 120000, header["run"]["kept"])
    check(header["run"]["kept"]["spans"] < 120000, header["run"]["kept"])
    view.end()


def above_its_limit_the_page_says_what_it_keeps():
    """Sends more spans than a page keeps, in traces of 50. The last trace has failed."""
    view = View(DBSPAN)
    connection = http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=120)
    traces, of_trace = 4200, 50
    for first in range(1, traces, 20):
        body = []
        for trace in range(first, first + 20):
            for i in range(of_trace):
                one = a_span(trace, trace * of_trace + i, "SELECT a", start=trace * 1000 + i, parent=trace * of_trace if i else None)
                body.append({**one, "status": {"code": 2} if trace == traces else {}, "attributes": [{"key": "db.system.name", "value": {"stringValue": "postgresql"}}]})
        check(view.send(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": body}]}]}).encode(), connection) == 200, first)
    data = view.data()
    kept = data.header["run"]["kept"]
    check(kept["ofSpans"] == traces * of_trace and kept["ofTraces"] == traces, kept)
    check(190_000 < kept["spans"] <= 200_000 and kept["spans"] == data.header["columns"]["span.start"]["length"], kept)
    check(kept["traces"] * of_trace == kept["spans"], "whole traces")
    check(data.header["run"]["operations"] == traces * of_trace == sum(one["count"] for one in data.header["statements"]), data.header["run"])
    check(traces in data.trace_ids(failed_only=True), "the failed one is kept")
    notices = " ".join(notice["text"] for notice in data.header["run"]["notices"])
    check(f"kept {kept['traces']:,} of {traces:,} traces" in notices, notices)
    plain = view.ask("GET", view.url.path + "data")
    check(plain[2].headers["Content-Encoding"] is None and Data(plain[1]).header == data.header, "without compression")
    view.end()


def main():
    view = View(DBSPAN)
    second = View(DBSPAN)
    check(view.url.port != second.url.port, "the next free port")
    second.end()
    for part in (what_comes_is_shown, whatever_comes_becomes_a_tree, both_addresses_of_this_machine_receive, a_question_for_the_next_state_waits_until_there_is_one, strangers_get_nothing, grpc_is_told_what_to_use, connections_do_not_wait_for_each_other):
        part(view)
        print(f"ok    {part.__name__}", flush=True)
    view.end()
    for part in (web_pages_send_only_if_allowed, a_question_is_answered_without_a_new_state_in_the_end, a_port_in_use_names_its_owner, memory_is_bounded, above_its_limit_the_page_says_what_it_keeps):
        part()
        print(f"ok    {part.__name__}", flush=True)


main()
