"""The tables of growth, start-up and memory, rates, and texts."""

from report.wording import count_of, memory_of, ratio_of, table, time_of, time_over

PIPELINES = {"recorder": "recorder", "wire": "SDK, `WireExporter` and dbspan's batch processor", "sdk": "SDK, its own exporter and batch processor"}
KINDS = {"statements": "different statements", "values": "one statement, different values"}
TEXTS = {
    "AnalyzeShort": "40 bytes: a SELECT",
    "AnalyzeCte": "400 bytes: a CTE, as people write them",
    "AnalyzeReport": "700 bytes: a report with joins and CASE",
    "AnalyzeOrm": "500 bytes: what an ORM writes",
    "AnalyzeJoin": "1 KB: a join with conditions",
    "AnalyzeList": "10 KB: a list of numbers",
    "AnalyzeInsert/102400": "100 KB: INSERT of many rows",
}
STEPS = {
    "SwitchedOff": "an operation, switched off",
    "BareCall": "the same, without dbspan",
    "CachedStatement/40": "a statement of 40 bytes, seen again",
    "CachedStatement/1024": "a statement of 1 KB, seen again",
    "CachedStatement/4096": "a statement of 4 KB, seen again",
    "Comparing/4096": "comparing 4 KB, for that",
    "ReadGet": "reading a Redis command",
    "RedactMget/1": "redacting a Redis command",
    "RedactMget/100": "redacting one of 100 keys",
}


def growth_tables(results):
    lines = []
    threads = results.get("threads", {})
    if threads:
        lines += table(["threads", "CPU of the process for a GET, over bare", "wall time / bare", "spans − calls"],
                       [[str(count), time_over(row["process_compared"]["over"]), ratio_of(row["wall_compared"]["ratio"]),
                         f"{row['spans'] - row['calls']:+d}"] for count, row in threads.items()])
    connections = results.get("connections", {})
    if connections:
        lines += table(["connections", "CPU of the process for a GET, over bare", "wall time / bare", "memory of a connection, over bare"],
                       [[count_of(int(count)), time_over(row["process_compared"]["over"]), ratio_of(row["wall_compared"]["ratio"]),
                         f"{row['resident_over'] / int(count) * 1024:.0f} B" if int(count) >= 1000 else "–"]
                        for count, row in connections.items()])
    statements = results.get("statements", [])
    if statements:
        lines += table(["statements", "how many", "CPU at first sight", "CPU of each later one", "memory"],
                       [[KINDS[row["kind"]], count_of(row["count"]), signed_time(row["first"]), signed_time(row["again"]),
                         memory_of(row["kibibytes"])] for row in statements])
    return lines


def signed_time(nanoseconds):
    return time_of(max(nanoseconds, 0))


def life_tables(results):
    rows = [[name, f"{row['bare']['median']:.2f} ms", f"+{row['over']['median']:.2f} ± {row['over']['spread']:.2f} ms"]
            for name, row in results.get("life", {}).items()]
    lines = table(["process", "bare", "preloaded, over bare"], rows) if rows else []
    memory = [[f"{count_of(int(threads))} threads that record", memory_of(kibibytes)]
              for threads, kibibytes in results.get("memory", {}).items()]
    if "idle" in results:
        memory.insert(0, ["preloaded, no database used", memory_of(results["idle"]["kibibytes"])])
    return lines + (table(["memory that becomes resident", ""], memory) if memory else [])


def rate_table(results):
    rows = []
    for pipeline, rates in results.get("limits", {}).items():
        for row in rates:
            rate = count_of(row["rate"]) + ("" if row["on_time"] else f" wanted, {count_of(row['spans'] / row['seconds'])} made")
            rows.append([PIPELINES[pipeline], rate, count_of(row["spans"]), count_of(row["lost"]), time_of(row["background"])])
    return table(["pipeline, default settings", "spans a second", "recorded", "lost", "CPU of other threads a span"], rows) if rows else []


def text_tables(results):
    pieces = results.get("pieces", {})
    texts = [[label, time_of(pieces[name]["time"]["median"]),
              f"{pieces[name]['speed']['median'] / 1e6:.0f} ± {pieces[name]['speed']['spread'] / 1e6:.0f} MB/s" if pieces[name]["speed"] else "–"]
             for name, label in TEXTS.items() if name in pieces]
    steps = [[label, time_of(pieces[name]["time"]["median"]), f"± {time_of(pieces[name]['time']['spread'])}"]
             for name, label in STEPS.items() if name in pieces]
    return (table(["a statement at first sight", "time", "speed"], texts) if texts else []) + \
        (table(["step", "time", "spread"], steps) if steps else [])


def program_table(results):
    rows = []
    for row in results.get("programs", []) + results.get("node", []):
        bare = row["state"] == "bare"
        rows.append([row["program"], row["state"], time_of(row["wall"]["median"]), "1" if bare else ratio_of(row["wall_compared"]["ratio"]),
                     time_of(row["cpu"]["median"]), "–" if bare else time_over(row["cpu_compared"]["over"]),
                     f"{count_of(row['spans'])} / {count_of(row['calls'])}" if row["spans"] else "–"])
    return table(["program", "state", "time of a call", "/ bare", "CPU of the process", "over bare", "spans / calls"], rows) if rows else []
