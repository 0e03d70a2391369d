"""Runs a program that records 20 spans against faulty receivers, over HTTP and over OpenTelemetry's own gRPC service. The receivers
throttle, fail, hang, send wrong lengths or reject. Checks that the received spans and the program's log follow the OTLP specification.

usage: bad_receivers.py RECORDER_PROGRAM
"""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
from google.protobuf import duration_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

SPANS = 20
program = sys.argv[1]
failures = 0


class Received:
    """Counts the requests and spans that a receiver got; the first request has number 0."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests = 0
        self.spans = 0
        self.closing = threading.Event()

    def number(self):
        with self.lock:
            self.requests += 1
            return self.requests - 1

    def take(self, request):
        with self.lock:
            self.spans += sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)


def rejecting(rejected, message):
    response = trace_service_pb2.ExportTraceServiceResponse()
    response.partial_success.rejected_spans = rejected
    response.partial_success.error_message = message
    return response


# gRPC: each function takes the request, its number and the context, and returns a response or aborts.


def retry_info(seconds):
    """Encodes a google.rpc.Status with a google.rpc.RetryInfo by hand, because Debian has no package of these messages."""
    delay = duration_pb2.Duration(seconds=seconds).SerializeToString()
    info = b"\x0a" + bytes([len(delay)]) + delay
    url = b"type.googleapis.com/google.rpc.RetryInfo"
    detail = b"\x0a" + bytes([len(url)]) + url + b"\x12" + bytes([len(info)]) + info
    return b"\x08\x08\x1a" + bytes([len(detail)]) + detail


def grpc_throttled(number, context):
    if number == 0:
        context.set_trailing_metadata((("grpc-status-details-bin", retry_info(1)),))
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "slow down")


def grpc_exhausted(_number, context):
    context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "no room")


def grpc_unavailable_once(number, context):
    if number == 0:
        context.abort(grpc.StatusCode.UNAVAILABLE, "starting")


def grpc_invalid(_number, context):
    context.abort(grpc.StatusCode.INVALID_ARGUMENT, "100 % wrong")


class TraceService(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self, received, misbehave):
        self.received, self.misbehave = received, misbehave

    def Export(self, request, context):
        response = self.misbehave(self.received.number(), context)
        self.received.take(request)
        return response or trace_service_pb2.ExportTraceServiceResponse()


def serve_grpc(received, misbehave, options=()):
    server = grpc.server(futures.ThreadPoolExecutor(4), options=options)
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(TraceService(received, misbehave), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return port, lambda: server.stop(0)


# HTTP: each function takes the handler, the request's number and its body.


def answer(handler, status, body=b"", headers=()):
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def take(handler, body, response=None):
    handler.received.take(trace_service_pb2.ExportTraceServiceRequest.FromString(body))
    answer(handler, 200, (response or trace_service_pb2.ExportTraceServiceResponse()).SerializeToString())


def http_throttled(handler, number, body):
    if number == 0:
        answer(handler, 429, headers=[("Retry-After", "1")])
    else:
        take(handler, body)


def http_error(handler, _number, _body):
    answer(handler, 500, b"broken")


def http_too_large(handler, _number, _body):
    answer(handler, 413, b"too large")
    handler.close_connection = True


def http_half(handler, number, body):
    if number > 0:
        return take(handler, body)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    handler.close_connection = True


def http_slow(handler, _number, body):
    handler.received.take(trace_service_pb2.ExportTraceServiceRequest.FromString(body))
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.02)


def http_never(handler, _number, _body):
    handler.received.closing.wait(300)


def http_partial(handler, _number, body):
    take(handler, body, rejecting(3, "too old"))


def serve_http(received, misbehave, _options=()):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.received = received
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                misbehave(self, received.number(), body)
            except OSError:  # the program has closed the connection
                self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port, server.shutdown


def serve_reset(_received, _misbehave, _options=()):
    """Accepts connections and resets them, whatever the client sends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def reset():
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            connection.close()

    threading.Thread(target=reset, daemon=True).start()
    return listener.getsockname()[1], lambda: None


