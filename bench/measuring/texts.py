"""Measures how fast texts are read and the cost of the steps of an operation, with core_bench, in rounds of new processes."""

import json

from measuring.processes import run
from measuring.samples import summarize

SCALE = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def measure_pieces(context):
    """Returns nanoseconds and bytes per second by name."""
    times, speeds = {}, {}
    for _ in range(context.rounds_of_pieces):
        output = run([context.programs / "core_bench", "--benchmark_format=json", f"--benchmark_min_time={context.seconds_of_piece}",
                      "--benchmark_repetitions=3", "--benchmark_enable_random_interleaving=true"], timeout=600)
        for one in json.loads(output)["benchmarks"]:
            if one["run_type"] != "iteration":
                continue
            name = one["run_name"].removeprefix("BM_").removesuffix("/real_time")
            times.setdefault(name, []).append(one["cpu_time"] * SCALE[one["time_unit"]])
            if "bytes_per_second" in one:
                speeds.setdefault(name, []).append(one["bytes_per_second"])
    return {name: {"time": summarize(values), "speed": summarize(speeds[name]) if name in speeds else None}
            for name, values in times.items()}
