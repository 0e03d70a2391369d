#!/usr/bin/env python3
"""Tests the reports about a program that dbspan is linked with and that sets up no telemetry: the preload records its calls.

usage: linked.py DBSPAN PROGRAM   (PROGRAM: linked.cc)
"""

import os
import re
import subprocess
import sys

from cases import case, check, run_cases

DBSPAN, PROGRAM = (os.path.abspath(path) for path in sys.argv[1:3])
del sys.argv[2]


def dbspan(*arguments):
    environment = dict(os.environ, LC_ALL="C.UTF-8", COLUMNS="200", DBSPAN_CONNECT_SPANS="true")
    done = subprocess.run([DBSPAN, *arguments, "--", PROGRAM], capture_output=True, text=True, timeout=300, env=environment)
    check(done.returncode == 0, done)
    return " ".join((done.stdout + done.stderr).split())


@case
def run_records_its_calls():
    text = dbspan("run")
    check("1 operation" in text and "CONNECT" in text, text)
    check("dlsym" not in text and "inside" not in text and "not recorded" not in text, text)


@case
def doctor_tells_that_dbspan_is_inside():
    for options in ([], ["--start"]):
        text = dbspan("doctor", *options)
        check("dbspan is linked with the program" in text, text)
        check(re.search(r"ok libpq\.so\.5\S* preload, called by", text), text)
        check("1 client: 1 traced" in text, text)
        check("inside the program" not in text and "dlsym" not in text, text)


run_cases()
