"""`dbspan view` as a receiver, and requests to it."""

import atexit
import gzip
import http.client
import json
import re
import signal
import struct
import subprocess
from urllib.parse import urlsplit

from cases import check


class View:
    def __init__(self, dbspan, *options):
        self.process = subprocess.Popen([dbspan, "view", *options], stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)  # if a check fails
        self.url = urlsplit(re.match(r"dbspan: (http://\S+)", self.process.stdout.readline())[1])

    def ask(self, method, path, body=None, headers=(), connection=None):
        connection = connection or http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=120)
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(), answer

    def send(self, body, connection=None, **headers):
        headers = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.ask("POST", "/v1/traces", body, headers.items(), connection)[0]

    def state(self):
        return json.loads(self.ask("GET", self.url.path + "state")[1])["data"]

    def data(self):
        """Asks as browsers do."""
        return Data(gzip.decompress(self.ask("GET", self.url.path + "data", headers={"Accept-Encoding": "gzip"}.items())[1]))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        check(self.process.wait(timeout=120) == 0, "status")


class Data:
    """The data set of a page, decoded from its container (docs/view-data.md)."""

    def __init__(self, container):
        size = int.from_bytes(container[8:12], "little")
        self.header = json.loads(container[16 : 16 + size])
        self.columns = container[16 + size :]

    def column(self, name):
        of_column = self.header["columns"][name]
        return struct.unpack_from(f"<{of_column['length']}{ {'u8': 'B', 'u16': 'H', 'u32': 'I', 'i32': 'i', 'f64': 'd'}[of_column['type']]}", self.columns, of_column["offset"])

    def spans(self):
        """Returns for each trace id its spans as pairs of name and flags. A name begins with one dot per level of depth."""
        names, depths, flags, traces = (self.column(f"span.{name}") for name in ("name", "depth", "flags", "trace"))
        ids = self.ids()
        trees = {}
        for row, trace in enumerate(traces):
            trees.setdefault(ids[trace], []).append(("." * depths[row] + self.header["strings"][names[row]], flags[row]))
        return trees

    def ids(self):
        parts = self.column("trace.id")
        return [sum(part << 32 * (3 - i) for i, part in enumerate(parts[at : at + 4])) for at in range(0, len(parts), 4)]

    def trace_ids(self, failed_only=False):
        failed = self.column("trace.failed")
        return {trace for number, trace in enumerate(self.ids()) if failed[number] or not failed_only}
