"""Fails if a document links to a file or a heading of this project that does not exist: links.py ROOT."""
import pathlib
import re
import subprocess
import sys


def without_code(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "code", text)


def anchors_of(path):
    """Returns the fragments of the headings of a document, in GitHub's form."""
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
    names = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#+ (.*)$", text, flags=re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        names.add(re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-"))
    return names


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    names = subprocess.run(["git", "-C", root, "ls-files", "*.md"], text=True, capture_output=True).stdout.split()
    failures = links = 0
    for name in names:
        document = root / name
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(document.read_text())):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            path, _, fragment = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists():
                print(f"{name}: {target}: there is no such file")
            elif fragment and fragment not in anchors_of(file):
                print(f"{name}: {target}: there is no such heading")
            else:
                continue
            failures += 1
    print(f"{len(names)} documents, {links} links")
    sys.exit(1 if failures or not links else 0)


if __name__ == "__main__":
    main()
