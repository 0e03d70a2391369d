"""Runs every query of Grafana dashboards in Prometheus. Each must return a result.

usage: check_dashboards.py PROMETHEUS DASHBOARD…

Waits up to three minutes for data. Replaces Grafana's variables by the values that Grafana would use.
"""

import json
import sys
import time
import urllib.parse
import urllib.request

VARIABLES = {"$__rate_interval": "5s", "$service": ".*", "$system": ".*"}
PATIENCE = 180


def answer(prometheus, query):
    url = f"{prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    with urllib.request.urlopen(url, timeout=60) as response:
        rows = json.load(response)["data"]["result"]
    return [row for row in rows if row["value"][1] != "NaN"]


def queries(dashboard):
    for variable in dashboard["templating"]["list"]:
        metric = variable["definition"].removeprefix("label_values(").split(",")[0]
        yield f"variable {variable['name']}", metric
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            query = target["expr"]
            for name, value in VARIABLES.items():
                query = query.replace(name, value)
            yield panel["title"], query


def main():
    prometheus, *paths = sys.argv[1:]
    waiting = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            waiting += queries(json.load(file))
    count = len(waiting)
    deadline = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < deadline:
        waiting = [(title, query) for title, query in waiting if not answer(prometheus, query)]
        if waiting:
            time.sleep(0.5)
    for title, query in waiting:
        print(f"no answer: {title}: {query}", file=sys.stderr)
    print(f"dashboards: {count - len(waiting)} of {count} queries have an answer")
    return 1 if waiting else 0


sys.exit(main())
