"""Measures the cost of start-up and exit in programs that dbspan is preloaded into."""

import os
import re
import socket
import time

from measuring.processes import run
from measuring.samples import compare, summarize


def milliseconds(command, environment):
    """Returns the wall time of a whole process."""
    with open(os.devnull, "wb") as nothing:
        started = time.monotonic()
        process = os.posix_spawnp(command[0], command, {**os.environ, **environment},
                                  file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)])
        _, status = os.waitpid(process, 0)
        took = (time.monotonic() - started) * 1000
    if status != 0:
        raise RuntimeError(f"{command[0]} ended with status {status}")
    return took


def compare_runs(command, environment, rounds):
    bare, preloaded = [], []
    for _ in range(rounds):
        bare.append(milliseconds(command, {}))
        preloaded.append(milliseconds(command, environment))
    return {"bare": summarize(bare), "preloaded": summarize(preloaded), **compare(preloaded, bare)}


def measure_life(context):
    preload = {"LD_PRELOAD": str(context.preload)}
    exporting = {**preload, "OTEL_EXPORTER_OTLP_ENDPOINT": context.receiver.url}
    statement = ["psql", "-X", "-c", "select 1", os.environ["DBSPAN_TEST_PG_URL"]]
    rows = {
        "/bin/true": compare_runs(["/bin/true"], preload, context.rounds * 4),
        "psql -c 'select 1', exporting": compare_runs(statement, exporting, context.rounds),
    }
    spans = context.receiver.take_count()
    if spans < context.rounds:
        raise RuntimeError(f"psql exported {spans} spans in {context.rounds} runs")
    with socket.create_server(("127.0.0.1", 0), backlog=64) as hanging:  # accepts, and never answers
        endpoint = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        rows["psql, and a receiver that hangs"] = compare_runs(statement, {**preload, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}, 3)
    return rows


def measure_idle(context):
    """Measures a preloaded program that uses no database."""
    def look(environment):
        text = run(["cat", "/proc/self/status", "/proc/self/maps"], environment)
        return {"threads": int(re.search(r"^Threads:\s+(\d+)", text, re.M)[1]),
                "kibibytes": int(re.search(r"^VmRSS:\s+(\d+)", text, re.M)[1]),
                "libraries": sorted({line.split("/")[-1] for line in text.splitlines() if ".so" in line})}
    bare, preloaded = look({}), look({"LD_PRELOAD": str(context.preload)})
    return {"threads": preloaded["threads"], "kibibytes": preloaded["kibibytes"] - bare["kibibytes"],
            "libraries": [name for name in preloaded["libraries"] if name not in bare["libraries"]]}
