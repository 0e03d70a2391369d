#!/usr/bin/env python3
"""functions.py LIST HEADER… EXPORTS…: checks that each function of the C API is traced, or that LIST gives the reason why not."""
import re
import sys

listed = sys.argv[1]
headers = [path for path in sys.argv[2:] if path.endswith(".h")]
exported = [path for path in sys.argv[2:] if path.endswith(".txt")]
declared = set(re.findall(r"\b((?:mysql|mariadb)_\w+)\s*\(", re.sub(r"/\*.*?\*/|//[^\n]*|#[^\n]*", "", "".join(open(path).read() for path in headers), flags=re.S)))
traced = {name for path in exported for name in open(path).read().split()}
untraced, reason = {}, ""
for line in open(listed).read().splitlines():
    if line.startswith("#"):
        reason = line[1:].strip()
    else:
        untraced.update({name: reason for name in line.split()})

failed = False
for name in sorted(declared - traced - set(untraced)):
    print(f"{name}: neither traced nor listed in {listed}")
    failed = True
print(f"{len(declared)} functions: {len(declared & traced)} traced, {len(declared & set(untraced))} listed")
sys.exit(failed or not declared)
