"""Runs the cases of cases.txt bare (without dbspan) and traced, and compares the results.

usage: process.py BUILD [--short] [--sanitizer=address|thread] [CASE…]

Compares standard output, standard error and the exit status or signal. Also checks that dbspan's log has no line twice, and that the program ended before its deadline; time is not compared otherwise. The servers are those of DBSPAN_TEST_*_URL.
"""

import collections
import concurrent.futures
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import sanitizers
from sink import Sink

HERE = pathlib.Path(__file__).parent
FORMS = ("header", "linked", "preloaded")
PRELOADED = "libdbspan.so"
BARE_RUNS = 2  # a case whose output differs without dbspan cannot be compared

Seen = collections.namedtuple("Seen", "status output errors own")


class Case:
    """One line of cases.txt."""

    def __init__(self, words):
        self.name, self.client = words[:2]
        self.forms = [word for word in words[2:] if word in FORMS]
        options = [word.split("=", 1) for word in words[2:] if "=" in word]
        self.environment = dict(value.split("=", 1) for key, value in options if key == "env")
        self.options = {key: value for key, value in options if key != "env"}
        self.red = {}
        self.excluded = {}

    def runs(self, short):
        return int(self.options.get("runs", "1/1").split("/")[1 if short else 0])

    @property
    def program(self):
        return self.options.get("program", self.name)

    @property
    def arguments(self):
        return self.options.get("args", "").replace(",", " ").split()

    @property
    def deadline(self):
        return float(self.options.get("deadline", 180))

    def misses(self, seen, spans):
        """Returns a message about a line or span that is missing, although the program behaves like the bare one."""
        one_copy = self.client != "script" and "copies" not in self.options  # a script runs several programs
        if one_copy and said_twice(seen):
            return said_twice(seen)
        wanted = int(self.options.get("spans", 1))
        if len(spans) < wanted:
            return f"{len(spans)} spans came, not {wanted}{''.join('; ' + line for line in seen.own)}"
        if "exactly" in self.options and len(spans) != int(self.options["exactly"]):
            return f"{len(spans)} spans came, not exactly {self.options['exactly']}"
        if "quiet" in self.options and seen.own:
            return f"said: {seen.own[0]}"
        below = sum(1 for span in spans if span.get("parentSpanId"))
        if below < int(self.options.get("below", 0)):
            return f"{below} spans are below others"
        said = self.options.get("says", "").replace("_", " ")
        return None if not said or any(said in line for line in seen.own) else f"did not say: {said}"


def read_cases(path):
    cases = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if words[:1] == ["case"]:
            cases[words[1]] = Case(words[1:])
        elif words[:1] == ["red"]:
            for form in words[2].split(","):
                cases[words[1]].red[form] = " ".join(words[3:])
        elif words[:1] == ["excluded"]:
            for form in words[3].split(","):
                cases[words[2]].excluded[words[1], form] = " ".join(words[4:])
    return cases


class Runner:
    def __init__(self, build, short, sanitizer):
        self.build = build
        self.short = short or sanitizer is not None
        self.added = sanitizers.ENVIRONMENTS.get(sanitizer, {})
        self.slower = 1 if sanitizer is None else sanitizers.SLOWER

    def command_of(self, case, form):
        if case.client == "script":
            return ["bash", str(HERE / f"{case.program}.sh")]
        built = "bare" if form == "preloaded" else form
        return [str(self.build / "tests/process" / f"process_{case.program}_{built}"), *case.arguments]

    def environment_of(self, case, form, sink):
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith(("OTEL_", "DBSPAN_")) or key.startswith("DBSPAN_TEST_")}
        environment["PROCESS_RUN"] = "env"
        environment["PROCESS_BUILD"] = str(self.build)
        environment.update(self.added)
        if form == "bare":
            return environment
        traced = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_ENDPOINT": sink.url}
        if "receiver" not in case.options:  # on a busy machine the export at exit may take longer than the default timeout
            traced.update(DBSPAN_EXIT_TIMEOUT="60000", OTEL_EXPORTER_OTLP_TIMEOUT="60000")
        traced.update(case.environment)
        if form == "preloaded" or "preload" in case.options:
            preload = "LD_PRELOAD=" + self.preload_of(case)
            if "audit" in case.options:
                preload = f"LD_AUDIT={self.build}/libdbspan_audit.so {preload}"
            if case.client == "script":  # only the programs that the script starts are traced, not the shell
                environment["PROCESS_RUN"] = "env " + preload
            else:
                return {**environment, **traced, **dict(word.split("=", 1) for word in preload.split())}
        return {**environment, **traced}

    def preload_of(self, case):
        names = case.options.get("preload", PRELOADED).split(",")
        return ":".join(str(next(at for at in (self.build / name, self.build / "sdk" / name) if at.is_file())) for name in names)

    def run(self, case, form, number):
        """Runs a case once. Returns its result as `Seen` and the received spans."""
        with Sink(case.options.get("receiver", "answers")) as sink, tempfile.TemporaryDirectory(prefix="dbspan-process.") as directory:
            os.chmod(directory, 0o755)
            environment = self.environment_of(case, form, sink)
            environment["PROCESS_NAME"] = f"{case.name}_{form}_{number}"
            environment["PROCESS_DIRECTORY"] = directory
            if form != "bare":
                environment.setdefault("DBSPAN_LOG", f"{directory}/dbspan.log")
            seen = look_at(self.command_of(case, form), environment, directory, case.deadline * self.slower)
            return seen, sink.spans

    def run_bare(self, case):
        return [self.run(case, "bare", number)[0] for number in range(BARE_RUNS)]

    def judge(self, case, form, bare):
        """Runs a case in a traced form. Returns the difference to the results of the future `bare`, or None."""
        first, second = bare.result()
        if first != second or first.status in ("hangs", 99):
            return f"BARE: {show(first)}; {show(second)}"
        different, total = [], self.runs_of(case)
        for number in range(total):
            for _ in range(int(case.options.get("tries", 1))):
                seen, spans = self.run(case, form, number)
                if compare(first, seen) or not case.misses(seen, spans):
                    break
            difference = compare(first, seen) or case.misses(seen, spans)
            if difference:
                different.append(difference)
        if not different:
            return None
        return (f"{len(different)} of {total} runs: " if total > 1 else "") + different[0]

    def runs_of(self, case):
        return case.runs(self.short)


