"""Sends the telemetry of the example and of the recorder to third-party receivers, and checks what they received (./run export).

usage: export.py BUILD DIRECTORY [NAME=PROGRAM]…

The servers are those in DBSPAN_TEST_*_URL. Files are written to DIRECTORY. The programs are of other releases: victoria-metrics, or
prometheus-SUITE. Prints one line per check, and exits with 1 if one failed.
"""
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # has Debian's packages
BUILD, WORK = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PROGRAMS = dict(argument.split("=", 1) for argument in sys.argv[3:])
web = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the loopback interface, whatever proxy is set
started = []


def start(command, **options):
    started.append(subprocess.Popen([str(part) for part in command], **options))
    return started[-1]


def succeeds(command):
    done = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(done.stdout)
    return done.returncode == 0


def wait_for(condition):
    """Returns the first true value of the condition, or the last one after two minutes."""
    end = time.monotonic() + 120
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return value


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def fetch(url, **parameters):
    """Returns the body of a successful answer, else an empty text."""
    try:
        return web.open(url + ("?" + urllib.parse.urlencode(parameters) if parameters else ""), timeout=60).read().decode() or "ok"
    except OSError:
        return ""


def query(base, promql, **parameters):
    answer = fetch(f"{base}/api/v1/query", query=promql, **parameters)
    return json.loads(answer)["data"]["result"] if answer else []


class Receiver:
    """A receiver.py, on a free port."""

    def __init__(self, protocol, certificate=()):
        self.output = WORK / f"received-{len(started)}"
        self.process = start([PYTHON, HERE / "receiver.py", protocol, self.output, *certificate], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def lines(self):
        """Stops the receiver and returns the data that it received."""
        self.process.terminate()
        self.process.wait()
        return self.output.read_text().splitlines()


def count_of(lines, start_of_line):
    return sum(1 for line in lines if re.match(start_of_line, line))


def durations_of(lines):
    names = [line.split(" ") for line in lines if " db.client.operation.duration " in line]
    return sum(int(words[4]) for words in names if words[:1] == ["metric"] and words[3] == "s")


def run(program, *arguments, **variables):
    command = [str(BUILD / program), *arguments]
    patient = {"DBSPAN_EXIT_TIMEOUT": "120000", "OTEL_EXPORTER_OTLP_TIMEOUT": "120000"}  # for a busy machine
    return subprocess.run(command, env={**os.environ, **patient, **variables}, stdout=subprocess.DEVNULL, check=True)


def run_shop(endpoint, protocol):
    servers = [os.environ[f"DBSPAN_TEST_{name}_URL"] for name in ("PG", "REDIS", "MYSQL")]
    run("examples/shop/shop_traced", *servers, OTEL_EXPORTER_OTLP_PROTOCOL=protocol, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)


def example_to_receiver(server, protocol):
    """The example's own spans, and the span and the duration of every call."""
    receiver = Receiver(server)
    run_shop(f"http://127.0.0.1:{receiver.port}", protocol)
    lines = receiver.lines()
    calls, measured = count_of(lines, "span .* SPAN_KIND_CLIENT"), durations_of(lines)
    own = count_of(lines, "span shop (load|checkout) SPAN_KIND_INTERNAL")
    print(f"    {protocol}: spans of {calls} calls and {own} pieces of the example's work arrived, and {measured} durations")
    return calls > 0 and own == 2 and measured == calls


def start_prometheus(name, receiver):
    """Starts a Prometheus that scrapes the receiver; returns its address."""
    base, files = f"http://127.0.0.1:{free_port()}", WORK / name
    config = WORK / f"{name}.yaml"
    config.write_text("scrape_configs: [{job_name: shop, scrape_interval: 200ms, scrape_timeout: 200ms, "
                      f'static_configs: [{{targets: ["127.0.0.1:{receiver.port}"]}}]}}]\n')
    with open(WORK / f"{name}.log", "w") as log:
        start(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={files}",
               f"--web.listen-address={base.removeprefix('http://')}"], stdout=log, stderr=log)
    if not wait_for(lambda: fetch(f"{base}/-/ready")):
        sys.exit(f"Prometheus did not start: {(WORK / f'{name}.log').read_text()}")
    return base


