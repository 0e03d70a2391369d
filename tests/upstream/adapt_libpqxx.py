"""Copies libpqxx's tests, so that they can be compiled with `pqxx` meaning dbspan::pqxx.

Only blocks that reopen namespace pqxx to specialize its templates are changed: those have to mean
libpqxx's own namespace. Usage: adapt_libpqxx.py SOURCE TARGET
"""

import pathlib
import re
import sys

OPENING = re.compile(r"^namespace pqxx\s*\{", re.MULTILINE)
SPECIALIZATION = re.compile(r"^\s*(template<>|PQXX_DECLARE_)", re.MULTILINE)


def end_of_block(text, start):
    """Behind the brace that closes the next one to open."""
    depth = 0
    for at in range(text.index("{", start), len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    raise ValueError("a block does not end")


def end_of_specialization(text, start):
    brace, semicolon = text.find("{", start), text.find(";", start)
    if brace < 0 or 0 <= semicolon < brace:
        return semicolon + 1
    end = end_of_block(text, start)
    return end + 1 if text[end : end + 1] == ";" else end


def of_the_tests(specialization):
    """Renames the namespace of the tests' own types: they are in dbspan's namespace, because the tests are compiled with the name replaced."""
    return specialization.replace("pqxx::test::", "dbspan::pqxx::test::")


def adapt_block(block):
    """Lets a block with specializations mean libpqxx's namespace; where it also has helpers of the
    tests, only the specializations, each where it stands."""
    if not SPECIALIZATION.search(block):
        return block
    if "namespace test" not in block:
        return f"#undef pqxx\n{of_the_tests(block)}\n#define pqxx dbspan::pqxx\n"
    pieces = []
    at = 0
    while specialization := SPECIALIZATION.search(block, at):
        end = end_of_specialization(block, specialization.start(1))
        pieces += [
            block[at : specialization.start()],
            "\n}\n#undef pqxx\nnamespace pqxx {\n",
            of_the_tests(block[specialization.start() : end]),
            "\n}\n#define pqxx dbspan::pqxx\nnamespace pqxx {\n",
        ]
        at = end
    return "".join(pieces) + block[at:]


def adapt(text):
    pieces = []
    at = 0
    for opening in OPENING.finditer(text):
        end = end_of_block(text, opening.start())
        pieces += [text[at : opening.start()], adapt_block(text[opening.start() : end])]
        at = end
    return "".join(pieces) + text[at:]


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    for path in source.rglob("*.[ch]xx"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        adapted = adapt(path.read_text())
        if not copy.exists() or copy.read_text() != adapted:
            copy.write_text(adapted)


main()
