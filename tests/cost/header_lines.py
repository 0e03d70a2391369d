"""Checks how many lines the compiler reads for a header: header_lines.py LIMIT OURS NATIVE COMPILER [OPTION…]

Fails if a file that includes <OURS> has more than LIMIT times the preprocessed lines of a file that includes <NATIVE>. Lines are counted
instead of time because they are the same in every run and grow with the time to compile.
"""
import subprocess
import sys


def lines(header, command):
    preprocessed = subprocess.run([*command, '-E', '-P', '-x', 'c++', '-'], input=f'#include <{header}>\n', capture_output=True, text=True, check=False)
    if preprocessed.returncode != 0:
        sys.exit(preprocessed.stderr)
    return sum(1 for line in preprocessed.stdout.splitlines() if line.strip())


def main():
    limit, ours, native, command = float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
    with_ours, with_native = lines(ours, command), lines(native, command)
    report = f'<{ours}> has {with_ours} preprocessed lines, {with_ours / with_native:.2f} times those of <{native}>, {with_native}'
    if with_ours > limit * with_native:
        sys.exit(f'{report}; the limit is {limit}')
    print(report)


if __name__ == '__main__':
    main()
