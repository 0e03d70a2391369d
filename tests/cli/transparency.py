#!/usr/bin/env python3
"""Runs programs without dbspan and under `dbspan run`. Both must have the same output, status, descriptors, signals and terminal.

usage: transparency.py DBSPAN [CASE…]
"""

import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time

from cases import case, check, run_cases
from terminal import Terminal

DBSPAN = os.path.abspath(sys.argv[1])
RUN = [DBSPAN, "run", "-q", "--"]


def same(what, bare, run):
    if bare != run:
        raise AssertionError(f"{what}\n  bare: {bare!r:.2000}\n  run:  {run!r:.2000}")


def result(command, **options):
    done = subprocess.run(command, capture_output=True, timeout=300, **options)
    return done.returncode, done.stdout, done.stderr


def compare(command, **options):
    bare = result(command, **options)
    same(" ".join(command), bare, result(RUN + command, **options))
    return bare


@case
def output_and_status():
    for command in (
        ["true"],
        ["false"],
        ["sh", "-c", "echo out; echo err >&2; exit 42"],
        ["sh", "-c", "exit 255"],
        ["seq", "1", "1500000"],
        ["sh", "-c", "cat; echo end"],
        ["sh", "-c", "echo a; exec 1>&-; echo b >&2"],
    ):
        compare(command, input=b"some \0 input\n" * 1000)


@case
def the_report_follows_the_output():
    code, out, err = result([DBSPAN, "run", "--", "sh", "-c", "echo out; echo err >&2; exit 7"])
    same("status and output", (7, b"out\n"), (code, out))
    assert err.startswith(b"err\n\ndbspan: sh  exit 7"), err
    assert b"\x1b" not in err, err


@case
def programs_that_cannot_be_started():
    same("not found", 127, result(RUN + ["/nonexistent/program"])[0])
    same("a directory", 126, result(RUN + ["/tmp"])[0])
    same("wrong use", 125, result([DBSPAN, "run", "--nonsense", "true"])[0])
    same("no program", 125, result([DBSPAN, "run"])[0])
    same("options of the program are its own", b"--html\n", result(RUN + ["echo", "--html"])[1])


@case
def closed_streams():
    for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", "</dev/null >/dev/full"):
        script = f"\"$@\" {streams}"
        bare = result(["sh", "-c", script, "sh", "ls", "-1", "/proc/self/fd"])
        run = result(["sh", "-c", script, "sh"] + RUN + ["ls", "-1", "/proc/self/fd"])
        same(streams, bare, run)


@case
def deadly_signals():
    for name in "HUP INT QUIT ILL ABRT FPE KILL BUS SEGV PIPE ALRM TERM USR1 USR2 SYS".split():
        compare(["sh", "-c", f"ulimit -c 0; echo before; kill -{name} $$; echo after"])


@case
def no_core_of_our_own():
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(
            RUN + ["sh", "-c", "ulimit -c 0; kill -SEGV $$"],
            cwd=directory,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2),
        )
        same("files", [], os.listdir(directory))


