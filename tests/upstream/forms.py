"""Runs a client's own tests bare and through dbspan, and compares the results and the numbers of statements (./run upstream-…).

usage: forms.py hiredis|libpqxx|connector DIRECTORY VERSION RELEASE [LOG]

DIRECTORY has the client's source, and in dbspan/ a build of dbspan with the test programs. LOG is the server's log of all statements. The server
is that in DBSPAN_TEST_*_URL. A test that fails because of this machine also fails bare, so only the lists of results must be equal. Prints a
table of the forms, and exits with 1 if a form behaves differently or statements have no span.
"""
import os
import pathlib
import re
import subprocess
import sys
from urllib.parse import urlsplit

CLIENT, DIRECTORY, VERSION, RELEASE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
LOG = pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 else None
PROGRAMS = DIRECTORY / "dbspan/tests/upstream"


def run(program, arguments, directory, counts, log, seconds=600):
    """Appends the output of a program to a log, and returns its status. The program writes the counts of its spans to a file."""
    counts.unlink(missing_ok=True)
    switches = {"DBSPAN_SPAN_COUNT": str(counts), "DBSPAN_TRANSACTION_SPANS": "on"}
    if CLIENT == "connector":
        switches["DBSPAN_CONNECT_SPANS"] = "on"
    with open(log, "ab") as out:
        return subprocess.run(["timeout", str(seconds), str(program), *arguments], cwd=directory, env={**os.environ, **switches},
                              stdin=subprocess.DEVNULL, stdout=out, stderr=out).returncode


