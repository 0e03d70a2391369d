#!/usr/bin/env python3
"""Maintains the table of Redis commands, redis/resp/commands.txt, and the files that are generated from it.

  commands.py extract HOST:PORT…   writes commands.txt from the documentation of running servers (the newest last)
  commands.py generate             writes command_data.inc and docs/redis-commands.md from commands.txt
  commands.py check                fails if `generate` would change these files
"""
import pathlib
import sys

import documentation
import patterns
import rules
from server import Server

ROOT = pathlib.Path(__file__).resolve().parents[3]
TABLE = ROOT / "redis/resp/commands.txt"
DATA = ROOT / "redis/resp/command_data.inc"
MANUAL = ROOT / "docs/redis-commands.md"
BY_HAND = pathlib.Path(__file__).with_name("by_hand.txt")


def extract(addresses):
    known, versions = {}, []
    for address in addresses:
        server = Server(address)
        versions.append(server.version())
        first_keys = server.first_keys()
        for name, arguments in server.documentation().items():
            if arguments is None:
                known[name] = None
                continue
            text = documentation.arguments_text(name, arguments)
            if not arguments and first_keys.get(name) == 1:
                text = "key"
            items = patterns.parse(text)
            known[name] = patterns.merge(items, known[name]) if known.get(name) else items
    rows = {name: (True, None if items is None else patterns.unparse(items)) for name, items in known.items()}
    for line in BY_HAND.read_text().splitlines():
        if line and line[0] != "#":
            name, _, text = line.partition("\t")
            rows[name] = (name in known and name[0] != "V" and name[:3] != "FT.", text)
    # CLIENT KILL accepts the filters of CLIENT LIST, or only an address.
    rows["CLIENT|KILL"] = (True, rows["CLIENT|LIST"][1] + " value")
    for name, text in rules.ARGUMENTS.items():
        rows[name] = (name in known or name in rows, text)
    for name, options in rules.MORE_OPTIONS.items():
        items = patterns.parse(rows[name][1])
        more = patterns.parse("[" + " | ".join(options) + "]")
        rows[name] = (True, patterns.unparse(patterns.merge(items, items[:-1] + more)))
    for name in list(rows):
        if "|" in name:
            rows[name.partition("|")[0]] = (rows[name][0], None)
    with TABLE.open("w") as file:
        file.write("# Made by redis/resp/table/commands.py extract; do not edit.\n")
        file.write(f"# Asked: {', '.join(versions)}.\n")
        file.write("# Name, what its reply means, arguments (redis/resp/table/patterns.py has the language).\n")
        for name, (asked, text) in sorted(rows.items()):
            file.write(f"{name}\t{meaning(name, asked)}\t{'subcommands' if text is None else text}\n")


def meaning(name, asked):
    values = {"lookup": rules.column(rules.LOOKUPS, name), "rows": rules.column(rules.ROWS, name),
              "effect": rules.column(rules.EFFECTS, name), "option": rules.OPTION.get(name),
              "from": None if asked else "documentation"}
    return " ".join(f"{key}={value}" for key, value in values.items() if value) or "-"


class Row:
    def __init__(self, line):
        self.name, meaning_text, self.arguments = line.split("\t")
        self.values = dict(one.split("=") for one in meaning_text.split() if one != "-")
        self.is_container = self.arguments == "subcommands"

    def items(self):
        return [] if self.is_container else patterns.parse(self.arguments)


def read_table():
    return [Row(line) for line in TABLE.read_text().splitlines() if line and line[0] != "#"]


def enumerator(value):
    return "k" + "".join(part.capitalize() for part in (value or "none").split("-"))


def data_text(rows):
    pool, places, lines = [], {}, []
    for row in rows:
        code = (99,) if row.is_container else tuple(patterns.compile_items(row.items()) + [patterns.END])
        if code not in places:
            places[code] = len(pool)
            pool += code
        v = row.values
        lines.append(f'    {{"{row.name}", {places[code]}, Lookup::{enumerator(v.get("lookup"))}, '
                     f'Rows::{enumerator(v.get("rows"))}, Effect::{enumerator(v.get("effect"))}, '
                     f'"{v.get("option", "")}"}},')
    out = ["// Made from commands.txt by redis/resp/table/commands.py generate; do not edit.",
           "// NOLINTBEGIN", "constexpr std::uint8_t kArguments[] = {"]
    for at in range(0, len(pool), 24):
        out.append("    " + ", ".join(map(str, pool[at:at + 24])) + ",")
    out += ["};", "constexpr CommandRule kRules[] = {", *lines, "};", "// NOLINTEND"]
    return "\n".join(out) + "\n"