def example_to_prometheus():
    """The histogram of durations in Prometheus, which scrapes the receiver."""
    receiver = Receiver("http")
    base = start_prometheus("prometheus", receiver)
    run_shop(f"http://127.0.0.1:{receiver.port}", "http/protobuf")
    promql = "sum by (db_system_name) (db_client_operation_duration_seconds_count)"
    found = {}

    def all_systems():
        found.update({row["metric"]["db_system_name"]: row["value"][1] for row in query(base, promql)})
        return {"postgresql", "redis", "mariadb"} <= set(found)
    complete = wait_for(all_systems)
    print(f"    Prometheus, asked for {promql}: {found}")
    return complete


def dashboards_at_prometheus():
    """Every query of docker/grafana's dashboards in a Prometheus that scrapes a program with every metric, and the alert rules."""
    grafana = ROOT / "docker/grafana"
    if not all(succeeds(["promtool", what, "rules", grafana / file]) for what, file in (("check", "alerts.yaml"), ("test", "alerts_test.yaml"))):
        return False
    receiver = Receiver("http")
    base = start_prometheus("dashboards", receiver)
    load = start([BUILD / "tests/examples/every_metric", os.environ["DBSPAN_TEST_PG_URL"], os.environ["DBSPAN_TEST_REDIS_URL"]],
                 env={**os.environ, "DBSPAN_FINDINGS": "log", "OTEL_METRIC_EXPORT_INTERVAL": "300", "OTEL_METRIC_EXPORT_TIMEOUT": "200",
                      "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.port}"})
    done = subprocess.run([PYTHON, grafana / "check_dashboards.py", base, *sorted((grafana / "dashboards").glob("*.json"))])
    load.kill()
    return done.returncode == 0


def recorder_to_receiver(name, protocol, scheme="http", expected=20, certificate=(), **variables):
    """The spans and durations of 20 operations, or none of them and a line about it."""
    receiver, log = Receiver(protocol, certificate), WORK / f"log-{name}"
    # Sends several requests, because the first one over a connection differs from the others.
    run("tests/recorder/recorder_program", "return", DBSPAN_LOG=str(log), OTEL_BSP_MAX_EXPORT_BATCH_SIZE="5",
        OTEL_EXPORTER_OTLP_ENDPOINT=f"{scheme}://127.0.0.1:{receiver.port}", **variables)
    lines = receiver.lines()
    spans, measured = count_of(lines, "span dbspan.redis GET SPAN_KIND_CLIENT"), durations_of(lines)
    print(f"    recorder, {name}: {spans} spans arrived, and {measured} durations")
    return spans == measured == expected and (expected > 0 or "could not export" in log.read_text())


def recorder_to_receivers():
    """Every protocol, plain and with TLS."""
    pem, key = str(WORK / "receiver.pem"), str(WORK / "receiver.key")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
               "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", pem]
    protocol, gzip = "OTEL_EXPORTER_OTLP_PROTOCOL", {"OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"}
    trusted = {"OTEL_EXPORTER_OTLP_CERTIFICATE": pem}
    tls = {"scheme": "https", "certificate": (pem, key)}
    return all([
        succeeds(request),
        recorder_to_receiver("plain", "http", **{protocol: "http/protobuf"}),
        recorder_to_receiver("json", "http", **{protocol: "http/json"}),
        recorder_to_receiver("gzip", "http", **gzip),
        recorder_to_receiver("rpc", "grpc", **{protocol: "grpc"}),
        recorder_to_receiver("rpc_gzip", "grpc", **{protocol: "grpc"}, **gzip),
        recorder_to_receiver("tls", "http", **tls, **trusted),
        recorder_to_receiver("rpc_tls", "grpc", **tls, **trusted, **{protocol: "grpc"}),
        recorder_to_receiver("distrusted", "http", **tls, expected=0)])


def recorder_to_bad_receivers():
    """Receivers that throttle, fail, hang and reject."""
    return subprocess.run([PYTHON, HERE / "bad_receivers.py", BUILD / "tests/recorder/recorder_program"]).returncode == 0


