"""Formats numbers and tables for docs/performance.md."""


def time_of(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if abs(nanoseconds) >= size:
            return f"{nanoseconds / size:.2f} {unit}"
    return f"{nanoseconds:.0f} ns" if abs(nanoseconds) >= 100 else f"{nanoseconds:.1f} ns"


def time_over(summary):
    """Formats a difference with its spread."""
    return f"{signed(summary['median'])} ± {time_of(summary['spread'])}"


def signed(nanoseconds):
    return ("+" if nanoseconds >= 0 else "−") + time_of(abs(nanoseconds))


def ratio_of(summary):
    return f"{summary['median']:.3f} ± {summary['spread']:.3f}"


def count_of(number):
    return f"{number:,.0f}"


def memory_of(kibibytes):
    return f"{kibibytes / 1024:.1f} MiB" if abs(kibibytes) >= 1024 else f"{kibibytes:.0f} KiB"


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows), ""]
