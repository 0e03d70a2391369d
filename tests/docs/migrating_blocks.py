"""Writes the code blocks of docs/migrating.md as sources to compile: migrating_blocks.py DOCUMENT DIRECTORY HEADER-OF-HIREDIS.

migrating_pqxx.cc and migrating_pqxx_native.cc are compiled with and without dbspan_swap; migrating_hiredis.c and migrating_connector.cc
as they are. Fails if the document has a block that no source contains.
"""
import pathlib
import re
import sys


def main():
    document, directory, hiredis = map(pathlib.Path, sys.argv[1:])
    text = document.read_text()
    blocks = [f'#line {text.count(chr(10), 0, found.start()) + 2} "{document}"\n{found[1]}'
              for found in re.finditer(r"^```(?:c|cpp)\n(.*?)^```$", text, re.M | re.S)]

    def take(part):
        found = [block for block in blocks if part in block]
        if len(found) != 1:
            sys.exit(f"{document}: {len(found)} code blocks contain '{part}' instead of one")
        blocks.remove(found[0])
        return found[0]

    program, fallback = take("int main("), take("#define DBSPAN_PQXX_NATIVE_BEGIN")
    specialization = "enum class Colour { kRed, kGreen };\n" + take("PQXX_DECLARE_ENUM_CONVERSION")
    includes = take("dbspan/hiredis.h")
    if not (hiredis / "hiredis/hiredis_ssl.h").exists():  # hiredis 0.14 has no TLS
        includes = re.sub(r"^#include <dbspan/hiredis_ssl.h>.*$", "", includes, flags=re.M)
    connector = take("get_driver_instance")
    header = re.search(r"^#include <dbspan/.*$", connector, re.M)[0]
    sources = {
        "migrating_pqxx.cc": program + fallback + specialization,
        "migrating_pqxx_native.cc": "#include <pqxx/pqxx>\n" + fallback + specialization,
        "migrating_hiredis.c": includes + 'void *Ping(redisContext *context) { return redisCommand(context, "PING"); }\n',
        "migrating_connector.cc": header + "\n#include <memory>\nvoid Connect(const sql::SQLString& url, const sql::SQLString& user, "
                                  "const sql::SQLString& password) {\n" + connector.replace(header, "") + "}\n",
    }
    if blocks:
        sys.exit(f"{document}: this code block is compiled nowhere:\n{blocks[0]}")
    for name, source in sources.items():
        (directory / name).write_text(source)


main()
