#!/usr/bin/env python3
"""Checks or writes the table of clients in docs/supported.md, from clients.txt, the installed packages and the scripts of CI.

usage: clients.py check|write

Versions are those of the installed Debian packages. A row with "CI" or "nightly" must name commands that .ci/run or tools/nightly.sh
runs; a row that was proved by hand must have its date; every client of dbspan (client.cmake) must have a row. check fails if write would
change the page. If a package is not installed, its version on the page is kept. Outside of Debian 12, where CI runs, all versions are kept.
"""
import difflib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/supported.md"
MARK = "<!-- clients: made by tests/docs/clients.py -->\n"
END = "<!-- end -->"
DATE = r"by hand on \d{1,2} [A-Z][a-z]+ 20\d\d"
# Names of clients in the table, if they differ from the titles in client.cmake.
NAMES = {"C API of MariaDB or MySQL": "MariaDB's C API"}


def is_debian_12():
    release = pathlib.Path("/etc/os-release")
    return release.exists() and "VERSION_CODENAME=bookworm" in release.read_text()


def version_of(package, numbers):
    if not is_debian_12():  # CI runs on Debian 12
        return None
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${source:Upstream-Version}", package], capture_output=True, text=True)
    if shown.returncode != 0 or not shown.stdout:
        return None
    version = re.match(r"[\d.]+", shown.stdout)[0].strip(".").split(".")
    return ".".join(version[: numbers or len(version)])


def read_rows():
    lines = (ROOT / "tests/docs/clients.txt").read_text().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and line[0] != "#"]


def complaints(rows):
    """Yields an error message for each claim of the rows that nothing proves."""
    runs = {"CI": (ROOT / ".ci/run").read_text(), "nightly": (ROOT / "tools/nightly.sh").read_text()}
    programs = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("CMakeLists.txt"))
    for client, version, _, proved, by in rows:
        what = f"{client} {version}"
        if not re.fullmatch(rf"CI|nightly|compiled only|{DATE}", proved):
            yield f"{what}: proved by {proved}?"
        commands = re.findall(r"`\./run ([^`]+)`", by)
        for command in commands:
            if not (ROOT / f"tools/{command.split()[0]}.sh").exists():
                yield f"{what}: there is no ./run {command}"
            elif proved in runs and f"{command.split()[0]}" not in runs[proved]:
                yield f"{what}: {proved} does not run {command}"
        if proved in runs and not commands:
            yield f"{what}: which command?"
        for program in re.findall(r"`(\w+_test)`", by):
            if not re.search(rf"\b{program}\b", programs):
                yield f"{what}: there is no {program}"
    titles = [re.search(r'TITLE ("([^"]+)"|\S+)', path.read_text()) for path in sorted(ROOT.glob("*/*/client.cmake"))]
    for title in (found[2] or found[1] for found in titles):
        if NAMES.get(title, title) not in (row[0] for row in rows):
            yield f"{title}: no row"


def cells_of_page(text):
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")][1:]


def made(rows, old):
    known = cells_of_page(old)
    lines = ["| client | version | form | proved | by |", "|---|---|---|---|---|"]
    for index, (client, version, *rest) in enumerate(rows):
        kept = known[index][1] if index < len(known) and known[index][0] == client else version
        parts = {found: version_of(found[1], int(found[2])) for found in re.finditer(r"\{([^:}]+):(\d)\}", version)}
        if None in parts.values():
            version = kept
        else:
            for found, shown in parts.items():
                version = version.replace(found[0], shown)
        lines.append("| " + " | ".join([client, version, *rest]) + " |")
    return "\n".join(lines) + "\n"


def main():
    rows = read_rows()
    wrong = list(complaints(rows))
    if wrong:
        sys.exit("\n".join(wrong))
    page = PAGE.read_text()
    before, rest = page.split(MARK)
    old, after = rest[: rest.index(END)], rest[rest.index(END) :]
    new = before + MARK + "\n" + made(rows, old) + "\n" + after
    if new == page:
        return
    if sys.argv[1] == "write":
        PAGE.write_text(new)
        return
    sys.stdout.writelines(difflib.unified_diff(page.splitlines(True), new.splitlines(True), "docs/supported.md", "made"))
    sys.exit("tests/docs/clients.py write makes it anew")


if __name__ == "__main__":
    main()
