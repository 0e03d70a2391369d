#!/usr/bin/python3
"""compare_summaries.py ANALYZER DIRECTORY [--list]: compares summaries with Postgres's own parser.

Reads all statements that the parser accepts from the .sql files below DIRECTORY (Postgres's regression tests:
src/test/regress/sql of its source package). Compares the verbs and tables of each parse tree with the summary
that ANALYZER (tests/fuzz/analyze_statements) writes. Prints the share of statements that agree and, with --list,
all others. Fails below 99.9 per cent. Not part of any build: needs Debian's python3-pglast.
"""
import collections
import pathlib
import re
import subprocess
import sys

import pglast
from pglast import ast, enums

LEAST = 0.999
TOKEN = re.compile(r"""
  --[^\n]*|/\*.*?\*/|(?:\b[eE])'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"
  |\$([A-Za-z_][A-Za-z_0-9]*)?\$.*?\$\1\$|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*|.""", re.S | re.X)


def statements_of(text):
    """Splits a psql script into statements. Drops psql's own commands and the rows of COPY."""
    lines, rows = [], False
    for line in text.split("\n"):
        if rows:
            rows = line != "\\."
            continue
        line = re.sub(r"\\g\w*.*$", ";", line)
        if line.lstrip().startswith("\\"):
            continue
        lines.append(line)
        rows = bool(re.search(r"^\s*copy\b.*\bfrom\s+stdin\b.*;\s*$", line, re.I))
    depth = atomic = begin = 0
    for match in TOKEN.finditer("\n".join(lines)):
        word = match.group(0)
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif word.lower() == "atomic":
            atomic = 1
        elif atomic and word.lower() in ("case", "end"):
            atomic += 1 if word.lower() == "case" else -1
        elif word == ";" and depth == 0 and not atomic:
            yield match.string[begin:match.start()].strip()
            begin = match.end()


def name_of(*parts):
    return ".".join(part for part in parts if part)


def table_of(relation):
    return name_of(relation.catalogname, relation.schemaname, relation.relname)


def text_of(names):
    return ".".join(name.sval for name in names)


class Expected:
    """Verbs and tables of one statement according to its parse tree."""

    def __init__(self, statement, first_word):
        self.verbs = collections.Counter()
        self.tables = collections.Counter()
        self.functions = collections.Counter()
        self.known = True  # False if the script cannot tell the tables
        self.extra = False  # True if the statement has functions with a syntax of their own
        self.statement(statement, first_word)

    def statement(self, node, first_word):
        if isinstance(node, (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt)):
            if isinstance(node, ast.SelectStmt) and node.valuesLists:
                self.verbs["VALUES"] += 1
            return self.walk(node, [])
        self.verbs[first_word] += 1
        kind = type(node).__name__
        if kind == "ExplainStmt":
            inner = node.query
            word = {"CreateTableAsStmt": "CREATE", "DeclareCursorStmt": "DECLARE", "ExecuteStmt": "EXECUTE"}
            return self.statement(inner, word.get(type(inner).__name__, ""))
        named = {
            "CreateStmt": lambda: [table_of(node.relation)],
            "CreateForeignTableStmt": lambda: [table_of(node.base.relation)],
            "CreateTableAsStmt": lambda: [table_of(node.into.rel)],
            "ViewStmt": lambda: [table_of(node.view)],
            "IndexStmt": lambda: [node.idxname or table_of(node.relation)],
            "TruncateStmt": lambda: map(table_of, node.relations),
            "LockStmt": lambda: map(table_of, node.relations),
            "VacuumStmt": lambda: [table_of(one.relation) for one in node.rels or ()],
            "CopyStmt": lambda: [table_of(node.relation)] if node.relation else [],
            "AlterTableStmt": lambda: [table_of(node.relation)],
            "RefreshMatViewStmt": lambda: [table_of(node.relation)],
            "ReindexStmt": lambda: [table_of(node.relation) if node.relation else node.name],
            "ClusterStmt": lambda: [table_of(node.relation)] if node.relation else [],
            "CreateSeqStmt": lambda: [table_of(node.sequence)],
            "AlterSeqStmt": lambda: [table_of(node.sequence)],
            "CreateTrigStmt": lambda: [node.trigname],
            "RuleStmt": lambda: [node.rulename],
            "CreateFunctionStmt": lambda: [text_of(node.funcname)],
            "PrepareStmt": lambda: [node.name],
            "ExecuteStmt": lambda: [node.name],
            "CallStmt": lambda: [text_of(node.funccall.funcname)],
            "CreateEnumStmt": lambda: [text_of(node.typeName)],
            "CreateRangeStmt": lambda: [text_of(node.typeName)],
            "CreateDomainStmt": lambda: [text_of(node.domainname)],
            "CompositeTypeStmt": lambda: [table_of(node.typevar)],
            "CreateEventTrigStmt": lambda: [node.trigname],
            "DropStmt": lambda: self.dropped(node),
            "DeclareCursorStmt": lambda: [],
        }.get(kind)
        if named is None:
            self.known = False
        else:
            self.tables.update(named())
        quiet = ("RuleStmt", "CreateFunctionStmt", "CreateTrigStmt")
        if kind not in quiet:
            for name in node:
                self.walk(getattr(node, name), [], direct=kind)

    def dropped(self, node):
        plain = {"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_INDEX", "OBJECT_SEQUENCE",
                 "OBJECT_FOREIGN_TABLE"}
        if enums.ObjectType(node.removeType).name not in plain:
            self.known = False
            return []
        return [text_of(one) for one in node.objects]

    def walk(self, node, scope, direct=None):
        """Adds the tables and verbs below a node; `scope` has the names of common table expressions."""
        if isinstance(node, (list, tuple)):
            for one in node:
                self.walk(one, scope, direct)
            return
        if not isinstance(node, ast.Node):
            return
        if isinstance(node, (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt)):
            return self.query(node, scope)
        if isinstance(node, ast.RangeVar):
            # The targets of definitions are counted already. Names of common table expressions are not
            # tables.
            if direct is None and not (node.schemaname is None and node.relname in scope):
                self.tables[table_of(node)] += 1
            return
        if isinstance(node, ast.MultiAssignRef) and node.colno > 1:
            return  # (a, b) = (SELECT …): every column contains the whole query; count it once
        if isinstance(node, ast.RangeTableFunc):
            self.functions["xmltable"] += 1
        if isinstance(node, ast.RangeFunction):
            for function in node.functions:
                call = function[0]
                if not isinstance(call, ast.FuncCall):
                    self.extra = True
                else:
                    self.functions[text_of(call.funcname)] += 1
                    self.functions[call.funcname[-1].sval] += 1
        for name in node:
            self.walk(getattr(node, name), scope, direct)

    def query(self, node, scope):
        clause = node.withClause
        if clause is not None:
            inner = list(scope)
            if clause.recursive:
                inner += [cte.ctename for cte in clause.ctes]
            for cte in clause.ctes:
                self.walk(cte.ctequery, inner)
                if not clause.recursive:
                    inner = inner + [cte.ctename]
            scope = inner
        target = None
        if isinstance(node, ast.SelectStmt):
            if node.op == enums.SetOperation.SETOP_NONE and not node.valuesLists:
                self.verbs["SELECT"] += 1
            if node.intoClause is not None:
                self.tables[table_of(node.intoClause.rel)] += 1
        else:
            self.verbs[type(node).__name__[:-4].upper()] += 1
            target = node.relation
            self.tables[table_of(target)] += 1
        for name in node:
            if name in ("withClause", "intoClause", "relation", "lockingClause"):
                continue
            self.walk(getattr(node, name), scope)


