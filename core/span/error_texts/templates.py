"""The fixed texts of error messages, read from the packages of servers and client libraries.

A template is what is fixed in a message: a list of segments, between which the message has arguments. Quotes that touch an
argument belong to the argument, whatever language they are of.
"""

import gettext
import os
import re

# printf as Postgres, MariaDB and MySQL use it: %s, %-.192s, %2$s, %`s (quoted by the server), %M (an errno with its text), %T (cut
# short). The catalogues of newer MariaDBs have suffixes instead: %sQ (quoted), %sB (bytes), %sT (cut short), %sS (plain: what
# follows is no suffix), %iE (an errno with its text). See MariaDB's include/mysql/service_my_snprintf.h.
CONVERSION = re.compile(
    rb"%(?:\d+\$)?[-+ #0'`]*(?:\*(?:\d+\$)?|\d+)?(?:\.(?:\*(?:\d+\$)?|\d+))?(?:hh|h|ll|l|z|j|t|L|q|I64)?"
    rb"(?:s[BQST]?|iE?|[douxXeEfFgGaAcCSpmMT])|%%")
QUOTES = "'\"`´«»‹›„“”‟‘’‚「」『』《》〈〉＂＇"
BLANKS = " \u00a0\u202f"
# getaddrinfo(3), as the C library words it.
ADDRESS_ERRORS = ("Name or service not known", "Temporary failure in name resolution", "Non-recoverable failure in name resolution",
                  "No address associated with hostname", "Address family for hostname not supported", "Bad value for ai_flags",
                  "ai_family not supported", "ai_socktype not supported", "Servname not supported for ai_socktype",
                  "Memory allocation failure", "System error")
LETTERS = re.compile(r"[^\W\d_]")
# A conversion that CONVERSION knows in part only leaves its end in the text, which then looks fixed: the end of a value would be
# taken for it.
REST_OF_CONVERSION = re.compile(r"[A-Z]{1,2}(?![^\W\d])")
UNITS = ("K", "M", "G", "KB", "MB", "GB")


class Template:
    """`quoted[i]` tells whether the argument behind `segments[i]` stands in quotes."""

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
        if self.segments[-1].rstrip().endswith(":"):  # something is appended
            self.segments.append("")
            self.quoted.append(False)

    def merge_neighbours(self):
        """Two arguments with nothing between them are one, and so are the parts of a date or a name (`%s.%s`)."""
        i = 1
        while i < len(self.segments) - 1:
            if re.search(r"[\w\s]", self.segments[i]):
                i += 1
                continue
            del self.segments[i]
            self.quoted[i - 1] = self.quoted[i - 1] or self.quoted[i]
            del self.quoted[i]

    def has_rest_of_conversion(self):
        """Tells whether one or two capitals that are no unit are stuck to the end of an argument."""
        starts = [REST_OF_CONVERSION.match(segment) for segment in self.segments[1:]]
        return any(start and start.group() not in UNITS for start in starts)

    def key(self):
        return tuple(self.segments), tuple(self.quoted)


def weight(segment):
    """Returns the number of letters; a letter of a script whose letters are syllables or words counts twice."""
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in LETTERS.findall(segment))


def strip_end(segment):
    bare = segment.rstrip(QUOTES)
    if bare != segment:
        return bare
    # French: « %s »
    bare = segment.rstrip(BLANKS)
    return bare.rstrip(QUOTES) if bare[-1:] in ("«", "‹", "„", "“") else segment


def strip_start(segment):
    bare = segment.lstrip(QUOTES)
    if bare != segment:
        return bare
    bare = segment.lstrip(BLANKS)
    return bare.lstrip(QUOTES) if bare[:1] in ("»", "›", "”") else segment


def is_sentence(message):
    """Details, hints and descriptions of settings are whole sentences; primary messages are not (Postgres's style guide)."""
    first = message.split()[0] if message.split() else ""
    return message.rstrip().endswith(".") or (first[:1].isupper() and not first[1:2].isupper() and len(first) > 1)


def of_catalogue(path, sentences=False):
    """Yields the texts of a compiled gettext catalogue, the originals too. The first line counts."""
    with open(path, "rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    for original, translated in catalogue.items():
        original = original[0] if isinstance(original, tuple) else original
        if not original or (not sentences and is_sentence(original)):
            continue
        for text in (original, translated):
            yield text.strip("\n").split("\n")[0].encode()


def of_server_catalogue(path):
    """Yields the texts of an errmsg.sys. Those of MySQL from `Parser saw` on go to its log only."""
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
    """Yields the C library's texts for the errors of the system."""
    for text in {os.strerror(number) for number in range(1, 134)} | set(ADDRESS_ERRORS):
        yield text.encode()


def of_system_catalogue(path):
    """Yields the C library's texts for the errors of the system in the language of a catalogue."""
    for text in words_of_catalogue(path, {text.decode() for text in of_system()}):
        yield text.encode()
