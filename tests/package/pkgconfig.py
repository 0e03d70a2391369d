#!/usr/bin/env python3
"""Builds programs with an installed dbspan through pkg-config or Meson, without CMake.

usage: pkgconfig.py PREFIX SOURCES DIRECTORY COMPILER COMPONENT…
       pkgconfig.py PREFIX SOURCES DIRECTORY COMPILER meson MESON

PREFIX is moved first, because installed files must not contain the path where they were installed. One program uses all components with
their sources in SOURCES (tests/package/outsider), so that each object is linked once. With Meson, the script builds the example in
examples/meson and runs it against the server of DBSPAN_TEST_REDIS_URL; it must draw the tree of its calls.
"""
import os
import pathlib
import shutil
import subprocess
import sys
from urllib.parse import urlsplit


def run(*command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def expect(text, printed):
    if text not in printed:
        sys.exit(f"expected: {text}\nprinted:\n{printed}")


def redis_address():
    """Returns the address in DBSPAN_TEST_REDIS_URL, or in the file that tools/test_servers.sh writes."""
    url = os.environ.get("DBSPAN_TEST_REDIS_URL")
    if not url:
        lines = pathlib.Path(os.environ["DBSPAN_TEST_SERVERS"]).read_text().splitlines()
        url = dict(line.split("=", 1) for line in lines)["DBSPAN_TEST_REDIS_URL"]
    address = urlsplit(url)
    return address.hostname, str(address.port)


def build_with_meson(meson, example, build, environment):
    run(meson, "setup", build, example, env=environment)
    run(meson, "compile", "-C", build, env=environment)
    tree = run(build / "cart", *redis_address(), env={**environment, "DBSPAN_LOG": "stderr"})
    for call in ("show cart", "SET", "GET"):
        expect(call, tree)


def main():
    prefix, sources, directory = map(pathlib.Path, sys.argv[1:4])
    compiler, components = sys.argv[4], sys.argv[5:]
    shutil.rmtree(directory, ignore_errors=True)
    moved = directory / "moved"
    shutil.copytree(prefix, moved, symlinks=True)
    (found,) = moved.glob("**/pkgconfig")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(found), "LD_LIBRARY_PATH": str(found.parent)}
    modules = sorted(file.stem for file in found.glob("dbspan-*.pc"))
    if components[0] == "meson":
        build_with_meson(components[1], sources.parents[2] / "examples/meson", directory / "build", {**environment, "CXX": compiler})
        return
    for component in components + ["core", "sdk"]:
        if f"dbspan-{component}" not in modules:
            sys.exit(f"dbspan-{component}.pc is not installed; there are {', '.join(modules)}")
    for module in modules:
        run("pkg-config", "--print-errors", "--exists", module, env=environment)
        if str(prefix) in run("pkg-config", "--cflags", "--libs", module, env=environment):
            sys.exit(f"{module}.pc names the place where it was installed")

    programs = [sources / "main.cc", sources / "between.cc"] + [sources / f"{component}.cc" for component in components]
    flags = run("pkg-config", "--cflags", "--libs", *[f"dbspan-{name}" for name in components], env=environment).split()
    clients = " ".join(f"F({name})" for name in components)
    # libpqxx 8 needs C++20, which its users ask for as they do without dbspan.
    newer = "pg" in components and subprocess.run(["pkg-config", "--atleast-version=8", "libpqxx"]).returncode == 0
    run(compiler, "-std=c++20" if newer else "-std=c++17", f"-DCLIENTS={clients}", *programs, "-o", directory / "outsider", *flags)
    expect(f"{len(components)} clients work", run(directory / "outsider", env=environment))
    # Builds a C program that does not mention dbspan.
    flags = run("pkg-config", "--cflags", "--libs", "dbspan-hiredis", env=environment).split()
    run("cc", sources / "untouched.c", "-o", directory / "untouched", "-lhiredis", *flags)
    expect("1 client works", run(directory / "untouched", env=environment))


if __name__ == "__main__":
    main()
