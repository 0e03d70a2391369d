"""Checks by nm that dbspan's symbols are in the inline namespace of its version, so that two versions can be in one process.

usage: version_namespace.py DIRECTORY…

Reads every archive, object and shared object of dbspan below the directories, without the objects of a build and the archives of the
command, which no other program links. Only symbols that the linker can mix up count: those of one file alone are free.
"""

import pathlib
import re
import subprocess
import sys

OF_THE_COMMAND = ("libdbspan_cli.a", "libdbspan_view.a")
VERSION_HEADER = pathlib.Path(__file__).parents[2] / "include/dbspan/version.h"
# Names of `namespace dbspan` in a mangled name (Itanium C++ ABI, 5.1.5): further namespaces, in lower case, may come before the version.
OURS = r"N[KVr]*6dbspan"
# Kinds of symbols that belong to a name: virtual tables, type information, guards, wrappers of thread-local variables, thunks, locals.
KINDS = r"^_Z(?:T[VTISWH]|GV|GR|T[hvc]n?\d+_(?:n?\d+_)?)?Z*"


def read_symbols(file):
    shared = ["-D"] if ".so" in file.name else []
    lines = subprocess.run(["nm", *shared, "--extern-only", "--defined-only", "--no-demangle", file],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[-1].split("@")[0] for line in lines if re.match(r"[0-9a-f]+ \w ", line)}


def demangle(names):
    return subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True).stdout.splitlines()


def main(directories):
    namespace = re.search(r"VERSION_NAMESPACE (\w+)", VERSION_HEADER.read_text())[1]
    is_ours = re.compile(KINDS + OURS)
    is_versioned = re.compile(KINDS + OURS + rf"(?:\d+[a-z_]+)*?{len(namespace)}{namespace}")
    files = [file for directory in directories for file in sorted(pathlib.Path(directory).rglob("*"))
             if file.is_file() and not file.is_symlink() and "CMakeFiles" not in file.parts and file.name not in OF_THE_COMMAND
             and "dbspan" in str(file.relative_to(directory)) and re.search(r"\.(a|o|so[.0-9]*)$", file.name)]
    failures, count = [], 0
    for file in files:
        ours = sorted(name for name in read_symbols(file) if is_ours.match(name))
        count += len(ours)
        outside = [name for name in ours if not is_versioned.match(name)]
        failures += [f"{file.name}: {name} is not in dbspan::{namespace}" for name in demangle(outside)] if outside else []
    print("\n".join(failures))
    print(f"{count} symbols in {len(files)} files, {len(failures)} failures")
    return 1 if failures or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
