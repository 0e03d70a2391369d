"""Collects and runs the cases of a test program. `python3 PROGRAM DBSPAN [CASE…]` runs the named cases, or all."""

import sys

CASES = []


def case(function):
    CASES.append(function)
    return function


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def run_cases():
    wanted = sys.argv[2:]
    failed = 0
    for function in CASES:
        if wanted and function.__name__ not in wanted:
            continue
        try:
            function()
            print(f"ok    {function.__name__}", flush=True)
        except AssertionError as reason:
            failed += 1
            print(f"FAIL  {function.__name__}: {reason}", flush=True)
    sys.exit(1 if failed else 0)
