"""Fails if a text of this project contains one of the words below: english.py ROOT.

Each was used here by mistake instead of the usual word. If you correct a word everywhere, add it.
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
# In prose only: variables and messages may have these.
PROSE_WORDS = {
    r"(?<!left )(?<!loaded )(?<!people )\bbehind (it|them|that|this|one another|the (last|first|next|number|name|value|text|token|record|call|word|statement|parenthesis))\b": "after",
    r"\bbeside (the (bare|duration|others|results|same|spans)|those of|names of|its message)": "in addition to, compared with, along with",
}
COMMENT = {".h": r"(//|/\*|^\s*\*).*", ".cc": r"(//|/\*|^\s*\*).*", ".c": r"(//|/\*|^\s*\*).*", ".cmake": r"(^|\s)#.*", ".sh": r"(^|\s)#.*", ".txt": r"(^|\s)#.*"}


def prose(name, line):
    """Returns the prose of a line: the whole line of a document, the comment of a line of code."""
    pattern = COMMENT.get(pathlib.PurePath(name).suffix)
    if pattern is None:
        return line
    comment = re.search(pattern, line)
    return re.sub(r"client_behind|\.behind|leave \w+ behind", "", comment.group()) if comment else ""


def main():
    root = pathlib.Path(sys.argv[1])
    patterns = ["*.md", "*.h", "*.cc", "*.c", "*.cmake", "*.sh", "*.txt", ":!CHANGELOG.md"]
    names = subprocess.run(["git", "-C", root, "ls-files", *patterns], text=True, capture_output=True).stdout.split()
    failures = 0
    for name in names:
        for number, line in enumerate((root / name).read_text(errors="replace").splitlines(), 1):
            found = [(word, better, line) for word, better in WORDS.items()]
            found += [(word, better, prose(name, line)) for word, better in PROSE_WORDS.items()]
            for word, better, text in found:
                if re.search(word, text, re.I):
                    failures += 1
                    print(f"{name}:{number}: write '{better}': {line.strip()}")
    print(f"{len(names)} files read")
    return 1 if failures or not names else 0


if __name__ == "__main__":
    sys.exit(main())