PROGRAMS = """
    bash -c 'set -m; sleep 0.1 & wait; echo $?; jobs'
    bash -c 'coproc cat; echo hi >&"${COPROC[1]}"; read -u "${COPROC[0]}" x; echo $x'
    bash -c 'cat <(seq 3) <(seq 4); exec -a renamed sh -c "echo \\$0"'
    bash -c 'trap "echo exiting" EXIT; (exit 3) | cat; echo ${PIPESTATUS[@]}; trap "echo group" TERM; kill -TERM 0 & wait'
    bash -c 'ulimit -n 8; exec 5>/dev/null; ls /proc/self/fd'
    sh -c 'read line; echo "[$line]"; read line; echo $?'
    sh -c 'exec 0<&-; cat; echo $?'
    sh -c 'env -i sh -c "env; echo $$ >/dev/null"'
    env -u HOME awk 'BEGIN { printf "%s", ENVIRON["PATH"]; exit 5 }'
    perl -e '$SIG{CHLD} = "IGNORE"; system("true"); print "$?\\n"; exec "echo", "done"'
    python3 -c 'import subprocess, sys; r = subprocess.run(["sh", "-c", "exit 9"]); sys.exit(r.returncode)'
    python3 -c 'import os, signal; signal.signal(signal.SIGALRM, lambda *_: os._exit(4)); signal.alarm(1); signal.pause()'
    python3 -c 'import multiprocessing as m; p = m.Pool(3); print(sorted(p.map(abs, range(-50, 50))))'
    timeout -s INT 0.3 sleep 10
    nohup sh -c 'kill -HUP $$; echo alive'
    sh -c 'yes | head -n 2; seq 1 100000 | sed 1q'
    sh -c 'seq 20 | xargs -P 4 -n 1 echo | sort -n'
    bash -c 'sleep 0.1 & jobs; wait %1; echo $?; (sleep 0.1; exit 3) & wait $!; echo $?'
    script -qec tty /dev/null
    su nobody -s /bin/sh -c 'id -u; echo "$HOME"; cat'
    setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'id -u; cat'
    flock /dev/null sh -c 'echo locked; exit 9'
    stdbuf -oL sh -c 'echo line; exit 2'
    setsid -w sh -c 'echo session'
    nice -n 5 nice
    xargs -n 1 echo
    tar -cf - /etc/hostname
    find /proc/self/fd -type l
    head -c 10000000 /dev/zero
    ldd --version
    getconf LONG_BIT
    stty -a
    tty
    sort -r
    sha256sum
""".strip().splitlines()


@case
def a_table_of_programs():
    for line in PROGRAMS:
        command = shlex.split(line)
        # Removes differences that two runs without dbspan have as well.
        steady = lambda text: re.sub(rb"/proc/\d+/|(?m:^sh: \d+: )|\b(pid|/proc/self/fd/)\d+ ?\d*", b"", text)
        options = {"input": b"first\nsecond\n", "start_new_session": True}
        bare, traced = result(command, **options), result(RUN + command, **options)
        same(line, (bare[0], *map(steady, bare[1:])), (traced[0], *map(steady, traced[1:])))


@case
def make_and_its_children_share_their_tokens():
    """Without the descriptors of its job server, make warns or runs one job at a time."""
    rules = (
        "all: one two\n"
        "one two:\n\t@touch $(DIRECTORY)/$@; i=0; until [ -e $(DIRECTORY)/one -a -e $(DIRECTORY)/two ]; do sleep 0.05; i=$$((i+1)); [ $$i -lt 2000 ] || exit 3; done; echo met\n"
        "below:\n\t+@$(RUN) $(MAKE) --no-print-directory -f $(FILE) all\n"
    )
    outputs = []
    for inner, outer in (("", []), ("", RUN), (shlex.join(RUN), [])):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "rules")
            with open(path, "w") as file:
                file.write(rules)
            outputs.append(result(outer + ["make", "-s", "-j2", "-f", path, f"FILE={path}", f"DIRECTORY={directory}", f"RUN={inner}", "below"]))
    same("the jobs meet", (0, b"met\nmet\n", b""), outputs[0])
    same("dbspan run make", outputs[0], outputs[1])
    same("dbspan run in a rule", outputs[0], outputs[2])


@case
def a_report_that_cannot_be_written_changes_nothing():
    for streams in ("2>/dev/full", "2>&-", ">/dev/full 2>&1", "<&- >&- 2>&-", "2> >(exec true)"):
        for program in ("exit 0", "echo out; exit 5", "kill -TERM $$"):
            script = f"\"$@\" {streams}; echo status $?"
            bare, run = (result(["bash", "-c", script, "bash", *prefix, "sh", "-c", program]) for prefix in ([], [DBSPAN, "run", "--"]))
            check(b"status" in bare[1], bare)
            same(f"{streams}: {program}", bare[:2], run[:2])


