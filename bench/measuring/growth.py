"""Measures how the cost grows with threads, statements and connections."""

import resource

from measuring.calls import calls_in, figures_of, measure
from measuring.processes import Rounds, run

PAIR = ("bare", "recorder, exported")
SPARE_DESCRIPTORS = 200


def measure_threads(context):
    """Returns the CPU of the process per call. Uses no server, because all threads would wait for it."""
    return {threads: measure(context, "redis", "redis/GET without a server", PAIR, threads)["recorder, exported"]
            for threads in (1, 2, 4, 8, 16)}


def measure_connections(context):
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    rows = {}
    for connections in (1, 100, 1000, 10000):
        if connections + SPARE_DESCRIPTORS > most:
            context.leave_out(f"{connections} connections", f"a process may have {most} descriptors")
            break
        rows[connections] = measure_one_by_one(context, connections)
    return rows


def measure_one_by_one(context, connections):
    """Measures bare and traced one after the other, because the server may lack descriptors for the connections of both."""
    found = {}
    count = 0
    context.receiver.take_count()
    for _ in range(context.rounds_of_connections):
        for state in PAIR:
            with Rounds(context.programs, "redis", "redis/GET", state, context.receiver, connections=connections) as one:
                one.wait()
                count = count or calls_in(context.seconds_of_round, one)
                one.rounds.clear()
                context.receiver.take_count()
                one.make(max(count, connections))
                first = found.setdefault(state, one)
                if first is not one:
                    first.rounds += one.rounds
                first.calls += max(count, connections)
                first.spans += context.receiver.take_count()
    return figures_of(found["recorder, exported"], found["bare"])


def measure_statements(context):
    """Returns the nanoseconds of CPU of an operation in the core, and the memory."""
    rows = []
    for kind in ("statements", "values"):
        for count in (10, 1000, 100000):
            operations = max(count, context.operations)
            figures = run([context.programs / "growth", kind, str(count), str(operations)], context.receiver.environment(), 120)
            off, first, again, memory = map(float, figures.split())
            rows.append({"kind": kind, "count": count, "first": first - off, "again": again - off, "kibibytes": memory})
    context.receiver.take_count()
    return rows


def measure_memory(context):
    """Returns the growth of the resident memory in KiB when this many threads exist at once and record."""
    return {threads: int(run([context.programs / "growth", "threads", str(threads)], timeout=120)) for threads in (100, 10000)}
