"""Receives OTLP, decodes it with the messages of OpenTelemetry's own Python package, and writes down the spans and metrics.

usage: receiver.py http|grpc OUTPUT [CERTIFICATE KEY]

With a certificate, it uses TLS. Over HTTP it accepts protobuf and JSON, compressed or not. It prints the port on standard output. On SIGTERM it writes
to OUTPUT one line per received item: span SCOPE NAME KIND, and metric SCOPE NAME UNIT COUNT. Over HTTP, GET /metrics returns the histograms in
Prometheus's format.
"""

import gzip
import json
import signal
import ssl
import sys
import threading
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span

import otlp_json

lock = threading.Lock()
spans = []
metrics = {}
exposed = {}


def labels_of(point):
    return ",".join(
        f'{a.key.replace(".", "_")}="{a.value.string_value or a.value.int_value}"' for a in point.attributes
    )


def expose(metric):
    """Stores the lines of a metric in Prometheus's text format, with the names that the OpenTelemetry collector gives."""
    name = metric.name.replace(".", "_") + ("_seconds" if metric.unit == "s" else "")
    for point in metric.sum.data_points:
        labels = labels_of(point)
        total = "_total" if metric.sum.is_monotonic else ""
        exposed[f"{name}{total}{{{labels}}}"] = point.as_int or point.as_double
    for point in metric.histogram.data_points:
        labels = labels_of(point)
        count = 0
        for i, of_bucket in enumerate(point.bucket_counts):
            count += of_bucket
            bound = point.explicit_bounds[i] if i < len(point.explicit_bounds) else "+Inf"
            exposed[f'{name}_bucket{{{labels},le="{bound}"}}'] = count
        exposed[f"{name}_sum{{{labels}}}"] = point.sum
        exposed[f"{name}_count{{{labels}}}"] = point.count


def take_traces(request):
    with lock:
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    spans.append(f"span {scope.scope.name} {span.name} {Span.SpanKind.Name(span.kind)}")
    return trace_service_pb2.ExportTraceServiceResponse()


def take_metrics(request):
    with lock:
        for resource in request.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    expose(metric)
                    count = sum(point.count for point in metric.histogram.data_points)
                    # Sums are cumulative, so the latest value replaces the earlier ones.
                    metrics[f"metric {scope.scope.name} {metric.name} {metric.unit}"] = count
    return metrics_service_pb2.ExportMetricsServiceResponse()


class TraceService(trace_service_pb2_grpc.TraceServiceServicer):
    def Export(self, request, context):
        return take_traces(request)


class MetricsService(metrics_service_pb2_grpc.MetricsServiceServicer):
    def Export(self, request, context):
        return take_metrics(request)


class Handler(BaseHTTPRequestHandler):
    takers = {
        "/v1/traces": (trace_service_pb2.ExportTraceServiceRequest, take_traces),
        "/v1/metrics": (metrics_service_pb2.ExportMetricsServiceRequest, take_metrics),
    }

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        is_json = self.headers["Content-Type"] == "application/json"
        answer = b"{}" if is_json else b""
        if self.path in self.takers:
            message, take = self.takers[self.path]
            if is_json:
                take(otlp_json.parse(json.loads(body), message()))
            else:
                answer = take(message.FromString(body)).SerializeToString()
        self.send_response(200)
        self.send_header("Content-Type", self.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self):
        with lock:
            body = "".join(f"{key} {value}\n" for key, value in exposed.items()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve(protocol, certificate):
    if protocol == "http":
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_port
    server = grpc.server(futures.ThreadPoolExecutor(4))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(TraceService(), server)
    metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(MetricsService(), server)
    if certificate:
        with open(certificate[0], "rb") as chain, open(certificate[1], "rb") as key:
            credentials = grpc.ssl_server_credentials([(key.read(), chain.read())])
        port = server.add_secure_port("127.0.0.1:0", credentials)
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    serve.kept = server
    return port


def main():
    protocol, output, *certificate = sys.argv[1:]
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    print(serve(protocol, certificate), flush=True)
    ended.wait()
    with lock, open(output, "w", encoding="utf-8") as out:
        for line in spans:
            print(line, file=out)
        for name, count in metrics.items():
            print(name, count, file=out)


main()
