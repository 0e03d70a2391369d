"""Allocations and instructions, counted by valgrind: they depend on the compiler, not on the machine."""

import pathlib

from measuring.processes import run

COUNT = pathlib.Path(__file__).parents[2] / "tests" / "cost" / "count.sh"


def measure_instructions(context):
    """By path (tests/cost): allocations and instructions of one time."""
    rows = {}
    for line in run([COUNT, context.programs / "cost"], timeout=900).splitlines():
        name, allocations, instructions = line.split()
        rows[name] = {"allocations": int(allocations), "instructions": int(instructions)}
    return rows
