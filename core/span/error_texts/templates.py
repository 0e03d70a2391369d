"""Reads the fixed texts of error messages from the packages of servers and client libraries.

A template is the fixed part of a message: a list of segments with arguments between them. Quotes next to an argument belong to
the argument, in every language.
"""

import gettext
import os
import re

# The printf conversions of Postgres, MariaDB and MySQL: %s, %-.192s, %2$s, %`s (quoted by the server), %M (an errno with its
# text), %T (truncated). Newer versions of MariaDB use suffixes instead: %sQ (quoted), %sB (bytes), %sT (truncated), %sS (plain; the
# next letter is not a suffix), %iE (an errno with its text). See MariaDB's include/mysql/service_my_snprintf.h.
CONVERSION = re.compile(
    rb"%(?:\d+\$)?[-+ #0'`]*(?:\*(?:\d+\$)?|\d+)?(?:\.(?:\*(?:\d+\$)?|\d+))?(?:hh|h|ll|l|z|j|t|L|q|I64)?"
    rb"(?:s[BQST]?|iE?|[douxXeEfFgGaAcCSpmMT])|%%")
QUOTES = "'\"`´«»‹›„“”‟‘’‚「」『』《》〈〉＂＇"
BLANKS = " \u00a0\u202f"
# The C library's messages for errors of getaddrinfo(3).
ADDRESS_ERRORS = ("Name or service not known", "Temporary failure in name resolution", "Non-recoverable failure in name resolution",
                  "No address associated with hostname", "Address family for hostname not supported", "Bad value for ai_flags",
                  "ai_family not supported", "ai_socktype not supported", "Servname not supported for ai_socktype",
                  "Memory allocation failure", "System error")
LETTERS = re.compile(r"[^\W\d_]")
# If CONVERSION matches only the beginning of a conversion, the rest stays in the text and looks like fixed text. Then it could match
# the end of a value.
REST_OF_CONVERSION = re.compile(r"[A-Z]{1,2}(?![^\W\d])")
UNITS = ("K", "M", "G", "KB", "MB", "GB")


class Template:
    """A message template. `quoted[i]` is true if the argument after `segments[i]` is quoted."""

    def __init__(self, text):
        parts, quoted_percent = [b""], []
        end = 0
        for match in CONVERSION.finditer(text):
            parts[-1] += text[end:match.start()]
            end = match.end()
            if match.group() == b"%%":
                parts[-1] += b"%"
                continue
            quoted_percent.append(b"`" in match.group() or match.group().endswith(b"sQ"))
            parts.append(b"")
        parts[-1] += text[end:]
        segments = [part.decode() for part in parts]
        self.quoted = []
        for i, quoted in enumerate(quoted_percent):
            before, after = strip_end(segments[i]), strip_start(segments[i + 1])
            self.quoted.append(quoted or before != segments[i])
            segments[i], segments[i + 1] = before, after
        self.segments = segments
        self.merge_neighbours()
        if self.segments[-1].rstrip().endswith(":"):  # the program appends an argument
            self.segments.append("")
            self.quoted.append(False)

    def merge_neighbours(self):
        """Merges arguments that are adjacent or separated by punctuation only, such as the parts of a date or a name (`%s.%s`)."""
        i = 1
        while i < len(self.segments) - 1:
            if re.search(r"[\w\s]", self.segments[i]):
                i += 1
                continue
            del self.segments[i]
            self.quoted[i - 1] = self.quoted[i - 1] or self.quoted[i]
            del self.quoted[i]

    def has_rest_of_conversion(self):
        """Returns whether an argument is directly followed by one or two capital letters that are not a unit."""
        starts = [REST_OF_CONVERSION.match(segment) for segment in self.segments[1:]]
        return any(start and start.group() not in UNITS for start in starts)

    def key(self):
        return tuple(self.segments), tuple(self.quoted)


def weight(segment):
    """Returns the number of letters. Characters of scripts that write syllables or words count twice."""
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in LETTERS.findall(segment))


def strip_end(segment):
    bare = segment.rstrip(QUOTES)
    if bare != segment:
        return bare
    # French puts blanks between a quote and the argument: « %s ».
    bare = segment.rstrip(BLANKS)
    return bare.rstrip(QUOTES) if bare[-1:] in ("«", "‹", "„", "“") else segment


def strip_start(segment):
    bare = segment.lstrip(QUOTES)
    if bare != segment:
        return bare
    bare = segment.lstrip(BLANKS)
    return bare.lstrip(QUOTES) if bare[:1] in ("»", "›", "”") else segment


def is_sentence(message):
    """Returns whether a message of Postgres is a sentence. Details, hints and descriptions of settings are, primary messages are not
    (Postgres's style guide)."""
    first = message.split()[0] if message.split() else ""
    return message.rstrip().endswith(".") or (first[:1].isupper() and not first[1:2].isupper() and len(first) > 1)


def of_catalogue(path, sentences=False):
    """Yields the first line of each text in a compiled gettext catalogue, both original and translated."""
    with open(path, "rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    for original, translated in catalogue.items():
        original = original[0] if isinstance(original, tuple) else original
        if not original or (not sentences and is_sentence(original)):
            continue
        for text in (original, translated):
            yield text.strip("\n").split("\n")[0].encode()


def of_server_catalogue(path):
    """Yields the texts of an errmsg.sys. In MySQL's, those after `Parser saw` are omitted, because they are only logged."""
    with open(path, "rb") as file:
        for text in file.read().split(b"\0"):
            if text == b"Parser saw: %s":
                return
            if readable(text):
                yield text.split(b"\n")[0]


def of_program(path):
    """Yields the texts in a program or library: all printable strings that end with NUL."""
    with open(path, "rb") as file:
        for match in re.finditer(rb"[\x20-\x7e\n\r\t]{6,500}(?=\0)", file.read()):
            text = match.group().strip(b"\r\n")
            if b"\t" not in text and b" " in text.strip() and readable(text):
                yield text.split(b"\n")[0].rstrip(b"\r")


def readable(text):
    try:
        return len(LETTERS.findall(text.decode())) >= 3
    except UnicodeDecodeError:
        return False


def words_of_catalogue(path, words):
    with open(path, "rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    return [catalogue[word] for word in words if word in catalogue]


def of_system():
    """Yields the C library's texts for system errors, in English."""
    for text in {os.strerror(number) for number in range(1, 134)} | set(ADDRESS_ERRORS):
        yield text.encode()


def of_system_catalogue(path):
    """Yields the C library's texts for system errors, in the language of a catalogue."""
    for text in words_of_catalogue(path, {text.decode() for text in of_system()}):
        yield text.encode()
