"""Makes core/span/error_template_table.inc: make.py OUTPUT DIRECTORY…

Every directory contains an unpacked package. See tools/error-templates.sh.
"""

import os
import re
import sys

import table
import templates
from templates import Template

SENTENCES = ("libpq", "plpgsql", "plperl", "plpython", "pltcl")
# Programs and libraries whose messages reach a client.
PROGRAMS = re.compile(
    r"^(redis-check-rdb|valkey-check-rdb|redisearch\.so|"
    r"lib(mariadb|mysqlclient|pqxx|mysqlcppconn8?|hiredis)(-[\d.]+)?\.so[.\d]*)$")
POSTGRES_MODULE = re.compile(r"/lib/postgresql/\d+/lib/[^/]+\.so$")
# Messages of Postgres that appear as arguments of other messages, and are a single word in some languages: Syntaxfehler.
ARGUMENTS = ("syntax error",)
SEVERITIES = ("ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "LOG", "INFO", "DEBUG")


class Found:
    def __init__(self):
        self.templates = {}
        self.leads = set(SEVERITIES)
        self.words = set()
        self.refused = set()

    def add(self, text):
        try:
            template = Template(text)
        except UnicodeDecodeError:
            return
        if template.has_rest_of_conversion():
            self.refused.add(text)
            return
        self.templates.setdefault(template.key(), template)

    def add_catalogue(self, path):
        name = os.path.basename(path)
        for text in templates.of_catalogue(path, name.startswith(SENTENCES)):
            self.add(text)
        self.leads |= set(templates.words_of_catalogue(path, SEVERITIES))
        self.words |= set(templates.words_of_catalogue(path, ARGUMENTS))

    def add_program(self, path):
        for text in templates.of_program(path):
            lead, rest = split_lead(text)
            if lead:
                self.leads.add(lead)
            self.add(rest)


def split_lead(text):
    """Returns the upper-case word with which Redis begins an error reply, and the rest; the word may be empty."""
    match = re.match(rb"-([A-Z][A-Z0-9_]+) (.*)", text) or re.match(rb"(ERR|WRONGTYPE|NOPERM|BUSYGROUP|NOGROUP|UNKILLABLE) (.*)", text)
    return (match.group(1).decode(), match.group(2)) if match else ("", text.lstrip(b"-"))


def add_package(found, directory):
    for folder, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            if re.match(r"(postgres|libpq5?|plpgsql|plperl|plpython|pltcl)[-\d]*\.mo$", name):
                found.add_catalogue(path)
            elif name == "errmsg.sys":
                for text in templates.of_server_catalogue(path):
                    found.add(text)
            elif name == "libc.mo":
                for text in templates.of_system_catalogue(path):
                    found.add(text)
            elif PROGRAMS.match(name) or POSTGRES_MODULE.search(path):
                found.add_program(path)


def main():
    output, directories = sys.argv[1], sys.argv[2:]
    found = Found()
    for directory in directories:
        add_package(found, directory)
    with open(os.path.join(os.path.dirname(__file__), "more.txt"), encoding="utf-8") as file:
        for line in file:
            lead, rest = split_lead(line.strip().encode())
            if lead:
                found.leads.add(lead)
            if rest and not line.startswith("#"):
                found.add(rest)
    for text in templates.of_system():
        found.add(text)
    for text in sorted(found.refused):
        print(f"refused, a letter is stuck to an argument: {text.decode()}", file=sys.stderr)
    table.write(found.templates, found.leads, found.words, output, sorted(os.path.basename(os.path.normpath(each)) for each in directories))


main()
