"""Collects and runs the cases of a test program. `python3 PROGRAM DBSPAN [CASE…]` runs the named cases, or all."""

import sys

CASES = []


def case(function):
    CASES.append(function)
    return function


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def lives_long_enough(run, is_seen):
    """Calls `run` with the seconds that its program lives, and longer ones until `is_seen(result)`: dbspan looks at processes from time to time, later on a busy machine. Returns the last result."""
    for seconds in (1.5, 6, 24):
        result = run(seconds)
        if is_seen(result):
            break
    return result


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
