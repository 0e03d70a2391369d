#!/usr/bin/env python3
"""Compiles every order of hiredis's headers and dbspan's with one compiler.

usage: hiredis_order.py INCLUDE_DIR [-I DIR ...] COMPILER LANGUAGE

For every order, the object must call dbspan's functions only, or the compilation must fail with a message
that names the header and the remedy. LANGUAGE is c or c++.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

SYNC = "#include <hiredis/hiredis.h>"
ASYNC = "#include <hiredis/async.h>"
OURS = "#include <dbspan/hiredis.h>"
OUR_ASYNC = "#include <dbspan/hiredis_async.h>"
USE = 'static inline void* early(void) { return redisConnect("host", 1); }'
EMITTED = 'void* early(void) { return redisConnect("host", 1); }'
ADDRESS = "redisContext* (*early)(const char*, int) = &redisConnect;"
ASYNC_USE = 'void* early(void) { return redisAsyncConnect("host", 1); }'
DELETER = """#include <memory>
template <auto Function> struct Call { template <class T> void operator()(T* t) { Function(t); } };
inline std::unique_ptr<redisContext, Call<&redisFree>> early(redisContext* context) {
  return std::unique_ptr<redisContext, Call<&redisFree>>(context);
}"""

# name: (lines before the calls, headers whose functions are called, refused by clang)
ORDERS = {
    "ours alone": ([OURS], "sync", False),
    "ours twice": ([OURS, OURS, SYNC], "sync", False),
    "ours first": ([OURS, SYNC], "sync", False),
    "ours late": ([SYNC, OURS], "sync", False),
    "ours late, then theirs again": ([SYNC, OURS, SYNC], "sync", False),
    "nested: theirs inside another header": (['#include "nested.h"', OURS], "sync", False),
    "nested: ours inside another header": ([SYNC, '#include "nesting_ours.h"'], "sync", False),
    "late, used by an inline function": ([SYNC, USE, OURS], "sync", True),
    "late, used by a function": ([SYNC, EMITTED, OURS], "sync", True),
    "late, address taken": ([SYNC, ADDRESS, OURS], "sync", True),
    "async: ours alone": ([OUR_ASYNC], "both", False),
    "async: our first header is enough": ([OURS, ASYNC], "both", False),
    "async: theirs between ours": ([OURS, ASYNC, OUR_ASYNC], "both", False),
    "async: ours late": ([ASYNC, OUR_ASYNC], "both", False),
    "async: ours late, the first header only": ([ASYNC, OURS], "both", False),
    "async: ours half late": ([SYNC, OUR_ASYNC], "both", False),
    "async: late, used": ([ASYNC, ASYNC_USE, OUR_ASYNC], "both", True),
    "TLS": (["#include <dbspan/hiredis_ssl.h>"], "sync", False),
    "TLS: late": ([SYNC, "#include <hiredis/hiredis_ssl.h>", "#include <dbspan/hiredis_ssl.h>"], "sync", False),
    "C++: late, named by a template": ([SYNC, DELETER, OURS], "sync", True),
}
HINT = re.compile(r"INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF")


def names_in(include_dir, header):
    return ["redis" + name for name in re.findall(r"^DBSPAN_REDIRECT\((\w+)\)", (include_dir / header).read_text(), re.M)]


def main():
    include_dir = pathlib.Path(sys.argv[1]).resolve()
    *flags, compiler, language = sys.argv[2:]
    command = [compiler, "-x", language, "-Wall", "-Wextra", "-Wpedantic", "-Werror",
               "-std=c++17" if language == "c++" else "-std=c99", f"-I{include_dir}", *flags]
    declared = subprocess.run([*command, "-E", "-"], input=f"{SYNC}\n{ASYNC}\n", text=True,
                              capture_output=True, check=True).stdout
    names = {}
    for which, header in (("sync", "functions.h"), ("async", "functions_async.h")):
        listed = names_in(include_dir / "dbspan/detail/redis", header)
        names[which] = [name for name in listed if re.search(rf"\b{name}\(", declared)]
        assert len(names[which]) >= len(listed) - 1, f"hiredis declares too little of {header}"
    names["both"] = names["sync"] + names["async"]
    has_tls = subprocess.run([*command, "-E", "-"], input="#include <hiredis/hiredis_ssl.h>\n", text=True,
                             capture_output=True).returncode == 0
    is_clang = "clang" in subprocess.run([compiler, "--version"], text=True, capture_output=True,
                                         check=True).stdout
    if not has_tls:
        print("this hiredis has no <hiredis/hiredis_ssl.h>: no orders with it")
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        (directory / "nested.h").write_text(SYNC + "\n")
        (directory / "nesting_ours.h").write_text(OURS + "\n")
        for order, (lines, which, refused) in ORDERS.items():
            if order.startswith("TLS") and not has_tls or order.startswith("C++") and language == "c":
                continue
            for level in ("-O0", "-O2"):
                problem = try_order([*command, level], directory, lines, names[which],
                                    refused and is_clang)
                failures += problem is not None
                print(f"{'FAILED' if problem else 'ok':6} {compiler} {language} {level}  {order}"
                      + (f": {problem}" if problem else ""))
    sys.exit(1 if failures else 0)


def try_order(command, directory, lines, names, refused):
    """Returns an error message, or None."""
    uses = "\n".join(f"void call_{name}(void) {{ typedef void (*Any)(void); extern Any any; "
                     f"any = (Any)&{name}; }}" for name in names)
    source = directory / "order.x"
    source.write_text("\n".join([*lines, uses]) + "\n")
    made = directory / "order.o"
    made.unlink(missing_ok=True)
    done = subprocess.run([*command, f"-I{directory}", "-c", source, "-o", made], text=True,
                          capture_output=True)
    if done.returncode != 0:
        if not refused:
            return f"does not compile: {done.stderr}"
        return None if HINT.search(done.stderr) else f"the message does not say what to do: {done.stderr}"
    if refused:
        return "compiles"
    symbols = subprocess.run(["nm", "-u", made], text=True, capture_output=True, check=True).stdout
    called = set(re.findall(r"\b(?:dbspan_)?redisv?[A-Z]\w*", symbols))
    expected = {f"dbspan_{name}" for name in names}
    if called != expected:
        return f"calls {sorted(called - expected)}, not {sorted(expected - called)}"
    return None


if __name__ == "__main__":
    main()
