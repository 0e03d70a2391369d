"""Writes templates to core/span/error_template_table.inc. The table contains hashes, no texts.

core/span/error_template_table.h describes its parts.
"""

import re
import sys

from templates import LETTERS, Template, weight

MULTIPLIER = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
LEAST_LETTERS = 3  # minimum for an anchor
MOST_SEGMENTS = 9  # the bits for quoted arguments are one byte
LONGEST_SEGMENT = 255


def hash_of(text):
    value = 0
    for byte in text:
        value = (value * MULTIPLIER + byte + 1) & MASK
    value ^= len(text) * 0xD6E8FEB86659FD93 & MASK
    value ^= value >> 32
    value = value * 0xD6E8FEB86659FD93 & MASK
    return value ^ value >> 32


def is_usable(template):
    segments = [segment.encode() for segment in template.segments]
    if len(segments) > MOST_SEGMENTS or max(map(len, segments)) > LONGEST_SEGMENT:
        return False
    if len(segments) > 1:
        return max(map(weight, template.segments)) >= LEAST_LETTERS
    words = len(template.segments[0].split())
    return words > 1 or len(LETTERS.findall(template.segments[0])) > 0 and not template.segments[0].isascii() and \
        len(template.segments[0]) > 3 and re.search(r"[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]", template.segments[0])


def anchor_of(template):
    """Returns the segment by which a template is found: the first or the last one with enough letters."""
    segments = template.segments
    if weight(segments[0]) >= LEAST_LETTERS:
        return "prefix", 0
    if weight(segments[-1]) >= LEAST_LETTERS:
        return "suffix", len(segments) - 1
    return "middle", max(range(len(segments)), key=lambda i: weight(segments[i]))


class Shapes:
    def __init__(self):
        self.bytes = bytearray()
        self.offsets = {}

    def add(self, template, anchor):
        segments = [segment.encode() for segment in template.segments]
        shape = bytearray((hash_of(segments[anchor]) & 0xFFFF).to_bytes(2, "little"))
        shape.append(len(segments) << 4 | anchor)
        shape.append(sum(1 << i for i, quoted in enumerate(template.quoted) if quoted))
        for i, segment in enumerate(segments):
            if i != anchor:
                shape.append(len(segment))
                shape += (hash_of(segment) >> 32).to_bytes(4, "little")
        key = bytes(shape)
        if key not in self.offsets:
            self.offsets[key] = len(self.bytes)
            self.bytes += shape
        return self.offsets[key]


def filter_of(entries):
    """Returns a bit set, indexed by the upper 16 bits of a hash, that contains every hash of the entries."""
    words = [0] * 1024
    for _, value, _ in entries:
        words[value >> 24 + 6] |= 1 << (value >> 24 & 63)
    return words


def words_of(name, words, counted=False):
    lines = [f"const std::uint64_t {name}[] = {{"]
    for i in range(0, len(words), 6):
        lines.append("    " + ", ".join(f"0x{word:X}U" for word in words[i:i + 6]) + ",")
    lines.append("};")
    if counted:
        lines.append(f"const std::size_t {name}Count = {len(words)};")
    return "\n".join(lines + [""])


def write(templates, leads, words, path, sources):
    """Writes the table to `path`. `words` are messages of a single word; other single words are not accepted as messages."""
    exact, anchored, shapes = {hash_of(word.encode()) for word in words}, {"prefix": set(), "suffix": set(), "middle": set()}, Shapes()
    for template in sorted(templates.values(), key=lambda each: each.key()):
        if not is_usable(template):
            continue
        if len(template.segments) == 1:
            exact.add(hash_of(template.segments[0].encode()))
            continue
        kind, anchor = anchor_of(template)
        segment = template.segments[anchor].encode()
        anchored[kind].add((len(segment), hash_of(segment) >> 24, shapes.add(template, anchor)))
    shape_bytes = bytes(shapes.bytes) + bytes(-len(shapes.bytes) % 8)
    parts = [words_of("kTemplateLeads", sorted(hash_of(lead.encode()) for lead in leads), True),
             words_of("kExactTemplates", sorted(exact), True)]
    for kind, entries in anchored.items():
        name = f"k{kind.capitalize()}Templates"
        entries = sorted(entries)
        parts.append(words_of(name, [value << 24 | offset for _, value, offset in entries]))
        starts = [sum(1 for entry in entries if entry[0] < length) for length in range(LONGEST_SEGMENT + 2)]
        parts.append(f"const std::uint32_t {name}Start[{LONGEST_SEGMENT + 2}] = {{\n    " + ", ".join(map(str, starts)) + "};\n")
    parts.append(words_of("kMiddleTemplatesFilter", filter_of(anchored["middle"])))
    parts.append(words_of("kTemplateShapes", [int.from_bytes(shape_bytes[i:i + 8], "little") for i in range(0, len(shape_bytes), 8)], True))
    with open(path, "w", encoding="utf-8") as file:
        file.write("// Made by ./run error-templates from:\n")
        file.writelines(f"//   {source}\n" for source in sources)
        file.write("\n" + "\n".join(parts))
    counts = {kind: len(entries) for kind, entries in anchored.items()}
    size = 8 * (len(exact) + sum(counts.values())) + len(shape_bytes)
    print(f"{len(exact)} texts without arguments, {counts} with; {size} bytes", file=sys.stderr)
