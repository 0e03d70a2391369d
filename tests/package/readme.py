#!/usr/bin/env python3
"""Follows README.md like a newcomer: builds its programs with an installed dbspan, and compares their output.

usage: readme.py README PREFIX DIRECTORY

A program is a section with blocks of CMake, C++ and a console. The first line of a block names its file. The commands of the console
run unchanged, except for the addresses of the test's servers (DBSPAN_TEST_..._URL). The output of the last command must equal the output
in the README, except for times, identifiers and addresses.
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit


def programs_of(readme):
    """Yields (title, {file name: text}, [command], output) of every section with a console."""
    for section in re.split(r"^### ", readme, flags=re.M)[1:]:
        section = re.split(r"^## ", section, flags=re.M)[0]
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, flags=re.M | re.S)
        consoles = [text for language, text in blocks if language == "console"]
        if not consoles:
            continue
        files = {}
        for language, text in blocks:
            name = re.match(r"(?:#|//) (\S+)\n", text)
            if language in ("cmake", "cpp") and name:
                files[name[1]] = text
        commands, output = [], []
        for line in consoles[0].splitlines():
            if line.startswith("$ "):
                commands.append(line[2:])
            else:
                output.append(line)
        yield section.splitlines()[0], files, commands, output


def with_servers(command):
    postgres, redis, mysql = (os.environ[f"DBSPAN_TEST_{name}_URL"] for name in ("PG", "REDIS", "MYSQL"))
    redis, server = urlsplit(redis), urlsplit(mysql)
    for shown, used in (
        ("postgresql://dbspan@127.0.0.1:5432/shop", postgres),
        ("127.0.0.1 6379", f"{redis.hostname} {redis.port}"),
        ("tcp://127.0.0.1:3306/shop dbspan dbspan-password",
         f"tcp://{server.hostname}:{server.port}{server.path} {server.username} {server.password}"),
    ):
        command = command.replace(shown, used)
    return command


def normalized(lines):
    result = []
    for line in lines:
        line = re.sub(r"\b[0-9a-f]{32}\b", "TRACE", line)
        line = re.sub(r"\|[ █]*\|", "|BAR|", line)
        line = re.sub(r"\d+\.\d{3} ms", "TIME", line)
        line = re.sub(r"\b[\w.]+:\d{2,5}\b", "ADDRESS", line)
        result.append(re.sub(r" +", " ", line).strip())
    while result and not result[-1]:
        result.pop()
    return result


def main():
    readme, prefix, directory = map(pathlib.Path, sys.argv[1:])
    environment = {**os.environ, "CMAKE_PREFIX_PATH": str(prefix.resolve()), "DBSPAN_LOG": "stderr"}
    for name in [name for name in environment if name.startswith("OTEL_")]:
        del environment[name]
    programs = list(programs_of(readme.read_text()))
    failures = [] if len(programs) == 3 else [f"README.md shows {len(programs)} programs, not 3"]
    for title, files, commands, shown in programs:
        place = directory / re.sub(r"\W+", "_", title)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name, text in files.items():
            (place / name).write_text(text)
        for command in commands:
            done = subprocess.run(with_servers(command), shell=True, cwd=place, env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode != 0:
                failures.append(f"{title}: {command}\n{done.stdout}")
                break
        else:
            printed = done.stdout.splitlines()
            difference = "\n".join(difflib.unified_diff(normalized(shown), normalized(printed), "README.md",
                                                        "printed", lineterm=""))
            print(f"{title}\n{done.stdout}")
            if difference:
                failures.append(f"{title} prints something else:\n{difference}")
    print("\n".join(failures) or "as README.md shows")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
