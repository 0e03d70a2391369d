"""Writes the tables into the document, between two markers. The text around the markers is written by hand."""

from report.budgets import budget_table
from report.calls import call_tables, export_table, long_call_table
from report.growth import growth_tables, life_tables, program_table, rate_table, text_tables

BEGIN = "<!-- Written by ./run bench, from here … -->"
END = "<!-- … to here -->"


def section(title, *parts):
    lines = [line for part in parts for line in part]
    return [f"## {title}", "", *lines] if lines else []


def machine_lines(results):
    machine = results["machine"]
    lines = [f"One run on {machine['date']}: {machine['processors']} × {machine['processor']}, {machine['system']}, "
             f"Linux {machine['kernel']}, g++ -O2. Times are of that machine on that day.", ""]
    if results["quick"]:
        lines[:0] = ["**A trial run with few and short rounds: these figures mean nothing.**", ""]
    for left_out in results["left_out"]:
        lines += [f"Left out: {left_out['what']}: {left_out['why']}.", ""]
    return lines


def tables(results):
    return [*machine_lines(results),
            *section("Budgets", budget_table(results)),
            *section("What a call costs", call_tables(results), long_call_table(results), export_table(results)),
            *section("How it grows", growth_tables(results)),
            *section("Start-up, exit and memory", life_tables(results)),
            *section("Spans a second before the first is lost", rate_table(results)),
            *section("Whole programs, and OpenTelemetry JS", program_table(results)),
            *section("Texts, and steps of an operation", text_tables(results))]


def write_document(results, path):
    text = path.read_text()
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    path.write_text("\n".join([before + BEGIN, "", *tables(results)]).rstrip() + "\n\n" + END + after)