def shown(item):
    """Returns the text of a part of a pattern."""
    return patterns.unparse(item)


def manual_text(rows):
    asked = [line for line in TABLE.read_text().splitlines() if line.startswith("# Asked: ")][0][9:].rstrip(".")
    out = [MANUAL_HEAD.format(asked=asked)]
    for row in rows:
        if row.is_container:
            continue
        name = row.name.replace("|", " ")
        note = " ¹" if row.values.get("from") else ""
        arguments = row.arguments.replace("value", "?").replace("bound", "integer").replace("|", "\\|")
        lookup = row.values.get("lookup", "–")
        if row.name in ("SET",):
            lookup += f" (with {row.values['option']})"
        out.append(f"| `{name}`{note} | {'`' + arguments + '`' if arguments else '–'} | {lookup} "
                   f"| {ROWS_WORDS[row.values.get('rows')]} |")
    return "\n".join(out) + "\n"


ROWS_WORDS = {None: "–", "items": "elements", "pairs": "pairs", "tuples": "elements, with what WITHSCORES and the like add", "scores": "members",
              "popped": "elements popped", "scan": "elements of the list", "scan-pairs": "pairs of the list",
              "streams": "entries", "search": "documents"}

MANUAL_HEAD = """# Redis commands: what is recorded

What `db.query.text` shows of every command, which replies are cache hits and misses, and what `db.response.returned_rows`
counts. This table is made from the one that is compiled into dbspan; servers asked: {asked}.

- `key`, `field`, `name` and `pattern` are shown as sent. A `pattern` is one of keys, channels or fields.
- `integer`, `offset`, `number`, `id` (of a stream entry), `path` (JSON, without a filter) and `script` (a
  hash or the name of a function: a word) are shown if they look like it.
- `?` is hidden: members, values, scores, amounts, coordinates, bounds of scores and members, scripts, messages, user names and passwords.
- `[A | B integer]` are options in any order, `<A | B>` is one of them, `{{key}}` is repeated, `{{key}}-1` leaves the last
  argument, `{{value}}$` takes all the rest, whatever word comes, `#{{key}}` is a number and so many keys, `*#{{field}}` is that
  or `*`, `%{{key id}}` is one half keys, the other half ids.
- Where a command is unknown, or its arguments do not fit, everything from there on is `?`. They do not fit either if there
  are fewer than the command needs up to its last `?`, bound or `number`, if a pair is not complete, or if a number counts more than there
  are. The text never depends on the length of a hidden argument.
- The ranks of ZRANGE and ZRANGESTORE are hidden with BYSCORE and BYLEX, and if one of them is no integer.

| lookup | a miss is |
|---|---|
| `nil` | nil |
| `empty` | nil or an empty list |
| `empty-text` | an empty string |
| `found` | nil or an empty list; a number is a hit |
| `each` | one item each: nil or 0 |
| `number` | 0 |
| `of-keys` | keys that are not counted |

¹ From documentation: no server of Debian has it.

| command | arguments | lookup | rows |
|---|---|---|---|"""


def main(arguments):
    if arguments[:1] == ["extract"] and len(arguments) > 1:
        extract(arguments[1:])
        arguments = ["generate"]
    made = {DATA: data_text(read_table()), MANUAL: manual_text(read_table())}
    if arguments == ["generate"]:
        for path, text in made.items():
            path.write_text(text)
        return 0
    if arguments == ["check"]:
        stale = [path.name for path, text in made.items() if not path.exists() or path.read_text() != text]
        for name in stale:
            print(f"{name} is not current: run redis/resp/table/commands.py generate", file=sys.stderr)
        return 1 if stale else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