def random_messages():
    """Random messages of the recorder's encoder, decoded by OpenTelemetry's own package."""
    samples = start([BUILD / "tests/recorder/export/encoding_samples", os.environ.get("DBSPAN_SEED", "1"), "200"], stdout=subprocess.PIPE)
    checked = subprocess.run([PYTHON, HERE / "check_encoding.py"], stdin=samples.stdout)
    return samples.wait() == checked.returncode == 0


def recorder_to_store(name, base, path, promql, **parameters):
    """The histogram of 20 operations at a store of metrics that takes OTLP."""
    run("tests/recorder/recorder_program", "return", DBSPAN_LOG="stderr", OTEL_TRACES_EXPORTER="none",
        OTEL_LOGS_EXPORTER="none", OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=base + path)
    found = wait_for(lambda: [row for row in query(base, promql, **parameters) if row["value"][1] == "20"])
    print(f"    {name}: {found}")
    return bool(found)


def recorder_to_prometheus(suite, flag):
    """Prometheus's OTLP receiver, which the flag enables. Debian has built its packages without it so far: the check is then skipped."""
    program, base = PROGRAMS[f"prometheus-{suite}"], f"http://127.0.0.1:{free_port()}"
    log, config, path = WORK / f"prometheus-{suite}.log", WORK / f"prometheus-{suite}.yaml", "/api/v1/otlp/v1/metrics"
    config.write_text("global: {}\n")
    with open(log, "w") as out:
        server = start([program, f"--config.file={config}", f"--storage.tsdb.path={WORK / f'prometheus-{suite}'}",
                        f"--web.listen-address={base.removeprefix('http://')}", flag], stdout=out, stderr=out)
    wait_for(lambda: server.poll() is not None or fetch(f"{base}/-/ready"))
    try:
        web.open(urllib.request.Request(base + path, method="POST"), timeout=60)
        status = 200
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError:
        status = 0
    if status in (0, 404):
        reason = re.search("unknown.*", log.read_text(), re.I)
        print(f"    NOT RUN: the OTLP receiver of Prometheus in {suite}: Debian's package has none ({reason[0] if reason else status})")
        return True
    return recorder_to_store(f"Prometheus of {suite}", base, path, 'sum({__name__=~"db.client.operation.duration.*_count"})')


def recorder_to_victoria_metrics():
    """A decoder that is neither OpenTelemetry's nor Google's."""
    base, log = f"http://127.0.0.1:{free_port()}", WORK / "victoria-metrics.log"
    with open(log, "w") as out:
        start([PROGRAMS["victoria-metrics"], f"-storageDataPath={WORK / 'victoria-metrics'}",
               f"-httpListenAddr={base.removeprefix('http://')}"], stdout=out, stderr=out)
    if not wait_for(lambda: fetch(f"{base}/health")):
        sys.exit(f"VictoriaMetrics did not start: {log.read_text()}")
    promql = 'sum by (db.operation.name, le) ({__name__="db.client.operation.duration_bucket", le="+Inf"})'
    return recorder_to_store("VictoriaMetrics", base, "/opentelemetry/v1/metrics", promql, latency_offset="1ms")


def main():
    checks = {
        "the example over HTTP": lambda: example_to_receiver("http", "http/protobuf"),
        "the example over gRPC": lambda: example_to_receiver("grpc", "grpc"),
        "the example in Prometheus": example_to_prometheus,
        "the dashboards": dashboards_at_prometheus,
        "the recorder": recorder_to_receivers,
        "bad receivers": recorder_to_bad_receivers,
        "random messages": random_messages,
    }
    if PROGRAMS:
        checks["VictoriaMetrics"] = recorder_to_victoria_metrics
        checks["Prometheus of trixie"] = lambda: recorder_to_prometheus("trixie", "--enable-feature=otlp-write-receiver")
        checks["Prometheus of sid"] = lambda: recorder_to_prometheus("sid", "--web.enable-otlp-receiver")
    failed = [name for name, check in checks.items() if not check()]
    print("failed: " + ", ".join(failed) if failed else f"{len(checks)} checks passed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    try:
        main()
    finally:
        for one in started:
            if one.poll() is None:
                one.kill()
                one.wait()
