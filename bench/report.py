#!/usr/bin/env python3
"""Writes the Markdown table of a benchmark run: report.py RESULTS_DIR OUTPUT COST_BASELINE."""

import json
import pathlib
import statistics
import sys


def load(directory, program):
    """The medians of all rounds of a program by name, with their spread, and the facts of the machine."""
    measured = {}
    for path in sorted(directory.glob(f"{program}-*.json")):
        data = json.loads(path.read_text())
        for one in data["benchmarks"]:
            if one["run_type"] == "iteration":
                measured.setdefault(one["run_name"], []).append(one)
    found = {}
    for name, runs in measured.items():
        median = {key: statistics.median(run[key] for run in runs) for key, value in runs[0].items()
                  if isinstance(value, float)}
        median["time_unit"] = runs[0]["time_unit"]
        times = [run["real_time"] for run in runs]
        found[name] = {"median": median, "spread": statistics.pstdev(times) / statistics.mean(times)}
    return found, data["context"]


SCALE = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def nanoseconds(entry, clock="real_time"):
    return entry["median"][clock] * SCALE[entry["median"]["time_unit"]]


def spread(entry):
    return f"{100 * entry['spread']:.0f} %"


def readable(value):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if value >= size:
            return f"{value / size:.2f} {unit}"
    return f"{value:.1f} ns"


def ratio(value, base):
    return f"{value / base:.2f}" if base else "-"


KINDS = ("unsampled", "sampled", "sampled, wire", "OTLP", "OTLP, wire")
STATES = ("bare", "off", "no provider", "suppressed", *(kind + metrics for kind in KINDS for metrics in ("", " + metrics")))


