"""Compares the names that dbspan's shared libraries export (by nm) with their lists (exports_shared.txt).

usage: exports.py BUILD

Fails if an exported name is in no list, if no library exports a name of a list, if a library keeps a function of its documented headers
(include/dbspan, without detail) to itself, if several libraries have their own copy of a variable, if the recorder can be unloaded, or if
a SONAME does not contain the version that the library is compatible with (libdbspan_core.so.0.1).
"""

import collections
import fnmatch
import pathlib
import re
import subprocess
import sys

KINDS = "vtable for |VTT for |typeinfo for |typeinfo name for |guard variable for |TLS (init|wrapper) function for |non-virtual thunk to "


def symbols(mangled):
    """Returns the demangled names of mangled ones."""
    demangled = subprocess.run(["c++filt"], input="\n".join(mangled), capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(zip(mangled, demangled))


def exported(library):
    lines = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    return symbols([line.split()[-1].split("@")[0] for line in lines])


def own_variables(library):
    """Returns the demangled names of the variables of classes and namespaces, except constants, that a library does not export."""
    lines = subprocess.run(["nm", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    names = symbols(sorted({line.split()[-1] for line in lines if re.search(r" [bd] _ZN", line)})).values()
    return {name for name in names if re.match(r"dbspan::(?!.*(\(anonymous namespace\)|::k[A-Z]))", name)}


def dynamic_section(library):
    return subprocess.run(["readelf", "-dW", library], capture_output=True, text=True, check=True).stdout


def soname(library):
    return re.search(r"soname: \[(.*)\]", dynamic_section(library))[1]


def read(path, namespace):
    lines = [line for line in pathlib.Path(path).read_text().splitlines() if line and not line.startswith("#")]
    names = [line.replace("::V::", f"::{namespace}::") for line in lines if line.startswith("dbspan::")]
    return names, [line for line in lines if not line.startswith("dbspan::")]


def documented(root):
    """Returns the words of the documented headers that a parenthesis follows."""
    headers = [path for path in (root / "include/dbspan").rglob("*") if path.is_file() and "detail" not in path.parts]
    code = "\n".join(re.sub(r"//.*", "", path.read_text()) for path in headers)
    return set(re.findall(r"(?<![\w:.>])([A-Za-z]\w*)\(", code))


def kept_to_itself(build, library, stem):
    """Yields the last word of each free function that the sources of a library define for others and the library does not export."""
    objects = [str(path) for path in build.rglob("*.o") if f"{stem}.dir" in path.parts]
    lines = subprocess.run(["nm", "--defined-only", *objects], capture_output=True, text=True, check=True).stdout.splitlines()
    for_others = {line.split()[-1] for line in lines if " T " in line}
    hidden = subprocess.run(["nm", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    mangled = sorted(for_others & {line.split()[-1] for line in hidden if " t " in line})
    for text in symbols(mangled).values():
        if found := re.match(r"dbspan::(?:\w+::)?v\d\w*::(\w+)(?:\[abi:\w+\])?\(", text):
            yield found[1]


def names_it(name, demangled):
    return re.search(rf"(^|[ *&])({KINDS})?{re.escape(name)}(?![A-Za-z0-9_])", demangled) is not None


def main(build):
    namespace = re.search(r"VERSION_NAMESPACE (\w+)", (pathlib.Path(__file__).parents[2] / "include/dbspan/version.h").read_text())[1]
    failures, listed, seen, copies = [], set(), set(), collections.Counter()
    public = documented(pathlib.Path(__file__).parents[2])
    for lists in sorted(build.rglob("exports/*.lists")):
        library = next(one for one in build.rglob(f"lib{lists.stem}.so*") if one.is_file())
        expected = f"lib{lists.stem}.so.{namespace[1:].replace('_', '.')}"
        if soname(library) != expected:
            failures.append(f"{library.name} has the SONAME {soname(library)}, not {expected}")
        if lists.stem == "dbspan_recorder" and "NODELETE" not in dynamic_section(library):
            failures.append(f"{library.name} can be unloaded, although dbspan_core calls it at the end of a thread")
        copies.update(own_variables(library))
        read_lists = [read(path, namespace) for path in lists.read_text().split()]
        names = [name for more, _ in read_lists for name in more]
        patterns = [pattern for _, more in read_lists for pattern in more]
        failures += [
            f"{library.name} does not export {name}, which a documented header declares"
            for name in kept_to_itself(build, library, lists.stem)
            if name in public
        ]
        for mangled, demangled in exported(library).items():
            known = {name for name in names if names_it(name, demangled)}
            if not known and not any(fnmatch.fnmatchcase(mangled, pattern) for pattern in patterns):
                failures.append(f"{library.name} exports {demangled}")
            seen |= known
        listed |= set(names)
    failures += [f"no library exports {name}" for name in sorted(listed - seen)]
    failures += [f"{count} libraries have their own {name}" for name, count in sorted(copies.items()) if count > 1]
    print("\n".join(failures))
    print(f"{len(listed)} names, {len(failures)} failures")
    return 1 if failures or not listed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
