"""Measures the cost of a call in each state. Each state has its own process; the processes make rounds of calls in turns."""

import contextlib
import random

from measuring.processes import Rounds
from measuring.samples import compare, summarize

STATES = ("bare", "off", "recorder, unsampled, kept back", "recorder, kept back", "recorder, exported", "unsampled + metrics",
          "sampled + metrics", "OTLP + metrics", "OTLP, wire + metrics", "OTLP + metrics, by hand", "OTLP + metrics, as documented")
LONG_STATES = ("bare", "off", "recorder, exported")


def registered(context, kind):
    """Returns the program of the client, the name of the call and its title, for each call that the registry of clients has of this kind."""
    lines = (context.programs / "calls").read_text().splitlines()
    return [line.split("\t")[1:] for line in lines if line.split("\t")[0] == kind]


def measure_calls(context, kind="BENCHED", states=STATES):
    found = {}
    for client, calls, title in registered(context, kind):
        try:
            found[title] = measure(context, client, calls, states)
        except (RuntimeError, OSError) as error:
            context.leave_out(title, str(error))
    return found


def measure_long_calls(context):
    return measure_calls(context, "BENCHED_LONG", LONG_STATES)


def measure(context, client, calls, states, threads=1, connections=1):
    """Returns the figures of each state. The first state is the bare call; the others are compared with it."""
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Rounds(context.programs, client, calls, state, context.receiver, threads, connections))
                   for state in states]
        for one in running:
            one.wait()
        context.receiver.take_count()
        count = calls_in(context.seconds_of_round, running[0])
        count += -count % threads
        for one in running:
            one.make(count)  # warms up, so that the processor runs at its final frequency
            one.rounds.clear()
        context.receiver.take_count()
        for _ in range(context.rounds):
            for one in random.sample(running, len(running)):
                one.make(count)
                one.calls += count
                one.spans += context.receiver.take_count()
        return {one.state: figures_of(one, running[0]) for one in running}


def calls_in(seconds, bare):
    """Returns the number of calls in a round of that length."""
    took = bare.make(100)["wall"]
    return min(max(int(seconds * 1e9 / took), 3), 20000)


def figures_of(one, bare):
    figures = {"calls": one.calls, "spans": one.spans}
    for figure in Rounds.FIGURES:
        figures[figure] = summarize(one.values(figure))
        if one is not bare:
            if figure in ("allocations", "resident"):
                base = summarize(bare.values(figure))["median"]
                figures[f"{figure}_over"] = figures[figure]["median"] - base
            else:
                figures[f"{figure}_compared"] = compare(one.values(figure), bare.values(figure))
    return figures