# name: (server, behaviour, options, protocol, number of spans that must arrive, text that must be logged; ""
# for no log)
CASES = {
    "http, 429 with Retry-After": (serve_http, http_throttled, (), "http/protobuf", SPANS, ""),
    "http, 500": (serve_http, http_error, (), "http/protobuf", 0, "HTTP status 500; 20 are lost"),
    "http, a body over the limit": (serve_http, http_too_large, (), "http/protobuf", 0, "HTTP status 413; 20 are lost"),
    "http, half a response": (serve_http, http_half, (), "http/protobuf", SPANS, ""),
    "http, a response byte by byte": (serve_http, http_slow, (), "http/protobuf", SPANS, ""),
    "http, no response ever": (serve_http, http_never, (), "http/protobuf", 0, "lost|were not exported"),
    "http, partial success": (serve_http, http_partial, (), "http/protobuf", SPANS, "too old"),
    "grpc, throttled with RetryInfo": (serve_grpc, grpc_throttled, (), "grpc", SPANS, ""),
    "grpc, exhausted": (serve_grpc, grpc_exhausted, (), "grpc", 0, "gRPC status 8 no room; 20 are lost"),
    "grpc, unavailable once": (serve_grpc, grpc_unavailable_once, (), "grpc", SPANS, ""),
    "grpc, invalid": (serve_grpc, grpc_invalid, (), "grpc", 0, "gRPC status 3 100 % wrong; 20 are lost"),
    "grpc, a message over the limit": (
        serve_grpc, lambda *_: None, (("grpc.max_receive_message_length", 64),), "grpc", 0, "gRPC status 8"),
    "grpc, a response after a second": (serve_grpc, lambda *_: time.sleep(1), (), "grpc", SPANS, ""),
    "grpc, partial success": (serve_grpc, lambda *_: rejecting(3, "too old"), (), "grpc", SPANS, "too old"),
    # These receivers work: the cases are for versions of libcurl that cannot reuse a connection.
    "http, several requests": (serve_http, lambda handler, _, body: take(handler, body), (), "http/protobuf", SPANS, ""),
    "grpc, several requests": (serve_grpc, lambda *_: None, (), "grpc", SPANS, ""),
    "grpc, resets": (serve_reset, None, (), "grpc", 0, "lost|were not exported"),
}


def is_hopeless(reported):
    """Returns whether a program tries a receiver until its time is over. Its log line may then come too late if the machine is busy."""
    return "|" in reported


def run(name):
    for _ in range(20 if is_hopeless(CASES[name][5]) else 1):
        name, wrong = run_once(name)
        if not wrong:
            break
    return name, wrong


def run_once(name):
    server, misbehave, options, protocol, spans, reported = CASES[name]
    received = Received()
    port, stop = server(received, misbehave, options)
    with tempfile.TemporaryDirectory() as directory:
        log = os.path.join(directory, "log")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("OTEL_", "DBSPAN_"))}
        environment |= {
            "DBSPAN_LOG": log,
            # Short if the program tries until then; else long enough for a busy machine.
            "DBSPAN_EXIT_TIMEOUT": "2000" if is_hopeless(reported) else "120000",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "120000",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
            "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "5" if "several" in name else "512",
            "OTEL_METRICS_EXPORTER": "none",
            "OTEL_LOGS_EXPORTER": "none",
        }
        status = subprocess.run([program, "return"], env=environment, timeout=300, check=False).returncode
        said = open(log, encoding="utf-8").read() if os.path.exists(log) else ""
    received.closing.set()
    stop()
    expected = any(part in said for part in reported.split("|")) if reported else said == ""
    if status == 0 and received.spans == spans and expected:
        return name, None
    return name, f"status {status}, {received.spans} spans arrived, not {spans}; reported: {said!r}, not {reported!r}"


with futures.ThreadPoolExecutor(4) as pool:
    for case, wrong in pool.map(run, CASES):
        if wrong:
            failures += 1
            print(f"{case}: {wrong}")
print(f"{len(CASES)} bad receivers, {failures} with another result than the specification's")
sys.exit(1 if failures else 0)
