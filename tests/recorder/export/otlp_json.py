"""Parses OTLP's JSON, in which ids are hexadecimal; in protobuf's JSON they are base64."""

import base64

from google.protobuf import json_format

ID_KEYS = {"traceId", "spanId", "parentSpanId"}


def with_base64_ids(value):
    if isinstance(value, list):
        return [with_base64_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode() if key in ID_KEYS else with_base64_ids(item)
        for key, item in value.items()
    }


def parse(json_object, message):
    """Fills `message` from the JSON. Raises an exception if the message has no field for a key of the JSON."""
    return json_format.ParseDict(with_base64_ids(json_object), message)
