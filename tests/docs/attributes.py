"""Fails if docs/security.md lacks an attribute that dbspan can send: attributes.py ROOT."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
# Names of attributes in the code: all of a span's in attributes.h, those of processes and threads in the other files.
FILES = ["core/span/attributes.h", "recorder/export/resource.cc", "recorder/rings/drained_requests.cc", "view/process_facts.cc"]
OTHERS = re.compile(r"(Event|Log|Metric|Url|Description) = ")

page = set(re.findall(r"`([a-z0-9_.]+)`", (root / "docs/security.md").read_text()))
names = set()
for file in FILES:
    for line in (root / file).read_text().splitlines():
        if not OTHERS.search(line):
            names.update(re.findall(r'"([a-z]+[._][a-z0-9_.]*)"', line))
missing = sorted(names - page)
print("\n".join(f"docs/security.md does not name `{name}`" for name in missing) or f"{len(names)} attributes")
sys.exit(1 if missing or len(names) < 60 else 0)
