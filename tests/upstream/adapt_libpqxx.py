"""Copies libpqxx's tests so that they compile with `pqxx` defined as dbspan::pqxx: adapt_libpqxx.py SOURCE TARGET

It changes only blocks that reopen namespace pqxx to specialize templates, because these must refer to
libpqxx's own namespace.
"""

import pathlib
import re
import sys

OPENING = re.compile(r"^namespace pqxx\s*\{", re.MULTILINE)
SPECIALIZATION = re.compile(r"^\s*(template<>|PQXX_DECLARE_)", re.MULTILINE)


def end_of_block(text, start):
    """Returns the position after the brace that closes the first block after `start`."""
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
    """Renames the namespace of the tests' own types. The tests are compiled with `pqxx` replaced, so these types are in dbspan::pqxx."""
    return specialization.replace("pqxx::test::", "dbspan::pqxx::test::")


def adapt_block(block):
    """Moves the specializations in a block to libpqxx's own namespace. If the block also has helpers of the tests, they stay, and each
    specialization is enclosed separately."""
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
