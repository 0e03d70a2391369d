"""The language of the column `arguments`, and how it is compiled for redis/resp/argument_walk.h.

  key value              one argument of each kind
  [A | B integer]        any of these options, in any order; each option is a word, followed by its arguments
  <A | B>                one of these words
  {field value}          repeated up to the end of the command, or up to a word of the enclosing or following options
  {key}-1                the same, but the last argument does not belong to the repetition
  {value}$               repeated up to the end of the command, even if an option word occurs
  #{key}                 a number, followed by this many keys
  *#{field}              the same, or a single `*`
  %{key id}              the first half of the arguments are keys, the second half ids

In a series of single arguments, all arguments up to the last value, bound or number are required. If one of them were missing, it would
be unknown which one, and a value could be taken for a name. A repetition or a counted list must be complete for the same reason.
"""
import itertools
import re

KINDS = ["value", "key", "field", "name", "pattern", "integer", "offset", "number", "id", "path", "bound", "script"]
END, OPTIONS, CHOICE, REPEAT, COUNTED, HALVES, REST, COUNTED_OR_ALL, REQUIRED = 0, 32, 33, 34, 35, 36, 37, 38, 39
REPEATED = {"{": "repeat", "#{": "counted", "*#{": "counted-or-all", "%{": "halves"}
# Arguments of these kinds are never optional; trailing arguments of other kinds may be (LPOP key integer).
NEVER_LEFT_OUT = ("value", "bound", "number")
CODE_OF_MARK = {"rest": REST, "counted": COUNTED, "counted-or-all": COUNTED_OR_ALL}


def parse(text):
    words = re.findall(r"(?:\*#|[#%])?\{|\}(?:-\d|\$)?|[\[\]<>|]|[^\s\[\]<>{}|]+", text)
    # Commands use `<`, `>` and `=` as words, too, but not in places where the language could confuse them.
    items, rest = _sequence(words, 0, ())
    assert rest == len(words), text
    return items


def _sequence(words, at, ends):
    items = []
    while at < len(words) and words[at] not in ends and not (words[at][0] == "}" and "}" in ends):
        word = words[at]
        if word in "[<":
            item, at = _options(words, at + 1, "]" if word == "[" else ">", word == "<")
            items.append(item)
        elif word in REPEATED:
            inner, at = _sequence(words, at + 1, ("}",))
            mark = words[at][1:]
            items.append(("rest", inner, 0) if mark == "$" else (REPEATED[word], inner, int(mark[1:] or 0)))
            at += 1
        else:
            items.append(("kind", word) if word in KINDS else ("word", word))
            at += 1
    return items, at


def _options(words, at, end, once):
    options = []
    while words[at - 1] != end or words[at - 1] == "|":
        inner, at = _sequence(words, at, ("|", end))
        assert inner and inner[0][0] == "word", (words, inner)
        options.append((inner[0][1], inner[1:]))
        at += 1
    return ("choice" if once else "options", options), at


def required(items):
    """Returns how many of the arguments at the start of `items` are required; 0 if a missing one cannot cause a value to be shown."""
    kinds = [item[1] for item in itertools.takewhile(lambda item: item[0] == "kind", items)]
    while kinds and kinds[-1] not in NEVER_LEFT_OUT:
        kinds.pop()
    return len(kinds) if any(kind != "value" for kind in kinds) else 0


def compile_kinds(items):
    """Encodes the kinds of repeated or counted arguments as one number each, so that the length is the number of arguments."""
    assert all(item[0] == "kind" for item in items), items
    return [1 + KINDS.index(item[1]) for item in items]


def compile_items(items):
    code = []
    for at, item in enumerate(items):
        if item[0] == "kind" and (at == 0 or items[at - 1][0] != "kind") and required(items[at:]) > 1:
            code += [REQUIRED, required(items[at:])]
        if item[0] == "kind":
            code.append(1 + KINDS.index(item[1]))
        elif item[0] in ("options", "choice"):
            body = []
            for word, inner in item[1]:
                sequence = compile_items(inner)
                assert len(sequence) < 256, word
                body += [len(word), *word.upper().encode(), len(sequence), *sequence]
            body.append(END)
            code += [OPTIONS if item[0] == "options" else CHOICE, len(body) & 255, len(body) >> 8, *body]
        elif item[0] == "repeat":
            inner = compile_kinds(item[1])
            code += [REPEAT, item[2], len(inner), *inner]
        elif item[0] in CODE_OF_MARK:
            inner = compile_kinds(item[1])
            code += [CODE_OF_MARK[item[0]], len(inner), *inner]
        elif item[0] == "halves":
            code += [HALVES, *compile_kinds(item[1])]
        else:
            raise ValueError(f"{item} stands outside of options")
    return code


def words_of(items):
    """Yields every option word of a pattern."""
    for item in items:
        if item[0] in ("options", "choice"):
            for word, inner in item[1]:
                yield word
                yield from words_of(inner)
        elif item[0] != "kind":
            yield from words_of(item[1])


def unparse(items):
    return " ".join(_text(item) for item in items)


def _text(item):
    if item[0] in ("kind", "word"):
        return item[1]
    if item[0] in ("options", "choice"):
        inner = " | ".join(f"{word} {unparse(rest)}".strip() for word, rest in item[1])
        return f"[{inner}]" if item[0] == "options" else f"<{inner}>"
    if item[0] == "rest":
        return "{" + unparse(item[1]) + "}$"
    mark = next(mark for mark, name in REPEATED.items() if name == item[0])
    return mark + unparse(item[1]) + "}" + (f"-{item[2]}" if item[2] else "")


def merge(newer, older):
    """Returns the arguments that either of two versions of a command accepts, in the order of the newer version."""
    merged = []
    for one, other in zip(newer, older):
        if one[0] in ("options", "choice") and other[0] in ("options", "choice"):
            known = {word for word, _ in one[1]}
            merged.append((one[0], one[1] + [option for option in other[1] if option[0] not in known]))
        elif one == other:
            merged.append(one)
        else:
            return newer
    return merged + newer[len(merged):] + older[len(merged):] if len(older) > len(newer) else merged + newer[len(merged):]
