"""Compares the names that dbspan's shared libraries export (by nm) with their lists (exports_shared.txt).

usage: exports.py BUILD

Fails if an exported name is in no list, if no library exports a name of a list, or if a SONAME does not contain the version that the
library is compatible with (libdbspan_core.so.0.1).
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

KINDS = "vtable for |VTT for |typeinfo for |typeinfo name for |guard variable for |TLS (init|wrapper) function for |non-virtual thunk to "


def exported(library):
    lines = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    mangled = [line.split()[-1].split("@")[0] for line in lines]
    demangled = subprocess.run(["c++filt"], input="\n".join(mangled), capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(zip(mangled, demangled))


def soname(library):
    dynamic = subprocess.run(["readelf", "-dW", library], capture_output=True, text=True, check=True).stdout
    return re.search(r"soname: \[(.*)\]", dynamic)[1]


def read(path, namespace):
    lines = [line for line in pathlib.Path(path).read_text().splitlines() if line and not line.startswith("#")]
    names = [line.replace("::V::", f"::{namespace}::") for line in lines if line.startswith("dbspan::")]
    return names, [line for line in lines if not line.startswith("dbspan::")]


def names_it(name, demangled):
    return re.search(rf"(^|[ *&])({KINDS})?{re.escape(name)}(?![A-Za-z0-9_])", demangled) is not None


def main(build):
    namespace = re.search(r"VERSION_NAMESPACE (\w+)", (pathlib.Path(__file__).parents[2] / "include/dbspan/version.h").read_text())[1]
    failures, listed, seen = [], set(), set()
    for lists in sorted(build.rglob("exports/*.lists")):
        library = next(one for one in build.rglob(f"lib{lists.stem}.so*") if one.is_file())
        expected = f"lib{lists.stem}.so.{namespace[1:].replace('_', '.')}"
        if soname(library) != expected:
            failures.append(f"{library.name} has the SONAME {soname(library)}, not {expected}")
        read_lists = [read(path, namespace) for path in lists.read_text().split()]
        names = [name for more, _ in read_lists for name in more]
        patterns = [pattern for _, more in read_lists for pattern in more]
        for mangled, demangled in exported(library).items():
            known = {name for name in names if names_it(name, demangled)}
            if not known and not any(fnmatch.fnmatchcase(mangled, pattern) for pattern in patterns):
                failures.append(f"{library.name} exports {demangled}")
            seen |= known
        listed |= set(names)
    failures += [f"no library exports {name}" for name in sorted(listed - seen)]
    print("\n".join(failures))
    print(f"{len(listed)} names, {len(failures)} failures")
    return 1 if failures or not listed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
