"""Checks the cost of compiling a header: header_cost.py LIMIT OURS NATIVE COMPILER [OPTION…]

Fails if a file that includes <OURS> has more than LIMIT times the preprocessed lines of a file that includes <NATIVE> or, with g++, needs more than
LIMIT times the compiler's memory. Both are the same in every run, and the time to compile grows with them: lines stand for reading, memory for the
classes and templates that are made of them.
"""
import re
import subprocess
import sys


def compile_only(header, command):
    source = f'#include <{header}>\n'
    result = subprocess.run([*command, '-x', 'c++', '-'], input=source, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(result.stderr)
    return result


def lines(header, command):
    return sum(1 for line in compile_only(header, [*command, '-E', '-P']).stdout.splitlines() if line.strip())


def megabytes(header, command):
    """Returns the memory of g++; None for another compiler, which does not report it."""
    report = compile_only(header, [*command, '-ftime-report', '-fsyntax-only']).stderr
    total = re.search(r'^ *TOTAL +:.* (\d+)([kM]?)$', report, re.MULTILINE)
    return int(total[1]) / {'': 1e6, 'k': 1e3, 'M': 1}[total[2]] if total else None


def main():
    limit, ours, native, command = float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
    for what, count in (('preprocessed lines', lines), ('megabytes of the compiler', megabytes)):
        with_ours, with_native = count(ours, command), count(native, command)
        if with_ours is None:
            continue
        report = f'<{ours}> needs {with_ours} {what}, {with_ours / with_native:.2f} times those of <{native}>, {with_native}'
        if with_ours > limit * with_native:
            sys.exit(f'{report}; the limit is {limit}')
        print(report)


if __name__ == '__main__':
    main()
