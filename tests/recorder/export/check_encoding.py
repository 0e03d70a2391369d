"""Decodes the output of encoding_samples with OpenTelemetry's own messages. Protobuf and JSON must have the same contents, and
no field may be unknown.

usage: encoding_samples SEED COUNT | check_encoding.py
"""

import json
import sys

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

import otlp_json

MESSAGES = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}


def is_within(span):
    return all(span.start_time_unix_nano <= event.time_unix_nano <= span.end_time_unix_nano for event in span.events)


def check(line):
    signal, encoded, text = line.rstrip("\n").split(" ", 2)
    decoded = MESSAGES[signal].FromString(bytes.fromhex(encoded))
    from_json = otlp_json.parse(json.loads(text), MESSAGES[signal]())
    # Unknown fields of the protobuf would be serialized again, and the JSON lacks them.
    assert decoded.SerializeToString(deterministic=True) == from_json.SerializeToString(deterministic=True), line
    for resource in getattr(decoded, "resource_spans", []):
        for scope in resource.scope_spans:
            assert all(map(is_within, scope.spans)), line
            assert all(len(span.trace_id) == 16 and len(span.span_id) == 8 for span in scope.spans), line


count = 0
for count, sample in enumerate(sys.stdin, 1):
    check(sample)
print(count, "messages decoded alike from protobuf and JSON")
sys.exit(0 if count else 1)