def text_of(path, offset=0):
    with open(path, "rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def counts_of(files, word):
    """Yields the rest of every line of the counts that begins with the word."""
    for file in files:
        for line in text_of(file).splitlines() if file.exists() else ():
            first, *rest = line.split(" ")
            if first == word:
                yield rest


def show(widths, *values):
    print("".join(f"{value!s:<{width}}" for width, value in zip(widths, values)).rstrip())


def same(bare, traced, form):
    for verdict in sorted(set(bare) ^ set(traced)):
        print(f"{form}: {'only bare' if verdict in bare else 'only traced'}: {verdict}")
    return bare == traced


def redis_cli(*arguments):
    port = str(urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"]).port)
    return subprocess.run(["redis-cli", "-p", port, *arguments], text=True, stdout=subprocess.PIPE, check=True).stdout


def hiredis():
    """Every command that the server counted has a span. hiredis 0.14's test.c writes two commands to the socket itself."""
    source, widths, good = DIRECTORY / "hiredis", (11, 9, 13, 8, 8, 10, 8), True
    socket = redis_cli("CONFIG", "GET", "unixsocket").split()[1]
    past_hiredis = 2 if "write(c->fd" in text_of(source / "test.c") else 0
    show(widths, "hiredis", "from", "form", "passed", "failed", "commands", "in spans")
    bare = None
    for form in ("bare", "swapped", "symbols"):
        counts, log = DIRECTORY / f"spans-{form}", DIRECTORY / f"test-{form}.log"
        log.unlink(missing_ok=True)
        redis_cli("CONFIG", "RESETSTAT")
        address = ["-h", "127.0.0.1", "-p", str(urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"]).port), "-s", socket]
        status = run(PROGRAMS / f"hiredis_test_{form}", address, source, counts, log, 120)
        verdicts = re.findall(r"^#\d+ .*(?:PASSED|FAILED|SKIPPED)", text_of(log), re.M)
        # Excludes the commands that redis-cli sent itself.
        commands = sum(int(calls) for name, calls in re.findall(r"^cmdstat_([^:]*):calls=(\d+)", redis_cli("INFO", "commandstats"), re.M)
                       if name != "config|resetstat")
        in_spans = sum(int(rest[0]) for rest in counts_of([counts], "commands"))
        failed = sum(verdict.endswith("FAILED") for verdict in verdicts)
        if status != 0:
            print(f"{form}: the test program ended with status {status}")
        show(widths, VERSION, RELEASE, form, sum(verdict.endswith("PASSED") for verdict in verdicts), failed, commands,
             "-" if form == "bare" else in_spans)
        if form == "bare":
            bare = verdicts, commands
            good = bool(verdicts)
        else:
            # If a client closes its connection right after its last command, the server may not execute that command. It then counts one
            # less than bare.
            good = same(bare[0], verdicts, form) and in_spans + past_hiredis in (commands, bare[1]) and good
    return good


def statements_of_postgres(log):
    """Returns the number of statements that the server logged, plus those that it refused before logging them: texts that it could not parse,
    prepared statements that were unknown, existed already or got the wrong number of values, and fast-path calls in a failed transaction."""
    count, called = 0, False
    for line in log.split("\n"):
        count += bool(re.match(r"[0-9A-Z]+:\d+:LOG:  (statement|execute [^:]*|fastpath function call): ", line))
        count += bool(re.match(r"(42601|26000|42P05|08P01):\d+:ERROR:  ", line))
        count += called and ":STATEMENT:  " not in line
        called = bool(re.match(r"25P02:\d+:ERROR:  ", line))
    return count


def libpqxx():
    """With the objects of libpq there are exactly as many spans as statements."""
    widths, good = (9, 10, 10, 7, 8, 8, 12, 8), True
    show(widths, "libpqxx", "from", "form", "files", "passed", "failed", "statements", "spans")
    for form in ("bare", "libpq", "explicit"):
        log, before, status, counts = DIRECTORY / f"test-{form}.log", LOG.stat().st_size, 0, []
        log.unlink(missing_ok=True)
        for program in sorted(PROGRAMS.glob(f"pqxx_*_{form}")):
            counts.append(DIRECTORY / f"spans-{program.name}")
            # The program may leave files in its working directory.
            status = run(program, [], DIRECTORY, counts[-1], log) or status
        output, server = text_of(log), text_of(LOG, before)
        (DIRECTORY / f"server-{form}.log").write_text(server)
        spans = sum(int(rest[0]) for rest in counts_of(counts, "spans"))
        # The log has a line per test; from libpqxx 8 on it has the number of tests instead.
        failed = len(re.findall("^.*FAILED", output, re.M)) + sum(map(int, re.findall(r"^\*\*\* (\d+) test.s. failed", output, re.M)))
        ran = len(re.findall(r"^(?:Running|  *test)", output, re.M)) + sum(map(int, re.findall(r"^Ran (\d+) tests?\.$", output, re.M)))
        # The bare form and the libpq form share their objects.
        suffix = "_explicit" if form == "explicit" else ""
        files = sum(bool(re.search(rf"/pqxx_(test|unit){suffix}\.dir/", str(file))) for file in PROGRAMS.rglob("*.o"))
        statements = statements_of_postgres(server)
        if status != 0:
            print(f"{form}: the test program ended with status {status}")
        show(widths, VERSION, RELEASE, form, files, ran - failed, failed, statements, "-" if form == "bare" else spans)
        good = good and status == 0 and ran > 0 and (form != "libpq" or spans == statements)
    return good


def connector():
    """Every statement of the server's log has a span."""
    widths, good, bare = (12, 9, 8, 8, 12, 9, 21), True, None
    address = "tcp://" + os.environ["DBSPAN_TEST_MYSQL_URL"].rsplit("@", 1)[1].split("/")[0]
    show(widths, "connector", "form", "passed", "failed", "statements", "in spans", "spans of nothing sent")
    for form in ("bare", "capi", "header"):
        log, before, counts, verdicts = DIRECTORY / f"test-{form}.log", LOG.stat().st_size, [], []
        log.unlink(missing_ok=True)
        for program in sorted(PROGRAMS.glob(f"mysqlcppconn_*_{form}")):
            counts.append(DIRECTORY / f"spans-{program.name}")
            # The ported tests read a file in their directory.
            status = run(program, [address, "dbspan", "dbspan-password", "test"],
                         DIRECTORY / "mysql-connector-c++/test/CJUnitTestsPort", counts[-1], log)
            verdicts.append(f"exit status of {program.name.rsplit('_', 1)[0]}: {status}")
        output, server = text_of(log), text_of(LOG, before)
        (DIRECTORY / f"server-{form}.log").write_text(server)
        verdicts += re.findall(r"^(?:not )?ok \d+ - [A-Za-z0-9_:]+", output, re.M)
        statements = len(re.findall(r"^.*\t *\d+ (?:Query|Execute)\t", server, re.M))
        in_spans = unsent = "-"
        if form == "bare":
            bare = verdicts
            good = len(verdicts) > len(counts)
        else:
            # A span PREPARE is a statement that the server refused to prepare, so it was never executed.
            in_spans = sum(int(rest[0]) for rest in counts_of(counts, "spans"))
            in_spans -= sum(int(rest[-1]) for rest in counts_of(counts, "operation") if rest[0] in ("CONNECT", "PING", "PREPARE"))
            errors = [(rest[0], int(rest[1])) for rest in counts_of(counts, "status")]
            # Error 2014: the client library refused to send the statement, because another result must be read first.
            unsent = sum(number for code, number in errors if code == "2014")
            # Two statements never arrive, because their connection was killed, and two others arrive as part of connecting
            # (MYSQL_INIT_COMMAND), so the difference is 0. MySQL does not log statements that its parser refuses. Some of these were refused at
            # PREPARE and are not counted in in_spans.
            unlogged = 0 if RELEASE == "mariadb" else sum(number for code, number in errors if code in ("1064", "1103", "1221", "1818"))
            good = same(bare, verdicts, form) and 0 <= in_spans - unsent - statements <= unlogged and good
        passed = sum(verdict.startswith("ok") for verdict in verdicts)
        failed = sum(verdict.startswith("not ok") for verdict in verdicts)
        show(widths, VERSION, form, passed, failed, statements, in_spans, unsent)
    return good


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(0 if {"hiredis": hiredis, "libpqxx": libpqxx, "connector": connector}[CLIENT]() else 1)
