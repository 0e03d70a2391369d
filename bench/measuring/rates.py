"""Measures how many spans per second are recorded and exported without loss (span_rate.cc)."""

from measuring.processes import run

PIPELINES = ("recorder", "wire", "sdk")
RATES = (10000, 25000, 50000, 100000, 200000, 400000, 800000)
ON_TIME = 1.05


def measure_rate(context, pipeline, rate, seconds):
    context.receiver.take_count()
    output = run([context.programs / "span_rate", pipeline, str(rate), str(seconds)], context.receiver.environment(), seconds * 4 + 60)
    spans, took, caller, background = output.split()
    return {"rate": rate, "spans": int(spans), "lost": int(spans) - context.receiver.take_count(), "seconds": float(took),
            "caller": float(caller), "background": float(background), "on_time": float(took) <= seconds * ON_TIME}


def measure_limits(context):
    """For each pipeline, doubles the rate until a span is lost or one thread cannot record faster."""
    rows = {}
    for pipeline in PIPELINES:
        rows[pipeline] = []
        for rate in RATES:
            rows[pipeline].append(measure_rate(context, pipeline, rate, context.seconds_of_rate))
            if rows[pipeline][-1]["lost"] or not rows[pipeline][-1]["on_time"]:
                break
    return rows


def measure_minute(context):
    return measure_rate(context, "recorder", 50000, context.seconds_of_minute)
