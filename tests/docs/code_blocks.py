"""Writes a GoogleTest program of the C++ blocks in documents: code_blocks.py OUTPUT DOCUMENT….

A block of statements becomes the body of a test, DocumentName.LineN. A block with definitions stays outside of functions; if it defines
`void Name()`, a test calls it. An ellipsis is removed. tests/docs/code_blocks.h declares the names that the blocks use.
"""
import pathlib
import re
import sys


def test_of(document, line, block):
    suite = "".join(word.capitalize() for word in re.split(r"[-_]", document.stem))
    includes = re.findall(r"^#include .*$", block, re.M)
    body = re.sub(r"^#include .*$\n?", "", block, flags=re.M).replace("…;", "").replace("…", "").strip()
    definition = re.match(r"void (\w+)\(\) \{|TEST", body)
    if not definition:
        body = f"TEST({suite}, Line{line}) {{\n{body}\n}}"
    elif definition[1]:
        body += f"\nTEST({suite}, Line{line}) {{ {definition[1]}(); }}"
    return includes, f'namespace line_{line}_of_{suite.lower()} {{\n#line {line + 1} "{document}"\n{body}\n}}\n'


def main():
    output, *documents = map(pathlib.Path, sys.argv[1:])
    includes, tests = [], []
    for document in documents:
        text = document.read_text()
        for found in re.finditer(r"^```cpp\n(.*?)^```$", text, re.M | re.S):
            more, test = test_of(document, text.count("\n", 0, found.start()) + 1, found[1])
            includes += more
            tests.append(test)
    output.write_text("\n".join([*dict.fromkeys(includes), '#include "code_blocks.h"', "namespace documented {", *tests, "}"]) + "\n")


main()
