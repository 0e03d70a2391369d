#!/usr/bin/env python3
"""Sends spans to `dbspan view` with the exporters of OpenTelemetry SDKs.

usage: exporters.py DBSPAN [PROGRAM…]

The SDK for JavaScript has to be installed with `npm ci` in tests/cli/javascript. Each PROGRAM exports spans with its own SDK to
OTEL_EXPORTER_OTLP_ENDPOINT.
"""

import os
import subprocess
import sys

from cases import check
from receiver import View

DBSPAN = os.path.abspath(sys.argv[1])
JAVASCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript")


def statements(view):
    return {(one["text"], one["service"]): (one["count"], one["rows"]) for one in view.data().header["statements"]}


def javascript():
    view = View(DBSPAN)
    url = f"http://localhost:{view.url.port}"
    done = subprocess.run(["node", "send.mjs", url], cwd=JAVASCRIPT, capture_output=True, text=True, timeout=120)
    check(done.returncode == 0 and not done.stderr, done)
    trees = sorted([name for name, _ in tree] for tree in view.data().spans().values())
    check(trees == [[f"{form} {packing}", ".SELECT"] for form in ("json", "protobuf") for packing in ("gzip", "none")], trees)
    check([(text, *sums) for (text, _), sums in statements(view).items()] == [("SELECT ?", 4, 12)], statements(view))
    view.end()


def program(path):
    view = View(DBSPAN)
    environment = dict(os.environ, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{view.url.port}", OTEL_SERVICE_NAME="other")
    done = subprocess.run([path], capture_output=True, text=True, timeout=120, env=environment)
    check(done.returncode == 0, done)
    found = statements(view)
    check(found and all(service == "other" for _, service in found), found)
    view.end()


javascript()
print("ok    javascript", flush=True)
for path in sys.argv[2:]:
    program(path)
    print(f"ok    {os.path.basename(path)}", flush=True)