@case
def a_report_fits_its_surroundings():
    """As cron and other services start programs: without HOME, terminal, locale or variables at all."""
    base = {"PATH": "/usr/bin:/bin"}
    for changes in ({}, {"HOME": "/proc"}, {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}, {"LC_ALL": "C"}, {"LANG": "en_US.ISO-8859-1"}, {"LC_ALL": "nonsense"}, {"TERM": "dumb"}, {"COLUMNS": "20"}, {"COLUMNS": "nonsense"}, {"COLUMNS": "0"}):
        options = {"env": {**base, **changes}, "start_new_session": True, "cwd": "/", "stdin": subprocess.DEVNULL}
        script = "echo \"${HOME-none} ${TERM-none} ${LC_ALL-none} ${COLUMNS-none}\"; exit 4"
        bare, run = (result(prefix + ["sh", "-c", script], **options) for prefix in ([], [DBSPAN, "run", "--"]))
        same(str(changes), bare[:2], run[:2])
        text = run[2].decode()
        check("dbspan: sh  exit 4" in text and "\x1b" not in text, (changes, text))
        check(text.isascii(), (changes, text))  # none of these locales is one of UTF-8
        width = 40 if changes.get("COLUMNS") == "20" else 100
        check(max(map(len, text.splitlines())) <= width, (changes, text))


@case
def a_terminal_without_a_screen_gets_plain_text():
    for command in (["run", "--top", "--interval", "0.2"], ["run"]):
        terminal = Terminal(["env", "TERM=dumb", DBSPAN, *command, "--", "sh", "-c", "echo out; sleep 1"])
        same("status", 0, terminal.end())
        check(b"out\r\n" in terminal.screen and b"dbspan: sh  exit 0" in terminal.screen and b"\x1b" not in terminal.screen, terminal.screen)
        check((b"dbspan top  sh" in terminal.screen) == ("--top" in command), terminal.screen)


@case
def a_static_program_a_script_and_a_chain_of_programs():
    with tempfile.TemporaryDirectory() as directory:
        static = os.path.join(directory, "static")
        source = b"#include <stdio.h>\nint main(int n, char** v) { while (*v) puts(*v++); return n; }"
        subprocess.run(["cc", "-static", "-x", "c", "-", "-o", static], input=source, check=True)
        script = os.path.join(directory, "script")
        with open(script, "w") as file:
            file.write(f"#!/bin/sh\nexec env A=b nice -n 1 {static} \"$@\"\n")
        os.chmod(script, 0o755)
        compare([static, "one", "two"])
        compare([script, "one two", "three"])


@case
def a_preload_of_the_user_s_own_comes_first_and_stays():
    with tempfile.TemporaryDirectory() as directory:
        library = os.path.join(directory, "libown.so")
        source = b"#include <unistd.h>\nint gethostname(char* name, size_t size) { name[0] = 'x'; name[1] = 0; return (int)(size - size); }"
        subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], input=source, check=True)
        environment = dict(os.environ, LD_PRELOAD=library)
        command = [sys.executable, "-c", "import os, socket; print(socket.gethostname()); print(os.environ['LD_PRELOAD'].split(':')[0])"]
        bare = compare(command, env=environment)
        same("the user's library is in front", f"x\n{library}\n".encode(), bare[1])


@case
def dispositions_mask_and_ids():
    script = "grep -E '^(Sig|Shd|Uid|Gid|Umask|Seccomp|NoNewPrivs)' /proc/self/status; umask; pwd; ulimit -a"
    for setting in ("", "trap '' INT QUIT HUP CHLD PIPE;", "trap '' TERM TSTP;"):
        bare = result(["sh", "-c", setting + "exec \"$@\"", "sh", "sh", "-c", script])
        run = result(["sh", "-c", setting + "exec \"$@\"", "sh"] + RUN + ["sh", "-c", script])
        ignore_pending = lambda text: re.sub(rb"SigQ:.*\n", b"", text)
        same(setting, ignore_pending(bare[1]), ignore_pending(run[1]))

    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD})

    compare(["grep", "SigBlk", "/proc/self/status"], preexec_fn=block)


@case
def group_and_session():
    script = "import os; print(os.getpgrp() == os.getsid(0), os.getpgrp() == os.getpid())"
    done = subprocess.run(RUN + [sys.executable, "-c", script], capture_output=True, start_new_session=True)
    same("in the group of dbspan, which leads the session", b"True False\n", done.stdout)


