"""Prints the names of the installed libpqxx that dbspan::pqxx lacks: names.py COMPILER [OPTION…]

The script does not parse libpqxx's declarations. It lets the compiler try every identifier of libpqxx's headers as `::pqxx::NAME`, and
the existing ones as `dbspan::pqxx::NAME`. It fails if names are missing, which then have to be added to include/dbspan/pg/names.h.
"""
import re
import subprocess
import sys
import tempfile

# Namespaces that programs must not use.
LEFT_OUT = {'internal'}
KEYWORDS = set('''alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t class compl const
constexpr const_cast continue decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto
if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register
reinterpret_cast return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try
typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq'''.split())


def run(compiler, options, text, *more):
    with tempfile.NamedTemporaryFile('w', suffix='.cc') as source:
        source.write(text)
        source.flush()
        return subprocess.run([*compiler, *options, *more, source.name], capture_output=True, text=True, check=False)


def identifiers(compiler, options):
    preprocessed = run(compiler, options, '#include <pqxx/pqxx>\n', '-E')
    if preprocessed.returncode != 0:
        sys.exit(preprocessed.stderr)
    found, of_libpqxx = set(), False
    for line in preprocessed.stdout.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            of_libpqxx = '/pqxx/' in marker.group(1)
        elif of_libpqxx:
            found.update(re.findall(r'[A-Za-z_]\w*', re.sub(r'"(\\.|[^"\\])*"', '', line)))
    return sorted(name for name in found - KEYWORDS - LEFT_OUT if not name.startswith('__'))


def existing(compiler, options, header, scope, names):
    """Returns the names for which `scope::NAME` exists: compiles one declaration per line and takes the lines without an error."""
    def without_error(declaration):
        lines = [f'namespace n{i} {{ {declaration.format(f"{scope}::{name}")} }}' for i, name in enumerate(names)]
        first = f'#include <{header}>\n#line 1 "names"\n'
        tried = run(compiler, options, first + '\n'.join(lines) + '\n', '-fsyntax-only', '-w', '-fno-diagnostics-show-caret', *limit)
        wrong = {int(line) for line in re.findall(r'^names:(\d+):\d+: error', tried.stderr, re.M)}
        elsewhere = re.findall(r'^(?!names:).*: (?:fatal )?error.*', tried.stderr, re.M)
        if elsewhere:
            sys.exit('\n'.join(elsewhere[:10]))
        return {name for i, name in enumerate(names) if i + 1 not in wrong}
    clang = 'clang' in run(compiler, [], '', '--version').stdout
    limit = ['-ferror-limit=0', '-fno-spell-checking'] if clang else ['-fmax-errors=0']
    return without_error('using {};') | without_error('namespace alias = {};')


def main():
    compiler, options = [sys.argv[1]], sys.argv[2:]
    candidates = identifiers(compiler, options)
    names = sorted(existing(compiler, options, 'pqxx/pqxx', '::pqxx', candidates))
    if len(names) < 50:
        sys.exit(f'only {len(names)} names of libpqxx were found: this test sees nothing')
    missing = sorted(set(names) - existing(compiler, options, 'dbspan/pqxx', '::dbspan::pqxx', names))
    if missing:
        sys.exit('dbspan::pqxx lacks these names of libpqxx (include/dbspan/pg/names.h):\n  ' + '\n  '.join(missing))
    print(f'{len(names)} names')


if __name__ == '__main__':
    main()
