#!/usr/bin/env python3
"""Tests the reports of `dbspan run` about programs whose calls are not traced, or only in part.

usage: untraced.py DBSPAN [CASE…]   (DBSPAN_TEST_PG_URL is the address of the server)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from cases import case, check, lives_long_enough, run_cases

DBSPAN = os.path.abspath(sys.argv[1])
PG = os.environ["DBSPAN_TEST_PG_URL"]
PSQL = os.path.realpath(f"/usr/lib/postgresql/{sorted(os.listdir('/usr/lib/postgresql'))[-1]}/bin/psql")
PYTHON = "/usr/bin/python3"  # has Debian's modules
# Stands for a program that is linked with libpq.a, which needs libraries that Debian does not have as archives.
CLIENT_INSIDE = """
void* PQconnectdb(const char* where) { return (void*)where; }
void* PQexec(void* connection, const char* statement) { return connection; }
int main(void) { return PQexec(PQconnectdb("here"), "SELECT 1") == 0; }
"""


def report_of(*command, **environment):
    """Runs a program, which must succeed, under `dbspan run` and returns its standard error in one line."""
    done = subprocess.run([DBSPAN, "run", "--", *command], capture_output=True, text=True, timeout=300, env=dict(os.environ, LC_ALL="C.UTF-8", **environment))
    check(done.returncode == 0, done)
    return " ".join(done.stderr.split())


def compile_c(source, program, *options):
    done = subprocess.run(["cc", "-x", "c", "-", "-x", "none", "-o", program, *options], input=source, capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)


@case
def libpq_inside_the_program():
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "report")
        compile_c(CLIENT_INSIDE, program)
        text = report_of(program)
    check("no database or cache call was seen" in text, text)
    check(re.search(r"report(?: \(\d+\) has a client inside)?: libpq is inside the program \(PQexec is defined in it\); a preload cannot stand in front of it → link dbspan::libpq with it", text), text)


@case
def a_client_inside_a_program_that_ends_at_once():
    """It notes that itself when it begins, so that dbspan need not see it while it runs."""
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "report")
        compile_c(CLIENT_INSIDE, program, "-rdynamic")
        for script in ('"$0"; exit 0', 'psql "$1" -qAtc "SELECT 1"; "$0"; "$0"; exit 0'):
            text = report_of("sh", "-c", script, program, PG)
            check(re.search(r"report \(\d+(?: and 1 other)?\) has a client inside: libpq is inside the program", text), text)
            check(("no database or cache call was seen" if "psql" not in script else "this report shows only a part of the calls") in text, text)


@case
def programs_that_cannot_be_preloaded_are_a_warning_only_if_they_have_a_client():
    """A program of Go or a static one among others is usually none that uses a database."""
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "report")
        lives = "#include <stdlib.h>\n#include <unistd.h>\nint main(int count, char** arguments) { usleep((unsigned)(1e6 * atof(arguments[count - 1]))); return 0; }"
        with_client = CLIENT_INSIDE.partition("int main")[0] + lives
        for source, warns in ((lives, False), (with_client, True)):
            compile_c(source, program, "-static")
            command = ["sh", "-c", 'psql "$1" -qAtc "SELECT 1"; "$0" "$2"; exit 0', program, PG]
            text = lives_long_enough(lambda seconds: report_of(*command, str(seconds)), lambda text: "is linked statically" in text)
            check("is linked statically: there is no dynamic linker that could preload anything" in text, text)
            check(("only a part of the calls" in text) == warns, text)


@case
def a_set_user_id_program():
    if os.getuid() != 0:
        return  # only root may change the owner of a file
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        program = os.path.join(directory, "psql")
        shutil.copy(PSQL, program)
        os.chown(program, 65534, 65534)
        os.chmod(program, 0o4755)
        text = report_of(program, PG, "-qAtc", "SELECT 1", PGPASSFILE="/dev/null")
    check("no database or cache call was seen" in text, text)
    check("is set-user-ID: the dynamic linker ignores LD_PRELOAD" in text, text)


@case
def symbols_taken_by_dlsym():
    program = "import psycopg, sys, time; print(psycopg.connect('%s').execute('SELECT 1').fetchone()); time.sleep(float(sys.argv[1]))" % PG
    text = lives_long_enough(lambda seconds: report_of(PYTHON, "-c", program, str(seconds), PSYCOPG_IMPL="python"), lambda text: "takes its functions by dlsym" in text)
    check("no database or cache call was seen" in text, text)
    # Python starts ldconfig; its fork, which has libpq, may be seen before it executes it.
    check(re.search(r"python3\S* \(\d+(?: and 1 other)?\) loads libpq\.so\.5\S*, and takes its functions by dlsym \(Python's ctypes; psycopg 3 without its C part\) → dbspan run --audit", text), text)


def pg_variables():
    url = urlsplit(PG)
    return {"PGHOST": url.hostname, "PGPORT": str(url.port), "PGUSER": url.username, "PGPASSWORD": url.password or "", "PGDATABASE": url.path[1:]}


@case
def php_is_half_traced():
    script = "psql -qtc 'SELECT 1'; php -r '$c = pg_connect(\"\"); pg_query($c, \"SELECT 1\"); usleep(1000000 * '$0');'"
    text = lives_long_enough(lambda seconds: report_of("sh", "-c", script, str(seconds), **pg_variables()), lambda text: "calls it directly" in text)
    check("1 operation," in text and "this report shows only a part of the calls:" in text, text)
    check(re.search(r"php[\d.]* \(\d+\) loads libpq\.so\.5\S*, but \S*pgsql\.so calls it directly \(opened with RTLD_DEEPBIND", text), text)
    check(text.index("only a part") < text.index("statements by total time"), "above the report")


@case
def a_go_program():
    check(shutil.which("gron"), "gron, a small program in Go, is not installed")
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("{}")
        file.flush()
        text = report_of("gron", file.name)
    check("is a Go program: those speak the databases' protocols themselves" in text, text)


# A client with structures for which dbspan was not built: `type` is not the first member of a reply.
UNKNOWN_HIREDIS = """
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
struct reply { double newer; void* more[2]; int type; size_t len; char* str; };
struct reader { int nothing; };
void* redisConnect(const char* host, int port) { return malloc(4096); }
void* redisReaderCreate(void) { return calloc(1, 4096); }
void redisReaderFree(void* reader) { free(reader); }
int redisReaderFeed(void* reader, const char* bytes, size_t size) { return 0; }
int redisReaderGetReply(void* reader, void** reply) {
  struct reply* made = calloc(1, sizeof *made);
  made->len = 5;
  made->str = strdup("bytes");
  *reply = made;
  return 0;
}
void* redisCommandArgv(void* context, int argc, const char** argv, const size_t* sizes) { return calloc(1, 256); }
void* redisvCommand(void* context, const char* format, va_list arguments) { return calloc(1, 256); }
void* redisCommand(void* context, const char* format, ...) { return calloc(1, 256); }
"""
CALLS_HIREDIS = """
void* redisConnect(const char* host, int port);
void* redisCommand(void* context, const char* format, ...);
int main(void) { return redisCommand(redisConnect("localhost", 1), "GET x") == 0; }
"""


@case
def hiredis_of_an_unknown_version():
    with tempfile.TemporaryDirectory() as directory:
        library, program = os.path.join(directory, "libhiredis.so.1.99.0"), os.path.join(directory, "cart")
        compile_c(UNKNOWN_HIREDIS, library, "-shared", "-fPIC", "-Wl,-soname,libhiredis.so.1.99.0")
        compile_c(CALLS_HIREDIS, program, library, f"-Wl,-rpath,{directory}")
        text = report_of(program)
    check("no database or cache call was seen" in text, text)
    check("another version of hiredis than dbspan was built for" in text, text)


@case
def a_child_without_our_variables():
    script = f"psql '{PG}' -qtc 'SELECT 1'; env -i {PSQL} '{PG}' -qtc 'SELECT pg_sleep('$0')'"
    text = lives_long_enough(lambda seconds: report_of("sh", "-c", script, str(seconds)), lambda text: "only a part of the calls" in text)
    check(re.search(r"only a part of the calls: psql \(\d+\) started without dbspan's variables \(env -i, sudo\): its calls of libpq\.so\.5\S* are not seen", text), text)


# Two of its three calls are of functions that only MariaDB's client has.
CALLS_MARIADB = """
#include <mysql.h>
#include <stdlib.h>
int main(int count, char** arguments) {
  MYSQL* connection = mysql_init(NULL);
  (void)count;
  if (!mysql_real_connect(connection, arguments[1], arguments[3], arguments[4], arguments[5], atoi(arguments[2]), NULL, 0)) return 1;
  MYSQL_STMT* statement = mysql_stmt_init(connection);
  if (mariadb_stmt_execute_direct(statement, "SELECT 1", (size_t)-1) != 0) return 2;
  mysql_stmt_store_result(statement);
  mysql_stmt_close(statement);
  mysql_free_result(mysql_list_processes(connection));
  if (mysql_query(connection, "SELECT 2") != 0) return 3;
  mysql_free_result(mysql_store_result(connection));
  mysql_close(connection);
  return 0;
}
"""


@case
def newer_functions_of_a_client_behind_a_wrapper():
    url = urlsplit(os.environ["DBSPAN_TEST_MYSQL_URL"])
    arguments = [url.hostname, str(url.port), url.username, url.password, url.path[1:]]
    options = subprocess.run(["pkg-config", "--cflags", "--libs", "libmariadb"], capture_output=True, text=True).stdout.split()
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "list_processes")
        compile_c(CALLS_MARIADB, program, *options)
        script = os.path.join(directory, "start")
        with open(script, "w") as file:
            file.write(f'#!/bin/sh\n{program} "$@"\n')
        os.chmod(script, 0o755)
        # A program that a shell's text, a wrapper or a script names is looked at before it starts.
        for command in (["sh", "-c", f'{program} "$@"; true', "sh"], ["env", "A=1", program], ["sh", script], [script]):
            text = report_of(*command, *arguments)
            check("3 operations" in text and "not recorded" not in text, text)
        # One that only the running shell knows reports itself which library is missing.
        hidden = ["sh", "-c", 'name=list; "$0/${name}_processes" "$@"', directory, *arguments]
        text = report_of(*hidden)
        check(re.search(r"calls of m\w+ by the program are not recorded: add libdbspan_mysqlclient_mariadb\.so to LD_PRELOAD", text), text)
        done = subprocess.run([DBSPAN, "run", "-q", "--fail-on", "untraced", "--", *hidden], capture_output=True, timeout=300)
        check(done.returncode == 3, done)


@case
def a_program_that_cannot_be_executed_says_what_is_missing():
    with tempfile.TemporaryDirectory() as directory:
        def program(name, text, mode=0o755):
            path = os.path.join(directory, name)
            with open(path, "w") as file:
                file.write(text)
            os.chmod(path, mode)
            return path

        linker = os.path.join(directory, "ld-linux.so")
        compile_c("int main(void) { return 0; }", os.path.join(directory, "foreign"), f"-Wl,--dynamic-linker={linker}")
        of_script = program("of_script", f"#!{program('inner', '#!/nonexistent/inner')}\n")
        for path, status, reason in (
            (program("script", "#! /nonexistent/interpreter -x\n"), 127, "its interpreter /nonexistent/interpreter is missing"),
            (of_script, 127, "its interpreter /nonexistent/inner is missing"),
            (program("of_windows", "#!/bin/sh\r\necho\r\n"), 127, "its interpreter /bin/sh\\r is missing"),
            (program("of_text", f"#!{program('text', 'text', 0o644)}\n"), 126, "text is not executable"),
            (os.path.join(directory, "foreign"), 127, f"its dynamic linker {linker} is missing"),
            (program("plain", "text", 0o644), 126, "is not executable"),
            (directory, 126, "is a directory"),
        ):
            done = subprocess.run([DBSPAN, "run", "--", path], capture_output=True, text=True, timeout=300)
            check(done.returncode == status and done.stdout == "" and f"{reason})\n" in done.stderr, done)
            done = subprocess.run([DBSPAN, "doctor", "--", path], capture_output=True, text=True, timeout=300, env={**os.environ, "COLUMNS": "300"})
            check(done.returncode == 1 and re.search(f"^  no  +{re.escape(reason)}$|^  no  .*{re.escape(reason)}$", done.stdout, re.M), done.stdout)
            check("may load one" not in done.stdout and "statically" not in done.stdout, done.stdout)


@case
def a_script_of_a_script_is_judged_by_the_interpreter_at_the_end():
    with tempfile.TemporaryDirectory() as directory:
        def script(name, first):
            path = os.path.join(directory, name)
            with open(path, "w") as file:
                file.write(f"{first}\nexec sh \"$@\"\n" if name == "shim" else f"{first}\ntrue\n")
            os.chmod(path, 0o755)
            return path

        shim = script("shim", "#!/usr/bin/env bash")
        for first in (f"#!{shim}", "#!/usr/bin/env shim"):
            environment = {**os.environ, "PATH": f"{directory}:{os.environ['PATH']}", "COLUMNS": "300"}
            command = script("program", first)
            done = subprocess.run([DBSPAN, "doctor", "--", command], capture_output=True, text=True, timeout=300, env=environment)
            check(f"script of {shim}, a script of " in done.stdout and "/bash " in done.stdout, done.stdout)
            report = subprocess.run([DBSPAN, "run", "--", command], capture_output=True, text=True, timeout=300, env=environment)
            check(report.returncode == 0 and "bash is linked with no database client" in report.stderr and "statically" not in report.stderr, report)


@case
def no_client_at_all():
    text = report_of("true")
    check("true is linked with no database client, and no process was seen to load one" in text, text)


@case
def a_client_inside_that_hides_its_functions():
    """mariadb-dump has the C API of MariaDB inside, but no symbols."""
    text = report_of("mariadb-dump", "--version")
    check(re.search(r"mariadb-dump(?: \(\d+\) has a client inside)?: the C API of MariaDB is inside the program, judging by its messages", text), text)
    done = subprocess.run([DBSPAN, "doctor", "--", "mariadb-dump"], capture_output=True, text=True, timeout=300)
    check(done.returncode == 1 and "the C API of MariaDB" in done.stdout, done)


run_cases()
