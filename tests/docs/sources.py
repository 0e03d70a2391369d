"""Checks rules for sources that docs/contributing.md states: sources.py RULE ROOT.

Rules: lengths (no long file without a reason), leaks (statics that are never destroyed), folders (each is explained)."""
import pathlib
import re
import subprocess
import sys

MOST_LINES = 200
# A file that was split may grow a little before it must be split again.
MOST_BEFORE_A_SPLIT = 210
SOURCE = re.compile(r"\.(cc|h|c|py|sh|js|jsx|mjs|cmake)$")
DOCUMENT = "docs/contributing.md"


def lines_of(path):
    return path.read_text(errors="replace").count("\n")


def lengths(root, names):
    """Every long file is in the table of contributing.md, with the reason; and every file of the table exists."""
    text = (root / DOCUMENT).read_text()
    table = re.findall(r"^\| (`.+`) \| \S.* \|$", text.partition("### Long files")[2].partition("\n### ")[0], re.M)
    known = {name for row in table for name in re.findall(r"`([^`]+)`", row)}
    sources = {name: lines_of(root / name) for name in names if SOURCE.search(name) and not name.startswith("tests/")}
    for name in sorted(name for name, lines in sources.items() if lines > MOST_BEFORE_A_SPLIT and name not in known):
        yield f"{name} has {sources[name]} lines: move its second idea to a file of its own, or give the reason in {DOCUMENT}"
    for name in sorted(known - set(sources)):
        yield f"{DOCUMENT} lists {name}, which does not exist"
    for name in sorted(name for name in known if sources.get(name, MOST_LINES + 1) <= MOST_LINES):
        print(f"{DOCUMENT} lists {name}, which has only {sources[name]} lines")


def leaks(root, names):
    """Finds function-local statics that are leaked without NeverDestroyed or Leak (core/process/never_destroyed.h)."""
    for name in names:
        if not re.search(r"\.(cc|h)$", name) or re.match(r"(tests|bench|examples)/|core/process/never_destroyed\.h", name):
            continue
        for number, line in enumerate((root / name).read_text().splitlines(), 1):
            if re.search(r"\bstatic\b[^;]*=\s*\*?\s*(new\b|\*\[)", line):
                yield f"{name}:{number}: use NeverDestroyed: {line.strip()}"


def folders(root, names):
    """Every folder has a README, or the README of a folder above, or contributing.md, has its path in backquotes: `a/` or `a/b/`."""
    document = (root / DOCUMENT).read_text()
    known = {str(pathlib.PurePath(name).parent) for name in names if "/" in name}
    for folder in sorted(known):
        path = pathlib.PurePath(folder)
        above = [up for up in path.parents if (root / up / "README.md").is_file() and str(up) != "."]
        explained = (root / folder / "README.md").is_file() or any(
            re.search(rf"`{re.escape(str(path.relative_to(up)))}/?`", (root / up / "README.md").read_text()) for up in above)
        explained = explained or f"`{folder}/`" in document
        if not explained and not folder.startswith((".", "tests/")):
            yield f"{folder}/ has no README, and no README above explains it"


def main():
    rule, root = sys.argv[1], pathlib.Path(sys.argv[2])
    listed = subprocess.run(["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines()
    names = [name for name in listed if (root / name).is_file()]
    complaints = list({"lengths": lengths, "leaks": leaks, "folders": folders}[rule](root, names))
    print("\n".join(complaints), file=sys.stderr)
    print(f"{len(names)} files read, {len(complaints)} complaints")
    return 1 if complaints or len(names) < 100 else 0


sys.exit(main())
