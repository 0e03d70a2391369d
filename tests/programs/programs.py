"""Runs the programs of programs.txt bare and traced, and compares the results.

usage: programs.py BUILD [--short] [--table FILE] [PROGRAM…]

It compares standard output, standard error and the exit status, and the spans with the statements that the server counted. The
servers are those of DBSPAN_TEST_*_URL; PROGRAMS_PG_LOG and PROGRAMS_MYSQL_LOG are their logs of all statements. --table replaces the
rows between the markers in FILE.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "process"))

from sink import Sink  # noqa: E402

MARK = "<!-- programs -->"
SYSTEMS = {"postgresql": "pg", "redis": "redis", "mysql": "mysql", "mariadb": "mysql"}
# Calls of MySQL's C API that the server does not log as statements.
CALLS = {"CONNECT", "PING", "USE", "RESET CONNECTION", "CHANGE USER", "PREPARE", "LIST FIELDS", "STATISTICS", "PROCESS INFO", "REFRESH", "DEBUG",
         "SHUTDOWN", "SET OPTION"}
# Error codes of statements that Postgres refuses before it logs them.
REFUSED = ("42601", "26000", "42P05", "08P01")
PRELOADED = ("sdk/libdbspan_autosetup.so", "libdbspan.so")
DEADLINE = 600  # seconds; a program that takes longer hangs

Seen = collections.namedtuple("Seen", "status output errors state statements spans own")


class Program:
    """One line of programs.txt."""

    def __init__(self, line):
        words = line.split()
        self.name, self.server, packages = words[1:4]
        self.packages = packages.split(",")
        self.options = dict(word.split("=", 1) for word in words[4:])

    @property
    def quick(self):
        return "quick" in self.options.get("in", "")

    @property
    def version(self):
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", self.packages[0]], capture_output=True, text=True)
        return re.sub(r"^\d+:", "", shown.stdout).split("-")[0].split("+")[0] if shown.returncode == 0 else "not installed"

    def preload(self, build):
        libraries = [*PRELOADED, *(f"libdbspan_{one}.so" for one in self.options.get("newer", "").split(",") if one)]
        words = ["LD_PRELOAD=" + ":".join(str(build / one) for one in libraries)]
        return words + [f"LD_AUDIT={build}/libdbspan_audit.so"] if "audit" in self.options else words


def read_programs():
    lines = (HERE / "programs.txt").read_text().splitlines()
    return [Program(line) for line in lines if line.startswith("program ")]


def server_variables():
    """Returns environment variables with the addresses of the servers, for the scripts and for the clients' command-line programs."""
    pg, mysql, redis = (urllib.parse.urlsplit(os.environ[f"DBSPAN_TEST_{one}_URL"]) for one in ("PG", "MYSQL", "REDIS"))
    return {"PGHOST": pg.hostname, "PGPORT": str(pg.port), "PGUSER": pg.username, "PGDATABASE": pg.path[1:],
            "MYSQL_HOST": mysql.hostname, "MYSQL_TCP_PORT": str(mysql.port), "MYSQL_USER": mysql.username,
            "MYSQL_PASSWORD": mysql.password, "MYSQL_DATABASE": mysql.path[1:],
            "REDIS_HOST": redis.hostname, "REDIS_PORT": str(redis.port)}


class PgLog:
    """Counts the statements that the server logged, and those that it refused before logging them."""

    logged = re.compile(r"^[0-9A-Z]+:\d+:LOG:  (statement|execute [^:]*|fastpath function call): ")
    refused = re.compile(rf"^({'|'.join(REFUSED)}):\d+:ERROR:  ")

    def __init__(self):
        self.path = pathlib.Path(os.environ["PROGRAMS_PG_LOG"])

    def begin(self):
        self.size = self.path.stat().st_size

    def count(self):
        with self.path.open("rb") as log:
            log.seek(self.size)
            lines = log.read().decode(errors="replace").splitlines()
        return sum(1 for line in lines if self.logged.match(line) or self.refused.match(line))


class MySqlLog:
    logged = re.compile(r"\t *\d+ (Query|Execute)\t")

    def __init__(self):
        self.path = pathlib.Path(os.environ["PROGRAMS_MYSQL_LOG"])

    def begin(self):
        self.size = self.path.stat().st_size

    def count(self):
        with self.path.open("rb") as log:
            log.seek(self.size)
            lines = log.read().decode(errors="replace").splitlines()
        return sum(1 for line in lines if self.logged.search(line))


class RedisStatistics:
    def ask(self, *words):
        return subprocess.run(["redis-cli", "-p", urllib.parse.urlsplit(os.environ["DBSPAN_TEST_REDIS_URL"]).netloc.split(":")[1],
                               *words], capture_output=True, text=True, check=True).stdout

    def begin(self):
        self.ask("FLUSHALL")
        self.ask("CONFIG", "RESETSTAT")

    def count(self):
        calls = re.findall(r"^cmdstat_(\S+):calls=(\d+)", self.ask("INFO", "commandstats"), re.M)
        return sum(int(count) for name, count in calls if name != "config|resetstat")


def commands_of(span):
    attributes = {one["key"]: one["value"] for one in span.get("attributes", [])}
    system = SYSTEMS.get(attributes.get("db.system.name", {}).get("stringValue"))
    operation, code = (attributes.get(key, {}).get("stringValue") for key in ("db.operation.name", "db.response.status_code"))
    if system == "mysql" and operation in CALLS:
        return None, 0
    if system == "pg" and operation == "PREPARE" and code not in REFUSED:
        return None, 0  # the server logs executed statements only
    batch = attributes.get("db.operation.batch.size", {}).get("intValue", 1)
    return system, int(batch) if system == "redis" else 1


