#!/usr/bin/env python3
"""Checks or writes the parts of the documentation that are generated from tables.

usage: generated.py check|write SWITCHES

SWITCHES is the program documented_switches, which prints the table of switches that is compiled into dbspan. A generated part is
enclosed by `<!-- NAME: made by tests/docs/generated.py -->` and `<!-- end -->`. `check` fails if `write` would change a page.
"""
import difflib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTRACT = json.loads((ROOT / "tests/semconv/contract.json").read_text())
SYSTEMS = {"postgresql": "Postgres", "redis": "Redis", "mysql": "MySQL", "mariadb": "MariaDB"}
MISSES = {
    "nil": ("a value", "nil"),
    "found": ("a value, a list or a number", "nil or an empty list"),
    "empty": ("a list", "nil or an empty list: Redis has no empty values of these types"),
    "empty-text": ("a string", "an empty string"),
    "each": ("one for each item", "each nil or 0"),
    "number": ("0 or 1", "0"),
    "of-keys": ("a number of keys", "keys that are not counted"),
}


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows)])


def level(name):
    return (name or "–").replace("_", " ")


def sentence(brief):
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", brief)
    return re.split(r"(?<=[.;]) (?=[A-Z])|\n", text)[0].rstrip(".;").replace("|", "\\|")


def spans():
    names = sorted(set().union(*(CONTRACT["spans"][system] for system in SYSTEMS)))
    return table(["attribute", "meaning", *SYSTEMS.values()],
                 [[f"`{CONTRACT['attributes'][name].get('key_pattern', name)}`", sentence(CONTRACT["attributes"][name]["brief"]),
                   *(level(CONTRACT["spans"][system].get(name)) for system in SYSTEMS)] for name in names])


def metrics():
    return table(["instrument", "kind", "unit", "meaning"],
                 [[f"`{name}`", metric["instrument"], metric["unit"], sentence(metric["brief"])]
                  for name, metric in sorted(CONTRACT["metrics"].items())])


def lookups():
    commands = {kind: [] for kind in MISSES}
    for line in (ROOT / "redis/resp/commands.txt").read_text().splitlines():
        name, meaning = (line.split("\t") + [""])[:2]
        found = re.search(r"\blookup=([\w-]+)", meaning)
        if line[0] != "#" and found:
            option = re.search(r"\boption=(\w+)", meaning)
            commands[found[1]].append(name.replace("|", " ") + (f" with {option[1]}" if option else ""))
    return table(["reply", "commands", "a miss is"],
                 [[reply, ", ".join(commands[kind]), miss] for kind, (reply, miss) in MISSES.items() if commands[kind]])


def main():
    command, program = sys.argv[1:]
    switches = subprocess.run([program], check=True, text=True, capture_output=True).stdout.rstrip("\n")
    parts = {"configuration.md": {"switches": switches},
             "telemetry.md": {"attributes of the conventions": spans(), "metrics of the conventions": metrics(), "lookups": lookups()}}
    differs = False
    for page, texts in parts.items():
        path = ROOT / "docs" / page
        old = new = path.read_text()
        for name, text in texts.items():
            mark = f"<!-- {name}: made by tests/docs/generated.py -->\n"
            if new.count(mark) != 1:
                sys.exit(f"docs/{page} does not have one part: {mark}")
            before, rest = new.split(mark)
            new = before + mark + "\n" + text + "\n\n" + rest[rest.index("<!-- end -->"):]
        if new != old:
            differs = True
            if command == "write":
                path.write_text(new)
            else:
                sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"docs/{page}", "made"))
    if differs and command == "check":
        sys.exit("tests/docs/generated.py write makes them anew")


if __name__ == "__main__":
    main()