def client_table(results, client):
    """Every state of one client, beside the bare call and the span written by hand."""
    prefix = client + "/"
    assert any(name.startswith(prefix) for name in results), f"no results for {client}"
    states = {name[len(prefix):].removesuffix("/real_time"): entry
              for name, entry in results.items() if name.startswith(prefix)}
    bare = states["bare"]
    lines = ["| state | wall time | over bare | spread | CPU of the caller | CPU over bare | by hand, CPU over bare "
             "| dbspan / by hand, CPU | allocations over bare | by hand |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for state in STATES:  # they were measured in turns
        entry = states[state]
        hand = states.get(state.replace(", wire", "") + ", by hand")
        added = nanoseconds(entry, "cpu_time") - nanoseconds(bare, "cpu_time")
        hand_added = nanoseconds(hand, "cpu_time") - nanoseconds(bare, "cpu_time") if hand else 0
        allocations = entry["median"]["allocations"] - bare["median"]["allocations"]
        hand_allocations = (hand["median"]["allocations"] - bare["median"]["allocations"]) if hand else None
        lines.append("| " + " | ".join([
            state, readable(nanoseconds(entry)), ratio(nanoseconds(entry), nanoseconds(bare)), spread(entry),
            readable(nanoseconds(entry, "cpu_time")),
            "-" if state == "bare" else f"{added:+.0f} ns",
            f"{hand_added:+.0f} ns" if hand else "-",
            ratio(added, hand_added) if hand and min(added, hand_added) > 0 else "-",
            f"{allocations:.0f}", "-" if hand_allocations is None else f"{hand_allocations:.0f}"]) + " |")
    return lines


def pair_lines(results):
    """The big ones: bare and sampled."""
    names = sorted({name.rsplit("/", 2)[0] for name in results if "/sampled/real_time" in name
                    and name.replace("/sampled/", "/unsampled/") not in results})
    lines = []
    for name in names:
        bare, sampled = results[name + "/bare/real_time"], results[name + "/sampled/real_time"]
        lines.append(f"| {name} | {readable(nanoseconds(bare))} | {readable(nanoseconds(sampled))} "
                     f"| {ratio(nanoseconds(sampled), nanoseconds(bare))} |")
    return lines


def core_table(results):
    lines = ["| piece | time | spread | throughput |", "|---|---|---|---|"]
    for name, entry in sorted(results.items()):
        speed = entry["median"].get("bytes_per_second")
        lines.append(f"| {name.removeprefix('BM_').removesuffix('/real_time')} | {readable(nanoseconds(entry))} "
                     f"| {spread(entry)} | {f'{speed / 1e6:.0f} MB/s' if speed else '-'} |")
    return lines


def budget_table(core, costs, clients):
    """What docs/design.md promises, and what this run says."""
    def of(name):
        return nanoseconds(core[name])

    def worst(state, hand):
        """Of the clients: instructions over the bare call, beside those by hand."""
        def over(client, path):
            return costs[f"{client}_{path}"][1] - costs[f"{client}_bare"][1]
        return f"{max(over(client, state) / over(client, hand) for client in clients):.2f}"
    rows = [
        ("switched off, over the bare call", "≤ 5 ns", f"{of('BM_SwitchedOff') - of('BM_BareCall'):.1f} ns"),
        ("switched off, over the bare call, the worst client: instructions", "-",
         str(max(costs[f"{client}_off"][1] - costs[f"{client}_bare"][1] for client in clients))),
        ("unsampled / bare unsampled span", "≤ 1.1", ratio(of("BM_Unsampled/0"), of("BM_UnsampledBareSpan"))),
        ("the same by instructions", "≤ 1.1", ratio(costs["unsampled"][1], costs["unsampled_bare_span"][1])),
        ("unsampled / by hand with the same attributes, the worst client, by instructions", "≤ 1.0",
         worst("unsampled", "unsampled_by_hand")),
        ("sampled / by hand, the SDK's own recordable", "≤ 1.0", ratio(of("BM_Sampled/0"), of("BM_SampledByHand"))),
        ("sampled, wire / by hand, the SDK's own recordable", "≤ 0.7",
         ratio(of("BM_SampledWire/0"), of("BM_SampledByHand"))),
        ("sampled / by hand, the worst client, by instructions", "≤ 1.0", worst("sampled", "sampled_by_hand")),
        ("first sight of 40 bytes", "≤ 250 ns", readable(of("BM_AnalyzeShort"))),
        ("first sight of a long INSERT", "≥ 300 MB/s",
         f"{core['BM_AnalyzeInsert/102400']['median']['bytes_per_second'] / 1e6:.0f} MB/s"),
        ("first sight of a 1 KB join", "≥ 300 MB/s",
         f"{core['BM_AnalyzeJoin']['median']['bytes_per_second'] / 1e6:.0f} MB/s"),
        ("the same 40 bytes again", "≤ 30 ns", readable(of("BM_CachedStatement/40"))),
        ("the same 1 KB again", "≤ 30 ns", readable(of("BM_CachedStatement/1024"))),
        (f"the same 4 KB again (comparing it alone: {readable(of('BM_Comparing/4096'))})", "≤ 30 ns",
         readable(of("BM_CachedStatement/4096"))),
    ]
    return ["| what | budget | measured |", "|---|---|---|"] + [f"| {a} | {b} | {c} |" for a, b, c in rows]


def load_costs(baseline):
    """What tests/cost counts: allocations and instructions by path, and the clients among them."""
    costs = {name: (int(allocations), int(instructions)) for name, allocations, instructions
             in (line.split() for line in baseline.splitlines() if not line.startswith("#"))}
    return costs, [name.removesuffix("_bare") for name in costs if name.endswith("_bare")]


def cost_tables(costs, clients):
    """The core's paths one by one, and a call of each client beside the same by hand."""
    core = ["| path | allocations | instructions |", "|---|---|---|"]
    core += [f"| {name} | {allocations} | {instructions} |" for name, (allocations, instructions) in costs.items()
             if name.split("_")[0] not in clients]
    calls = ["| call | state | instructions over bare | by hand | dbspan / by hand | allocations over bare | by hand |",
             "|---|---|---|---|---|---|---|"]
    for client in clients:
        bare = costs[f"{client}_bare"]
        for name, cost in costs.items():
            if not name.startswith(f"{client}_") or name.endswith(("_bare", "_by_hand")):
                continue
            hand = costs.get(f"{name}_by_hand")
            over = [cost[i] - bare[i] for i in (0, 1)]
            by_hand = [hand[i] - bare[i] for i in (0, 1)] if hand else ["-", "-"]
            calls.append(f"| {client} | {name.removeprefix(client + '_')} | {over[1]} | {by_hand[1]} "
                         f"| {ratio(over[1], by_hand[1]) if hand else '-'} | {over[0]} | {by_hand[0]} |")
    return core, calls


def program_tables(rows):
    """Whole programs, as bench/programs/programs.py measured them."""
    lines = ["| program | state | time of a call | over bare | spread | CPU of the process | over bare | spread | spans / calls |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        bare = next(other for other in rows if other["program"] == row["program"] and other["state"] == "bare")
        is_bare = row is bare
        lines.append("| " + " | ".join([
            row["program"], row["state"], readable(row["wall"]), "-" if is_bare else f"{row['wall'] / bare['wall']:.3f}",
            "-" if is_bare else f"± {row['wall_spread'] / bare['wall']:.3f}", readable(row["cpu"]),
            "-" if is_bare else f"{row['cpu_over_bare']:+.0f} ns", "-" if is_bare else f"± {row['cpu_spread']:.0f} ns",
            f"{row['spans']} / {row['calls']}" if row["spans"] else "-"]) + " |")
    return lines


def program_section(path):
    if not path.exists():
        return []
    return ["## Whole programs", "", *program_tables(json.loads(path.read_text())), "",
            "One connection, one call after the other, servers on loopback, the receiver a process of its own. Over bare: medians of the",
            "differences to the bare run of the same round; spread: their standard deviation. CPU is that of the whole process, start-up and",
            "export included. The programs of Debian are preloaded and export by OTLP. Those of Node.js use OpenTelemetry's own",
            "instrumentation as its documentation has it, batched and sent by OTLP over HTTP; they make their calls 4,000 or more times",
            "before anything is measured. Spans of connecting and of the warm-up are among the spans.", ""]


def recorder_table(results_dir):
    """What a call costs with the recorder, over the same call bare, from rounds in turns."""
    return ["## The recorder", "",
            "Everything recorded and exported by OTLP to a receiver in a process of its own, with metrics; medians and half the range of",
            "the middle half of the differences of 40 rounds, bare and recorded in turns. The clients of Postgres and MySQL cannot be bare in the",
            "same program: they are compared with themselves, suppressed.", "",
            "| call | wall time / bare | CPU of the caller over bare | CPU of all threads over bare | allocations |", "|---|---|---|---|---|",
            *(results_dir / "recorder.md").read_text().splitlines(), "",
            f"At a steady rate: {(results_dir / 'recorder-rate.txt').read_text().strip()}.", ""]


def main():
    results_dir, output, baseline = (pathlib.Path(argument) for argument in sys.argv[1:4])
    core, context = load(results_dir, "core")
    clients = {}
    for program in ("redis", "pg_bare", "pg", "mysql_bare", "mysql"):
        clients.update(load(results_dir, program)[0])
    costs, programs = load_costs(baseline.read_text())
    text = ["# Performance", "",
            "How it is measured (`./run bench` writes this file):", "",
            "- All tables are of one run. Compare within a table: times differ between machines, and between runs on one.",
            "- Rounds of new processes, the states in turns, medians of all; where a spread hides the message, believe the instructions.",
            "- The caller and the server share a processor, so that a call is a switch to the server and back. The exporter's threads are on",
            "  the others.",
            "- *By hand* is a span with the same attributes and metrics, current while the call runs, as OpenTelemetry's documentation has it.",
            "- CPU of the caller is that of its thread. CPU of the process counts all of its threads, and so the export.",
            "- Allocations and instructions do not depend on the machine. CI compares them with `tests/cost/baseline.txt` (`./run cost`).",
            "- Whole programs are measured by themselves, with the number of exported spans beside, so that nothing is fast by losing them.",
            "- Budgets that are not met say why in docs/design.md.", "",
            f"Machine: {context['num_cpus']} processors at {context['mhz_per_cpu']} MHz, release build.", "",
            "## Budgets", "", *budget_table(core, costs, programs), ""]
    text += recorder_table(results_dir)
    paths, calls = cost_tables(costs, programs)
    for client in (f"{call}{where}" for call in ("redis/GET", "postgres/SELECT", "mysql/SELECT")
                   for where in (" without a server", "")):
        where = "" if "server" in client else ", server on loopback"
        text += [f"## {client}{where}", "", *client_table(clients, client), ""]
    programs_section = program_section(results_dir / "programs.json")
    text += ["`off`: switched off. `no provider`: no SDK. `wire`: recorded by `dbspan::sdk::WireExporter`. `sampled`: thrown away at",
             "the end of the span; `OTLP`: batched and sent to a sink in the same process, which shares the processors with the",
             "client and the server. By hand: the same attributes through the OpenTelemetry API, on the SDK's own recordable.",
             "Made by hand they are the current span while the call runs, as OpenTelemetry's documentation has it; dbspan's are only on",
             "request (`CURRENT_SPANS`): what that costs is `SampledCurrent` below.",
             "CPU is that of the calling thread: what the server does is not in it. The caller and the server share a processor, so that",
             "a call is a switch to the server and back; the exporter's threads are on the others. Without a server: the reply is there",
             "before the command is sent. Bare calls to Postgres and MySQL are made by programs of their own.", "",
             *programs_section, "## Scaling", "", "| what | bare | sampled, with metrics | ratio |", "|---|---|---|---|",
             *pair_lines(clients), "", "## Pieces of the core", "", *core_table(core), "",
             "## Allocations and instructions of one call, without a server", "", *calls, "",
             "## Allocations and instructions of one operation in the core", "", *paths]
    output.write_text("\n".join(text) + "\n")


main()