@case
def a_daemon_is_adopted_as_without_us():
    script = (
        "import os, time, sys\n"
        "parent = os.getpid()\n"
        "if os.fork(): os._exit(0)\n"
        "while os.getppid() == parent: time.sleep(0.01)\n"
        "open(sys.argv[1], 'w').write(str(os.getppid()))\n"
    )
    parents = []
    for prefix in ([], RUN):
        with tempfile.NamedTemporaryFile() as file:
            subprocess.run(prefix + [sys.executable, "-c", script, file.name], check=True)
            deadline = time.monotonic() + 120
            while not os.path.getsize(file.name) and time.monotonic() < deadline:
                time.sleep(0.01)
            parents.append(open(file.name).read())
    same("parent of the daemon", parents[0], parents[1])


@case
def orphans_in_a_container_do_not_stay_as_zombies():
    """The first process of a container becomes the parent of orphans."""
    container = ["unshare", "--pid", "--fork", "--mount-proc"]
    if subprocess.run(container + ["true"], capture_output=True).returncode != 0:
        return  # this user may not make a container
    with tempfile.TemporaryDirectory() as directory:
        orphan = os.path.join(directory, "orphan")
        script = (
            f"(sh -c 'echo $$ >{orphan}' &); until [ -s {orphan} ]; do sleep 0.05; done; read pid <{orphan}; "
            "for i in $(seq 600); do [ -d /proc/$pid ] || exit 7; sleep 0.1; done; exit 9"
        )
        same("status", 7, subprocess.run(container + RUN + ["sh", "-c", script], timeout=120).returncode)


@case
def a_report_goes_behind_what_the_streams_already_have():
    links = [(path, os.readlink(path)) for path in ("/dev/stdout", "/dev/stderr")]
    for path in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        for option in ("--json", "--html", "-o"):
            with tempfile.NamedTemporaryFile("a+") as file:
                file.write("before\n")
                file.flush()
                done = subprocess.run([DBSPAN, "run", "-q", option, path, "--", "echo", "out"], stdout=file, stderr=subprocess.PIPE, timeout=300)
                same("status and errors", (0, b""), (done.returncode, done.stderr))
                text = open(file.name).read()
                report = text.partition("before\nout\n")[2]
                check({"--json": '{"resourceSpans"', "--html": "<!doctype html>", "-o": "dbspan: echo  exit 0"}[option] in report, f"{option} {path}: {text:.300}")
    same("links", links, [(path, os.readlink(path)) for path, _ in links])
    with tempfile.TemporaryDirectory() as directory:
        target, link = os.path.join(directory, "run-1.jsonl"), os.path.join(directory, "latest.jsonl")
        os.symlink(target, link)
        subprocess.run([DBSPAN, "run", "-q", "--json", link, "--", "true"], timeout=300)
        check(os.path.islink(link) and "resourceSpans" in open(target).read(), "written through the link")


@case
def a_stream_that_the_program_made_non_blocking_gets_the_whole_report():
    unblock = "import fcntl, os; fcntl.fcntl(2, fcntl.F_SETFL, fcntl.fcntl(2, fcntl.F_GETFL) | os.O_NONBLOCK); os.write(2, b'x' * 60000)"
    read, write = os.pipe()
    program = subprocess.Popen([DBSPAN, "run", "--", sys.executable, "-c", unblock], stderr=write)
    os.close(write)
    time.sleep(1)
    with open(read) as errors:
        text = errors.read()
    check(program.wait(timeout=120) == 0 and "no database or cache call was seen" in text, text[-300:])


@case
def a_system_without_proc_or_temporary_files_gets_a_reason():
    def run(*changes):
        script = " && ".join([*changes, shlex.join([DBSPAN, "run", "--", "echo", "out"])])
        return result(["unshare", "--mount", "sh", "-c", script])

    if run()[0] != 0:
        return  # this user may not change the mounts
    code, out, err = run("umount -l /proc")
    same("without /proc", (125, b""), (code, out))
    assert err.startswith(b"dbspan: /proc is not mounted"), err
    read_only = [f"mount -t tmpfs -o ro none {directory}" for directory in ("/dev/shm", tempfile.gettempdir())]
    full = [f"mount -t tmpfs -o size=4k none {directory} && head -c 4096 /dev/zero >{directory}/all" for directory in ("/dev/shm", tempfile.gettempdir())]
    for changes, reason in ((read_only, b"no file can be made in /dev/shm and"), (full, b"are full"), (read_only[:1], b""), (full[:1], b"")):
        code, out, err = run(*changes)
        same("status and output", (0, b"out\n"), (code, out))
        assert (b"calls and dbspan's messages in the program may be missing: " in err) == bool(reason) and reason in b" ".join(err.split()), err
        assert b"not checked" not in err, "processes of others"


