#!/usr/bin/env python3
"""Checks that every function of a client is traced, or listed with the reason why it is not.

usage: functions.py LIST PATTERN HEADER… EXPORTS…

LIST      functions without a span; each line that begins with `#` is the reason for the lines below it
PATTERN   regular expression for the names of the client's functions
HEADER    *.h: the client's headers, or declarations of a newer version
EXPORTS   *.txt: the traced functions
"""
import re
import sys

IGNORED = r"/\*.*?\*/|//[^\n]*|^[ \t]*#(?:[^\n\\]|\\.)*"


def declared_in(header, pattern):
    """The functions that a header declares: names before a parenthesis, outside of macros and inline functions."""
    text = re.sub(IGNORED, "", open(header, encoding="utf-8").read(), flags=re.S | re.M)
    text = re.sub(r'extern\s+"C"\s*\{', "", text)
    while re.search(r"\{[^{}]*\}", text):  # structures and bodies
        text = re.sub(r"\{[^{}]*\}", "", text)
    return set(re.findall(rf"(?<!\w)({pattern})\s*\(", text))


def listed_in(path):
    """The listed functions. A reason without functions, or a function without reason, is an error."""
    reason, names = "", []
    for line in open(path, encoding="utf-8").read().splitlines():
        if line.startswith("#"):
            reason = line
        elif line.strip() and not reason:
            sys.exit(f"{path}: no reason for {line}")
        else:
            names += line.split()
    return names


def main():
    path, pattern, *files = sys.argv[1:]
    traced = {name for file in files if file.endswith(".txt") for name in open(file, encoding="utf-8").read().split()}
    listed = listed_in(path)
    failures = [f"{name}: listed twice in {path}" for name in sorted(set(listed)) if listed.count(name) > 1]
    for header in (file for file in files if file.endswith(".h")):
        declared = declared_in(header, pattern)
        failures += [f"{name}: neither traced nor listed in {path}" for name in sorted(declared - traced - set(listed))]
        print(f"{header}: {len(declared)} functions, {len(declared & traced)} traced, {len(declared & set(listed))} listed")
        if not declared:
            failures.append(f"{header}: declares nothing that matches {pattern}")
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()
