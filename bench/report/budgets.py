"""The table of budgets: each with its figure and whether it is met, or that the spread of the figure is too large to decide."""

from report.calls import instructions_over
from report.wording import count_of, memory_of, signed, table, time_of

MOST = "≤"
LEAST = "≥"


def verdict(value, spread, limit, kind):
    """Returns the verdict on a figure; `kind` is the side of the limit on which the figure must be."""
    good = value <= limit if kind == MOST else value >= limit
    if abs(value - limit) < spread:
        return "met, within the spread" if good else "not met, within the spread"
    return "met" if good else "**not met**"


class Budgets:
    """Collects the rows of the table, for the figures that were measured."""

    def __init__(self, results):
        self.results = results
        self.rows = []

    def add(self, what, budget, figure, answer):
        self.rows.append([what, budget, figure, answer])

    def compare(self, what, summary, limit, budget, show):
        """Adds a figure with its spread that must not exceed the limit."""
        self.add(what, budget, f"{show(summary['median'])} ± {show(summary['spread']).lstrip('+')}",
                 verdict(summary["median"], summary["spread"], limit, MOST))

    def check(self, what, value, limit, budget, figure):
        self.add(what, budget, figure, verdict(value, 0, limit, MOST))

    def add_calls(self):
        calls = self.results.get("calls", {})
        for title, limit in (("Redis GET", 1.05), ("Postgres SELECT", 1.02), ("MariaDB SELECT", 1.02)):
            if title not in calls:
                continue
            exported = calls[title]["recorder, exported"]
            self.compare(f"{title}, exported: wall time / bare", exported["wall_compared"]["ratio"], limit, f"≤ {limit}", "{:.3f}".format)
            if title == "Redis GET":
                self.compare(f"{title}, exported: CPU of the process over bare", exported["process_compared"]["over"], 1500, "≤ 1.5 µs", signed)
                allocations = exported["allocations_over"]
                self.check(f"{title}, exported: allocations of the caller", round(allocations), 0, "0", f"{allocations:.1f}")
                self.add_instructions(title, "recorder_kept_back", "exported", 2500)
            self.add_instructions(title, "recorder_unsampled_kept_back", "unsampled, measured", 900 if title == "Redis GET" else 600)

    def add_instructions(self, title, path, state, limit):
        over = instructions_over(self.results, title, path)
        if over is not None:
            self.check(f"{title}, {state}: instructions over bare", over, limit, f"≤ {count_of(limit)}", count_of(over))

    def add_switched_off(self):
        calls = {**self.results.get("calls", {}), **self.results.get("long_calls", {})}
        for title, states in calls.items():
            self.compare(f"{title}, switched off: wall time / bare", states["off"]["wall_compared"]["ratio"], 1.03, "≤ 1.03", "{:.3f}".format)
        for row in self.results.get("programs", []):
            if "off" in row["state"]:
                self.compare(f"{row['program']}, {row['state']}: wall time / bare", row["wall_compared"]["ratio"], 1.03, "≤ 1.03", "{:.3f}".format)
        pieces = self.results.get("pieces", {})
        if "SwitchedOff" in pieces:
            over = pieces["SwitchedOff"]["time"]["median"] - pieces["BareCall"]["time"]["median"]
            self.check("an operation in the core, switched off: over bare", over, 5, "≤ 5 ns", time_of(over))

    def add_rates(self):
        row = self.results.get("minute")
        if row is None:
            return
        what = f"{count_of(row['rate'])} spans a second for {row['seconds']:.0f} s"
        self.check(f"{what}: spans lost", row["lost"], 0, "0", f"{count_of(row['lost'])} of {count_of(row['spans'])}")
        self.check(f"{what}: CPU of other threads a span", row["background"], 600, "≤ 0.6 µs", time_of(row["background"]))

    def add_life(self):
        memory = self.results.get("memory", {})
        for threads, kibibytes in memory.items():
            if int(threads) == 10000:
                self.check("10,000 threads that record: memory", kibibytes, 32 * 1024, "≤ 32 MiB", memory_of(kibibytes))
        life = self.results.get("life", {})
        for name, limit in (("/bin/true", 3), ("psql -c 'select 1', exporting", 10)):
            if name in life:
                self.compare(f"{name}, preloaded: over bare", life[name]["over"], limit, f"≤ {limit} ms", "{:.2f} ms".format)
        hanging = life.get("psql, and a receiver that hangs")
        if hanging:
            self.compare("exit with a receiver that hangs (deadline 1 s)", hanging["over"], 1100, "≤ 1,100 ms", "{:.0f} ms".format)
        idle = self.results.get("idle")
        if idle:
            libraries = [name for name in idle["libraries"] if "opentelemetry" in name or "grpc" in name or "curl" in name]
            self.check("preloaded, no database used: threads; libraries of the SDK, gRPC or libcurl", idle["threads"] + len(libraries), 1,
                       "1; none", f"{idle['threads']}; {', '.join(libraries) or 'none'}")

    def add_texts(self):
        pieces = self.results.get("pieces", {})
        for name, what in (("AnalyzeCte", "a CTE of 400 bytes"), ("AnalyzeJoin", "a join of 1 KB"), ("AnalyzeInsert/102400", "an INSERT of 100 KB")):
            if name in pieces:
                speed = pieces[name]["speed"]
                self.add(f"{what}, at first sight", "≥ 300 MB/s", f"{speed['median'] / 1e6:.0f} ± {speed['spread'] / 1e6:.0f} MB/s",
                         verdict(speed["median"], speed["spread"], 300e6, LEAST))
        if "AnalyzeShort" in pieces:
            self.compare("40 bytes, at first sight", pieces["AnalyzeShort"]["time"], 250, "≤ 250 ns", time_of)
        if "CachedStatement/1024" in pieces:
            self.compare("1 KB, seen again", pieces["CachedStatement/1024"]["time"], 30, "≤ 30 ns", time_of)

    def add_by_hand(self):
        for title, states in self.results.get("calls", {}).items():
            over, by_hand = (instructions_over(self.results, title, path) for path in ("sampled_metrics", "sampled_metrics_by_hand"))
            if over is not None and by_hand is not None:
                self.check(f"{title}, SDK, recorded: instructions of the caller / by hand", over / by_hand, 1.0, "≤ 1.0", f"{over / by_hand:.2f}")
            wire, by_hand = (states[state]["process_compared"]["over"] for state in ("OTLP, wire + metrics", "OTLP + metrics, by hand"))
            if by_hand["median"] > 0:
                spread = (wire["spread"] + by_hand["spread"]) / by_hand["median"]
                self.compare(f"{title}, SDK with `WireExporter`, exported: CPU of the process / by hand",
                             {"median": wire["median"] / by_hand["median"], "spread": spread}, 0.7, "≤ 0.7", "{:.2f}".format)


def budget_table(results):
    budgets = Budgets(results)
    for add in (budgets.add_calls, budgets.add_switched_off, budgets.add_rates, budgets.add_life, budgets.add_texts, budgets.add_by_hand):
        add()
    return table(["what", "budget", "measured", ""], budgets.rows)
