"""The tables of the cost of a call in each state."""

from report.wording import count_of, ratio_of, table, time_of, time_over

# State, its name in the document, and the path of tests/cost that counts its instructions.
STATES = (
    ("bare", "bare", "bare"),
    ("off", "switched off", "off"),
    ("recorder, unsampled, kept back", "unsampled, measured", "recorder_unsampled_kept_back"),
    ("recorder, kept back", "recorded, measured", "recorder_kept_back"),
    ("recorder, exported", "**recorded, measured, exported**", "recorder_kept_back"),
    ("unsampled + metrics", "SDK: unsampled, measured", "unsampled_metrics"),
    ("sampled + metrics", "SDK: recorded, measured", "sampled_metrics"),
    ("OTLP + metrics", "SDK: recorded, measured, exported", "sampled_metrics"),
    ("OTLP, wire + metrics", "SDK with `WireExporter`: recorded, measured, exported", "sampled_wire_metrics"),
    ("OTLP + metrics, by hand", "by hand, carefully: recorded, measured, exported", "sampled_metrics_by_hand"),
    ("OTLP + metrics, as documented", "by hand, as documented: recorded, measured, exported", "sampled_metrics_as_documented"),
)
PATHS = {"Redis GET": "redis", "Postgres SELECT": "postgres", "MariaDB SELECT": "mysql"}


def instructions_over(results, title, path):
    """Returns the instructions of the calling thread beyond those of the bare call; None if they were not counted."""
    rows = results.get("instructions", {})
    name = PATHS.get(title)
    if f"{name}_{path}" not in rows or f"{name}_bare" not in rows:
        return None
    return rows[f"{name}_{path}"]["instructions"] - rows[f"{name}_bare"]["instructions"]


def lost_of(figures):
    """Returns the number of exported spans minus the number of calls; a dash if the state exports nothing."""
    return f"{figures['spans'] - figures['calls']:+d}" if figures["spans"] else "–"


def call_tables(results):
    lines = []
    for title, states in results.get("calls", {}).items():
        rows = []
        for state, label, path in STATES:
            if state not in states:
                continue
            figures = states[state]
            over = instructions_over(results, title, path)
            if state == "bare":
                rows.append([label, time_of(figures["wall"]["median"]), "1", time_of(figures["caller"]["median"]),
                             time_of(figures["process"]["median"]), f"{figures['allocations']['median']:.0f}", "–", "–"])
                continue
            rows.append([label, time_of(figures["wall"]["median"]), ratio_of(figures["wall_compared"]["ratio"]),
                         time_over(figures["caller_compared"]["over"]), time_over(figures["process_compared"]["over"]),
                         f"{figures['allocations_over']:+.0f}", "–" if over is None else f"{over:+,d}", lost_of(figures)])
        lines += [f"### {title}", "", *table(["state", "wall time", "wall time / bare", "CPU of the caller", "CPU of the process",
                                              "allocations", "instructions", "spans − calls"], rows)]
    return lines


def long_call_table(results):
    rows = []
    for title, states in results.get("long_calls", {}).items():
        for state, label in (("bare", "bare"), ("off", "switched off"), ("recorder, exported", "exported")):
            figures = states[state]
            compared = figures.get("wall_compared")
            rows.append([title, label, time_of(figures["wall"]["median"]), ratio_of(compared["ratio"]) if compared else "1"])
    return table(["call", "state", "wall time", "wall time / bare"], rows) if rows else []


def export_table(results):
    """Returns the table of the cost of exporting a span in the SDK's background thread, without sending. tests/cost exports ten at a time."""
    rows = results.get("instructions", {})
    names = (("export_ten_sdk", "the SDK's exporter"), ("export_ten_wire", "`WireExporter`"))
    found = [[label, f"{rows[name]['allocations'] / 10:.1f}", count_of(rows[name]["instructions"] / 10)]
             for name, label in names if name in rows]
    return table(["making a request of ended spans", "allocations a span", "instructions a span"], found) if found else []
