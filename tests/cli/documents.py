#!/usr/bin/env python3
"""Compares the help of the command with its manual page, its document and the completions of the shells.

usage: documents.py DBSPAN
"""

import os
import re
import shutil
import subprocess
import sys

from cases import case, check, run_cases

DBSPAN = os.path.abspath(sys.argv[1])
ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
COMMANDS = ("run", "view", "diff", "doctor", "top")


def text_of(*path):
    return open(os.path.join(ROOT, *path), encoding="utf-8").read()


def help_of(command):
    done = subprocess.run([DBSPAN, command, "--help"], capture_output=True, text=True)
    check(done.returncode == 0 and done.stdout.startswith("usage: "), done)
    return done.stdout


def options_of(command):
    """Returns the options at the beginning of the lines of the help, and those in its lines of usage."""
    text = help_of(command)
    listed = [word for line in text.splitlines() if re.match(r" +-", line) for word in re.split(r"  +|, ", line.strip())[:4] if word.startswith("--")]
    used = re.findall(r"\[(--[a-z-]+)", text)
    return {re.match(r"--[a-z-]+", word)[0] for word in listed + used} | {"--help"}


@case
def options_are_those_that_the_command_takes():
    for command in COMMANDS:
        for option in options_of(command) - {"--help"}:
            done = subprocess.run([DBSPAN, command, option, "1", "--help"], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
            check("there is no option" not in done.stderr, (command, option, done.stderr))


@case
def the_manual_page_and_the_document_have_every_option():
    page = text_of("docs", "dbspan.1").replace("\\-", "-").replace("\\f", " \\f")
    document = text_of("docs", "run.md")
    for command in COMMANDS:
        for option in options_of(command) - {"--help"}:
            check(re.search(re.escape(option) + r"\b", page), f"{command} {option} is not in docs/dbspan.1")
            check(re.search(re.escape(option) + r"\b", document), f"{command} {option} is not in docs/run.md")


@case
def the_manual_page_is_well_formed():
    if shutil.which("man"):
        done = subprocess.run(["man", "--warnings", "-l", os.path.join(ROOT, "docs", "dbspan.1")], capture_output=True, text=True, env=dict(os.environ, MANPAGER="cat", MANWIDTH="80", LC_ALL="C.UTF-8"))
        check(done.returncode == 0 and not done.stderr and "dbspan run" in done.stdout, done)


def completed_by_bash(words):
    script = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_dbspan; printf '%s\\n' "${COMPREPLY[@]}"
"""
    done = subprocess.run(["bash", "-c", script, "bash", os.path.join(ROOT, "cli", "completion", "dbspan.bash"), *words], capture_output=True, text=True)
    check(done.returncode == 0 and not done.stderr, done)
    return set(done.stdout.split())


@case
def bash_completes_all_options():
    for command in COMMANDS:
        check(completed_by_bash(["dbspan", command, "--"]) == options_of(command), (command, completed_by_bash(["dbspan", command, "--"]) ^ options_of(command)))
    kinds = subprocess.run([DBSPAN, "explain"], capture_output=True, text=True).stderr.split(": ")[-1].replace(" (dbspan help)", "").strip().split(", ")
    check(completed_by_bash(["dbspan", "explain", ""]) == set(kinds), kinds)


@case
def fish_completes_all_options():
    if not shutil.which("fish"):
        return
    for command in COMMANDS:
        line = f"dbspan {command} --"
        script = f"source {ROOT}/cli/completion/dbspan.fish; complete -C '{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True)
        shown = {found.split("\t")[0].rstrip("=") for found in done.stdout.splitlines() if found.startswith("--")}
        check(done.returncode == 0 and shown == options_of(command), (command, shown ^ options_of(command), done.stderr))


@case
def zsh_has_all_options():
    script = text_of("cli", "completion", "_dbspan")
    for command in COMMANDS:
        for option in options_of(command):
            check(re.search(re.escape(option) + r"[=\[}]", script), f"{command} {option} is not in _dbspan")
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n", os.path.join(ROOT, "cli", "completion", "_dbspan")], capture_output=True, text=True)
        check(done.returncode == 0, done)


run_cases()
