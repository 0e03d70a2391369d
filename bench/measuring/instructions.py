"""Counts allocations and instructions with valgrind: they depend on the compiler, not on the machine."""

import pathlib

from measuring.processes import run

COUNT = pathlib.Path(__file__).parents[2] / "tests" / "cost" / "count.sh"


def measure_instructions(context):
    """Returns, by path (tests/cost), the allocations and instructions of one execution."""
    rows = {}
    for line in run([COUNT, context.programs / "cost"], timeout=900).splitlines():
        name, allocations, instructions = line.split()
        rows[name] = {"allocations": int(allocations), "instructions": int(instructions)}
    return rows