class Runner:
    def __init__(self, build):
        self.build = build
        self.servers = {"pg": PgLog(), "mysql": MySqlLog(), "redis": RedisStatistics()}

    def run(self, program, traced):
        with Sink() as sink, tempfile.TemporaryDirectory(prefix="dbspan-programs.") as directory:
            os.chmod(directory, 0o777)
            environment = {key: value for key, value in os.environ.items() if not key.startswith(("OTEL_", "DBSPAN_"))}
            environment.update(server_variables(), DIRECTORY=directory, HERE=str(HERE), LC_ALL="C.UTF-8", TRACED="env")
            if traced:
                environment["TRACED"] = " ".join(
                    ["env", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json", f"OTEL_EXPORTER_OTLP_ENDPOINT={sink.url}", "DBSPAN_TRANSACTION_SPANS=on",
                     "OTEL_BSP_SCHEDULE_DELAY=200", "DBSPAN_EXIT_TIMEOUT=60000", "OTEL_EXPORTER_OTLP_TIMEOUT=60000", f"DBSPAN_LOG={directory}/dbspan.log", *program.preload(self.build)])
            self.step(program, "prepare", environment, directory)
            for server in self.servers.values():
                server.begin()
            ran = self.step(program, "run", environment, directory)
            statements = {name: server.count() for name, server in self.servers.items()}
            state = self.step(program, "after", environment, directory)
            spans = collections.Counter()
            for span in sink.spans:
                system, commands = commands_of(span)
                spans[system] += commands
            log = pathlib.Path(directory, "dbspan.log")
            own = sorted(set(log.read_text().splitlines())) if log.is_file() else []
            return Seen(ran.returncode, blank(ran.stdout, directory), blank(ran.stderr, directory), state.stdout, statements, spans, own)

    def step(self, program, step, environment, directory):
        """Runs a function (prepare, run or after) of the program's script; each may be missing."""
        script = f"prepare() {{ :; }}; after() {{ :; }}; source {HERE}/{program.options.get('script', program.name)}.sh; set -u; {step}"
        try:
            return subprocess.run(["bash", "-c", script], env=environment, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, errors="replace", timeout=DEADLINE)
        except subprocess.TimeoutExpired as hung:
            return subprocess.CompletedProcess(hung.cmd, "hangs", str(hung.stdout), str(hung.stderr))


def blank(text, directory):
    """Replaces times and names of directories, which differ in every run."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", text.replace(directory, "DIRECTORY"))


def judge(program, bare, traced):
    """Returns a message about the first difference, or None."""
    if "says" in program.options and bare.status != int(program.options["says"]):
        return f"bare, it ended with {bare.status}: {bare.errors[-300:]!r}"
    if "says" not in program.options and bare.status != 0:
        return f"bare, it ended with {bare.status}: {bare.errors[-300:]!r} {bare.output[-200:]!r}"
    for field in ("status", "output", "errors", "state"):
        if getattr(bare, field) != getattr(traced, field):
            return f"{field} is {getattr(traced, field)!r:.400}, bare {getattr(bare, field)!r:.400}"
    counted, spans = traced.statements[program.server], traced.spans[program.server]
    if counted == 0 or counted != bare.statements[program.server]:
        return f"the server counted {counted} statements, bare {bare.statements[program.server]}"
    missed = int(program.options.get("past", 0))  # sent without the client library, according to programs.txt
    if spans + missed != counted:
        return f"{spans} spans, {counted} statements {traced.own}"
    return None


def row(program, traced):
    client = program.options.get("client", {"pg": "libpq", "mysql": "MariaDB's C API", "redis": "hiredis"}[program.server])
    form = "audited" if "audit" in program.options else "preloaded"
    proved = "CI" if program.quick else "`./run programs`"
    note = program.options.get("note", "").replace("~", " ")
    return (f"| {program.name.replace('_', ' ')} | {program.version} | {client.replace('~', ' ')} | {form} | {traced.statements[program.server]} "
            f"| {traced.spans[program.server]} | {proved} | {note} |")


def write_table(path, rows):
    before, _, rest = path.read_text().partition(MARK)
    _, _, after = rest.partition(MARK)
    head = ["| program | version | client | form | statements | spans | proved by | |", "|---|---|---|---|---|---|---|---|"]
    path.write_text("\n".join([before + MARK, *head, *rows, MARK + after]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--packages", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    programs = [one for one in read_programs() if (one.name in options.names if options.names else one.quick or not options.short)]
    if options.packages:
        print("\n".join(sorted({package for one in programs for package in one.packages})))
        return 0
    runner, rows, failures = Runner(options.build.resolve()), [], 0
    print(f"{'program':<24}{'version':<14}{'statements':<12}{'spans':<8}")
    for program in programs:
        bare, traced = runner.run(program, traced=False), runner.run(program, traced=True)
        wrong = judge(program, bare, traced)
        failures += wrong is not None
        print(f"{program.name:<24}{program.version:<14}{traced.statements[program.server]:<12}{traced.spans[program.server]:<8}"
              f"{'same' if wrong is None else 'FAILED: ' + wrong}", flush=True)
        if wrong is None:
            rows.append(row(program, traced))
    if options.table and not failures:
        write_table(options.table, rows)
    print(f"{len(programs) - failures} passed, {failures} failed")
    return 1 if failures or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
