#!/usr/bin/env python3
"""Sends spans to `dbspan view` as exporters and as strangers do.

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
import time
from urllib.parse import urlsplit

from cases import check

DBSPAN = os.path.abspath(sys.argv[1])


def spans(trace, count):
    of_trace = [
        {"traceId": f"{trace:032x}", "spanId": f"{i + 1:016x}", "name": "SELECT a", "kind": 3, "startTimeUnixNano": str(10**18 + i), "endTimeUnixNano": str(10**18 + i + 5),
         "attributes": [{"key": "db.system.name", "value": {"stringValue": "postgresql"}}, {"key": "db.query.text", "value": {"stringValue": "SELECT ?"}}]}
        for i in range(count)
    ]
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": of_trace}]}]}).encode()


class View:
    def __init__(self, *options):
        self.process = subprocess.Popen([DBSPAN, "view", *options], stdout=subprocess.PIPE, text=True)
        self.url = urlsplit(re.match(r"dbspan: (http://\S+)", self.process.stdout.readline())[1])

    def ask(self, method, path, body=None, headers=(), connection=None):
        connection = connection or http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=30)
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(), answer

    def send(self, body, connection=None, **headers):
        headers = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.ask("POST", "/v1/traces", body, headers.items(), connection)[0]

    def state(self):
        return json.loads(self.ask("GET", self.url.path + "state")[1])["data"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        check(self.process.wait(timeout=30) == 0, "status")


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


def grpc_is_told_what_to_use(view):
    with socket.create_connection((view.url.hostname, view.url.port)) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        check(b"http/protobuf" in connection.recv(4096), "preface")


def connections_do_not_wait_for_each_other(view):
    idle = [socket.create_connection((view.url.hostname, view.url.port)) for _ in range(200)]
    idle[0].sendall(b"POST /v1/traces HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    kept = [http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=30) for _ in range(32)]
    for round in range(3):
        for number, connection in enumerate(kept):
            check(view.send(spans(1000 + 100 * round + number, 10), connection) == 200, number)
    for one in idle:
        one.close()


def memory_is_bounded():
    view = View("--memory", "8M")
    connection = http.client.HTTPConnection(view.url.hostname, view.url.port, timeout=60)
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


def main():
    view = View()
    second = View()
    check(view.url.port != second.url.port, "the next free port")
    second.end()
    for part in (what_comes_is_shown, strangers_get_nothing, grpc_is_told_what_to_use, connections_do_not_wait_for_each_other):
        part(view)
        print(f"ok    {part.__name__}", flush=True)
    view.end()
    memory_is_bounded()
    print("ok    memory_is_bounded", flush=True)


main()