@case
def without_descriptors_dbspan_says_what_to_do():
    for limit in range(4, 10):
        code, out, err = result(["bash", "-c", f'ulimit -n {limit}; exec "$@"', "bash", DBSPAN, "run", "--", "echo", "out"])
        if code != 0:
            same("status and output", (125, b""), (code, out))
            assert err.endswith(b": Too many open files; raise the limit: ulimit -n 1024\n"), err


def wait_for(path):
    deadline = time.monotonic() + 120
    while not os.path.exists(path):
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.01)


def wait_until(condition, what):
    deadline = time.monotonic() + 120
    while not condition():
        check(time.monotonic() < deadline, what)
        time.sleep(0.01)


@case
def signals_sent_to_dbspan_are_passed_on():
    for name in "HUP INT QUIT TERM USR1 USR2 WINCH ALRM".split():
        for handled in (True, False):
            if name == "WINCH" and not handled:
                continue
            statuses = []
            for prefix in ([], RUN):
                with tempfile.TemporaryDirectory() as directory:
                    ready = os.path.join(directory, "ready")
                    trap = f"trap 'echo got; exit 9' {name};" if handled else ""
                    script = f"ulimit -c 0; {trap} touch {ready}; while :; do sleep 0.02; done"
                    program = subprocess.Popen(prefix + ["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True)
                    wait_for(ready)
                    program.send_signal(getattr(signal, "SIG" + name))
                    out = program.communicate(timeout=120)[0]
                    statuses.append((program.returncode, out))
            same(f"SIG{name}, handled: {handled}", statuses[0], statuses[1])


COUNTS_SIGNALS = """
import os, signal, sys, time
counts = dict.fromkeys(["SIGTERM", "SIGUSR1", "SIGINT", "SIGHUP"], 0)
def show():
    with open(sys.argv[1] + ".new", "w") as file: file.write(str(sum(counts.values())))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
def count(number, frame):
    counts[signal.Signals(number).name] += 1
    show()
for name in counts: signal.signal(getattr(signal, name), count)
signal.signal(signal.SIGUSR2, lambda *_: (print(counts, flush=True), os._exit(0)))
show()
while True: time.sleep(0.01)
"""


@case
def a_signal_to_the_group_reaches_the_program_once():
    for to_group in (True, False):
        outputs = []
        for prefix in ([], RUN):
            with tempfile.TemporaryDirectory() as directory:
                ready = os.path.join(directory, "ready")
                program = subprocess.Popen(prefix + ["python3", "-c", COUNTS_SIGNALS, ready], stdout=subprocess.PIPE, start_new_session=True)
                wait_for(ready)
                for sent, name in enumerate(("TERM", "USR1", "TERM", "INT", "HUP"), 1):
                    (os.killpg if to_group else os.kill)(program.pid, getattr(signal, "SIG" + name))
                    wait_until(lambda: int(open(ready).read()) >= sent, f"SIG{name} does not arrive")
                    time.sleep(0.1)  # a second one, which must not come, would come about now
                os.kill(program.pid, signal.SIGUSR2)
                outputs.append((program.communicate(timeout=120)[0], program.returncode))
        same(f"signals to the group: {to_group}", *outputs)


@case
def who_kills_dbspan_kills_the_program():
    with tempfile.TemporaryDirectory() as directory:
        ready = os.path.join(directory, "ready")
        run = subprocess.Popen(RUN + ["sh", "-c", f"echo $$ >{ready}.new; mv {ready}.new {ready}; exec sleep 600"], start_new_session=True)
        wait_for(ready)
        program = int(open(ready).read())
        run.kill()
        run.wait(timeout=120)
        wait_until(lambda: not [pid for pid in os.listdir("/proc") if pid.isdigit() and group_of(pid) == run.pid], f"the program {program} or a helper goes on")


def group_of(pid):
    try:
        fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
    except OSError:
        return None
    return int(fields[2]) if fields[0] != "Z" else None


@case
def a_program_that_survives_a_quit_shows_what_it_waits_for():
    with tempfile.TemporaryDirectory() as directory:
        ready, go_on, errors = (os.path.join(directory, name) for name in ("ready", "go_on", "errors"))
        script = f"trap '' QUIT; touch {ready}; until [ -e {go_on} ]; do sleep 0.05; done; exit 5"
        run = subprocess.Popen([DBSPAN, "run", "--", "sh", "-c", script], stderr=open(errors, "w"), start_new_session=True)
        wait_for(ready)
        run.send_signal(signal.SIGQUIT)
        wait_until(lambda: "\n" in open(errors).read(), "nothing is shown")
        open(go_on, "w").close()
        run.wait(timeout=120)
        error = open(errors).read()
        check(run.returncode == 5 and error.startswith("dbspan: in flight: 0\n"), error)
        check(error.count("in flight") == 1, error)


@case
def an_alarm_reaches_the_program():
    alarm = ["perl", "-e", "alarm 1; exec @ARGV or die"]
    for command in ([], RUN):
        same(" ".join(command), -signal.SIGALRM, subprocess.run(alarm + command + ["sleep", "600"], timeout=120).returncode)


@case
def what_the_program_closes_is_closed():
    with tempfile.TemporaryDirectory() as directory:
        go_on = os.path.join(directory, "go_on")
        os.mkfifo(go_on)
        for closing, passed in (("exec 1>&-", False), ("exec 9>&-", True)):
            read_end, write_end = os.pipe()
            os.set_inheritable(write_end, True)
            program = f"echo open >&{9 if passed else 1}; {closing}; cat {go_on} >/dev/null; exit 5"
            streams = f"exec \"$@\" 9>&{write_end} {write_end}>&-" if passed else 'exec "$@"'
            child = subprocess.Popen(
                ["sh", "-c", streams, "sh"] + RUN + ["sh", "-c", program],
                pass_fds=[write_end] if passed else [],
                stdout=None if passed else write_end,
            )
            os.close(write_end)
            with os.fdopen(read_end, "rb") as reader:
                same("read to its end while the program runs", b"open\n", reader.read())
            same("runs", None, child.poll())
            open(go_on, "w").close()
            same("status", 5, child.wait(120))


@case
def a_report_can_go_to_an_inherited_descriptor():
    for command in ("-o /dev/stdout", "-o /dev/fd/9"):
        done = subprocess.run(["sh", "-c", f"{DBSPAN} run {command} -- true 9>&1"], capture_output=True, timeout=120)
        assert b"dbspan: true  exit 0" in done.stdout, done


@case
def no_report_is_lost_to_a_wrong_file():
    spans = b'{"resourceSpans":[]}\n'
    with tempfile.TemporaryDirectory() as directory:
        def told(status, what, *arguments):
            code, out, err = result([DBSPAN, *arguments], cwd=directory)
            check(code == status and out == b"" and what in err, (arguments, code, out, err))

        run = ("sh", "-c", "echo started")
        told(125, b"'--html' needs a file", "run", "--html=", *run)
        told(125, b"'--json' is given twice", "run", "--json", "a", "--json", "b", *run)
        told(125, b"--html and --json need different files; both are 'a'", "run", "--json", "a", "--html", "a", *run)
        told(125, b"--html none/a.html: No such file or directory", "run", "--html", "none/a.html", *run)
        told(125, b"--output .: Is a directory", "run", "-o", ".", *run)
        told(125, b"--interval needs --top", "run", "--interval", "5", *run)
        with open(f"{directory}/spans.jsonl", "wb") as file:
            file.write(spans)
        told(2, b"--json would overwrite the input './spans.jsonl'", "view", "spans.jsonl", "--json", "./spans.jsonl")
        told(2, b"--html needs a FILE", "view", "--html", "a.html")
        told(2, b"--port is for receiving", "view", "--port", "4000", "spans.jsonl")
        told(2, b"--fail-on untraced is for dbspan run", "view", "--fail-on", "untraced", "spans.jsonl")
        check(sorted(os.listdir(directory)) == ["spans.jsonl"], os.listdir(directory))
        check(open(f"{directory}/spans.jsonl", "rb").read() == spans, "the input is as it was")
    for option in ("-o", "--html", "--json"):
        code, out, err = result([DBSPAN, "run", option, "/dev/full", *run])
        check((code, out) == (0, b"started\n"), (option, code, out))
        check(b"dbspan: /dev/full: No space left on device" in err and b"dbspan: sh  exit 0" in err, err)


@case
def a_program_whose_linker_refuses_the_library_gets_none():
    with tempfile.TemporaryDirectory() as directory:
        linker = os.path.join(directory, "ld-musl-x86_64.so.1")
        os.symlink(os.path.realpath("/lib64/ld-linux-x86-64.so.2"), linker)
        source = os.path.join(directory, "program.c")
        with open(source, "w") as file:
            file.write('#include <stdlib.h>\nint main(void) { return getenv("LD_PRELOAD") ? 9 : 0; }\n')
        program = os.path.join(directory, "program")
        subprocess.run(["cc", source, "-o", program, f"-Wl,--dynamic-linker={linker}"], check=True)
        same("not preloaded", 0, result(RUN + [program])[0])
        report = result([DBSPAN, "run", "--", program])[2]
        assert b"musl" in report, report


@case
def environment_and_preload():
    script = "import os, json; print(json.dumps(dict(os.environ)))"
    environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": "", "OTEL_SERVICE_NAME": "mine", "TRACEPARENT": "given"}
    code, out, err = result(RUN + [sys.executable, "-c", script], env=environment)
    same("status", 0, code)
    seen = json.loads(out)
    same("OTEL_SERVICE_NAME", "mine", seen["OTEL_SERVICE_NAME"])
    same("TRACEPARENT", "given", seen["TRACEPARENT"])
    assert seen["LD_PRELOAD"].split(":")[0].endswith("/libdbspan.so"), seen["LD_PRELOAD"]


@case
def the_terminal_is_the_program_s():
    script = "import os; print([os.isatty(i) for i in range(3)], os.tcgetpgrp(0) == os.getpgrp()); print(input('? '))"
    screens = []
    for prefix in ([], RUN):
        terminal = Terminal(prefix + [sys.executable, "-c", script])
        before = terminal.read_until(b"? ")
        terminal.send(b"answer\n")
        settings = terminal.settings()
        status = terminal.end()
        screens.append((before, terminal.screen, settings, status))
    same("screen, settings and status", screens[0], screens[1])


@case
def stop_and_continue():
    for prefix in ("", " ".join(RUN) + " "):
        shell = Terminal(["bash", "--norc", "--noprofile", "-i"])
        shell.read_until(b"$ ")
        shell.send((prefix + "sh -c 'echo started; exec cat'\n").encode())
        shell.read_until(b"started\r\n")
        shell.send(b"\x1a")
        shell.read_until(b"Stopped")
        shell.send(b"echo at prompt; fg\n")
        shell.read_until(b"at prompt\r\n")
        shell.read_until(b"exec cat'\r\n")  # fg shows the command before it continues it
        shell.send(b"line\n")
        shell.read_until(b"line\r\nline\r\n")
        shell.send(b"\x04")
        shell.read_until(b"$ ")
        shell.send(b"echo status $?; exit\n")
        shell.read_until(b"status 0\r\n")
        shell.end()


@case
def the_keyboard_interrupts_the_program_once():
    script = (
        "import signal, time\n"
        "count = 0\n"
        "def on(*_):\n"
        "    global count\n"
        "    count += 1\n"
        "signal.signal(signal.SIGINT, on)\n"
        "print('ready', flush=True)\n"
        "while not count: time.sleep(0.01)\n"
        "time.sleep(0.5)\n"
        "print('count', count)\n"
    )
    for prefix in ([], RUN):
        terminal = Terminal(prefix + [sys.executable, "-c", script])
        terminal.read_until(b"ready")
        terminal.send(b"\x03")
        terminal.read_until(b"count 1\r\n")
        same("status", 0, terminal.end())


run_cases()
