"""Fails where a text of this project has one of the words below: english.py ROOT.

Each was written here by mistake for the usual word. Add one when you correct it everywhere.
"""
import pathlib
import re
import subprocess
import sys

WORDS = {
    r"(is|are) to be seen": "is visible",
    r"(too|as|so) dear|^\W*dear,": "expensive",
    r"is told about": "is described, is reported",
    r"asks for itself": "issues itself",
    r"what is known of it": "name it",
}


def main():
    root = pathlib.Path(sys.argv[1])
    patterns = ["*.md", "*.h", "*.cc", "*.c", "*.cmake", "*.sh", "*.txt", ":!CHANGELOG.md"]
    names = subprocess.run(["git", "-C", root, "ls-files", *patterns], text=True, capture_output=True).stdout.split()
    failures = 0
    for name in names:
        for number, line in enumerate((root / name).read_text(errors="replace").splitlines(), 1):
            for word, better in WORDS.items():
                if re.search(word, line, re.I):
                    failures += 1
                    print(f"{name}:{number}: write '{better}': {line.strip()}")
    print(f"{len(names)} files read")
    return 1 if failures or not names else 0


if __name__ == "__main__":
    sys.exit(main())