OBJECTS = set("""TABLE VIEW INDEX SEQUENCE SCHEMA DATABASE FUNCTION PROCEDURE TRIGGER TYPE ROLE EXTENSION DOMAIN
EVENT TABLESPACE POLICY RULE AGGREGATE PUBLICATION SUBSCRIPTION MATERIALIZED SYSTEM""".split())
NAME = re.compile(r'(?:[uU]&)?"(?:[^"]|"")*"|[^\s".]+|\.|\s+')


def words_of(summary):
    """Returns the words of a summary as the parser writes names: in lower case and without quotes."""
    words, current = [], ""
    for match in NAME.finditer(summary.replace(";", " ")):
        piece = match.group(0)
        if piece.isspace():
            words.append(current)
            current = ""
        elif piece.endswith('"'):
            current += piece[piece.index('"') + 1:-1].replace('""', '"')
        else:
            current += piece if piece == "." else piece.lower()
    words.append(current)
    return [word[:63] if "." not in word else word for word in words if word]


def agrees(statement, summary):
    match = re.match(r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)", statement.text, re.S)
    expected = Expected(statement.tree, match.group(1).upper() if match else "")
    words = collections.Counter(words_of(summary))
    utility = not isinstance(statement.tree, (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt,
                                              ast.MergeStmt))
    verbs = collections.Counter(expected.verbs)
    for verb, count in list(verbs.items()):
        words_of_verb = [verb.lower()] + (["table"] if verb == "SELECT" else [])
        for word in words_of_verb:
            taken = min(count, words[word])
            words[word] -= taken
            count -= taken
        if count:
            return len(summary) > 200
    tables = collections.Counter({name[:63] if "." not in name else name: count
                                  for name, count in expected.tables.items()})
    if len(summary) > 200:  # the summary was cut
        return True
    missing = tables - words
    if expected.known and missing:
        return False
    rest = words - tables
    for name, count in expected.functions.items():
        rest[name.lower()] -= count
    if utility:
        for word in OBJECTS | {"analyze"}:
            rest[word.lower()] = 0
    return not expected.known or expected.extra or not +rest


Statement = collections.namedtuple("Statement", "text tree")


def main():
    analyzer, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    statements = []
    for path in sorted(directory.rglob("*.sql")):
        for text in statements_of(path.read_text(encoding="utf-8", errors="replace")):
            try:
                parsed = pglast.parse_sql(text)
            except Exception:  # contains psql variables, or a deliberate error
                continue
            if len(parsed) == 1 and "\0" not in text:
                statements.append(Statement(text, parsed[0].stmt))
    given = "".join(one.text + "\0" for one in statements).encode()
    written = subprocess.run([analyzer, "postgresql"], input=given, stdout=subprocess.PIPE, check=True).stdout
    summaries = written.decode(errors="replace").split("\0")[1::2]
    assert len(summaries) == len(statements)
    different = [(one.text, summary) for one, summary in zip(statements, summaries) if not agrees(one, summary)]
    if "--list" in sys.argv:
        for text, summary in different:
            print(f"{text}\n  => {summary}\n")
    share = 1 - len(different) / max(1, len(statements))
    print(f"{len(statements)} statements, {len(different)} differ: {share:.4%} agree")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