def look_at(command, environment, directory, deadline):
    """Runs a command as the leader of a new session, and kills all processes that it leaves. Returns its result as `Seen`."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, cwd=directory, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=errors, start_new_session=True,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
        try:
            status = process.wait(deadline)
        except subprocess.TimeoutExpired:
            status = "hangs"
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        errors.seek(0)
        lines = errors.read().decode(errors="replace").splitlines()
        log = pathlib.Path(environment.get("DBSPAN_LOG", "/nonexistent"))
        own = log.read_text().splitlines() if log.is_file() else []
        return Seen(status, output.read().decode(errors="replace"), lines, own)


def show(seen):
    status = signal.Signals(-seen.status).name if isinstance(seen.status, int) and seen.status < 0 else seen.status
    return f"{status}, said {seen.output[-120:]!r} {seen.errors[-1:]}"


def compare(bare, seen):
    if seen.status != bare.status:
        return "hangs" if seen.status == "hangs" else f"ended with {show(seen)}, bare {bare.status}"
    if seen.output != bare.output:
        return f"said {seen.output[:300]!r}, bare {bare.output[:300]!r}"
    if seen.errors != bare.errors:
        return f"{len(seen.errors)} lines on standard error, such as {seen.errors[:1]}"
    return None


def said_twice(seen):
    twice = [line for line, count in collections.Counter(seen.own).items() if count > 1]
    return f"said twice: {twice[0]}" if twice else None


def main(arguments):
    build = pathlib.Path(arguments.pop(0)).resolve()
    short = "--short" in arguments
    sanitizer = next((one.split("=")[1] for one in arguments if one.startswith("--sanitizer=")), None)
    cases = read_cases(HERE / "cases.txt")
    names = [one for one in arguments if not one.startswith("--")] or list(cases)
    excluded = []
    if sanitizer is not None:
        for case in cases.values():
            case.forms = [form for form in case.forms if form in sanitizers.FORMS and "preload" not in case.options]
            excluded += [f"excluded {case.name} {form}: {case.excluded[sanitizer, form]}"
                         for form in case.forms if case.name in names and (sanitizer, form) in case.excluded]
            case.forms = [form for form in case.forms if (sanitizer, form) not in case.excluded]
        names = [name for name in names if cases[name].forms]
    runner = Runner(build, short, sanitizer)
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        found = {}
        for name in names:  # the bare run of a case is submitted first, because its other runs wait for it
            bare = pool.submit(runner.run_bare, cases[name])
            found.update({(name, form): pool.submit(runner.judge, cases[name], form, bare) for form in cases[name].forms})
        failures = report(cases, names, found)
    print("\n".join(excluded))
    count = len(found)
    print(f"{count - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def report(cases, names, found):
    """Prints the table of results. Returns the failures: differences without a `red` mark, and marks without a difference."""
    width = shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 1000
    print(f"{'case':<28}" + "".join(f"{form:<11}" for form in FORMS))
    reasons, failures = [], []
    for name in names:
        cells = []
        for form in FORMS:
            if (name, form) not in found:
                cells.append("–")
                continue
            difference, mark = found[name, form].result(), cases[name].red.get(form)
            cells.append("same" if not difference else "red" if mark else "DIFFERENT")
            if mark and difference:
                reasons.append(f"red {name} {form}: {mark} ({difference})"[:width])
            elif mark:
                cells[-1] = "NOT RED"
                failures.append(f"{name} {form} is the same now: take its mark out of cases.txt ({mark})")
            elif difference:
                failures.append(f"{name} {form}: {difference}")
        print(f"{name:<28}" + "".join(f"{cell:<11}" for cell in cells), flush=True)
    print("\n".join(["", *reasons, *(f"FAILED {one}" for one in failures)]))
    return failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
