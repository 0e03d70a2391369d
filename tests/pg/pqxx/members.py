"""Public members of libpqxx's classes that dbspan's classes lack: members.py COMPILER [OPTION…]

Every name that a class in libpqxx's headers declares in a public part is tried as a member of each class, as in names.py. A member that
dbspan's class of the same name lacks must be in LEFT_OUT, with the reason.
"""
import re
import sys

from names import identifiers, run

# Classes that dbspan replaces.
CLASSES = ['connection', 'transaction_base', 'dbtransaction', 'work', 'read_transaction', 'robusttransaction<>', 'nontransaction',
           'subtransaction', 'pipeline', 'stream_from', 'stream_to', 'icursorstream', 'stateless_cursor<pqxx::cursor_base::read_only, '
           'pqxx::cursor_base::owned>']
# Member of any class: the reason why dbspan's has none.
LEFT_OUT = {
    **dict.fromkeys(['basic_connection_base', 'basic_robusttransaction', 'connection', 'internal_error', 'namedclass', 'stream_base',
                     'transaction_focus', 'transactionfocus'], 'the name of a class, its base or an exception'),
    **dict.fromkeys(['activate', 'close', 'exec', 'exec_params', 'exec_prepared', 'get_result', 'parse_line', 'read_copy_line'],
                    'private in this class; public in another one, which has it'),
    'perform': 'libpqxx 6: deprecated there in favor of pqxx::perform, and takes classes that name the native transaction',
}


def public_names(compiler, options):
    """Names of functions that any class of libpqxx declares in a public part, in the preprocessed headers."""
    text, of_libpqxx = [], False
    for line in run(compiler, options, '#include <pqxx/pqxx>\n', '-E').stdout.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            of_libpqxx = '/pqxx/' in marker.group(1)
        elif of_libpqxx:
            text.append(line)
    words = re.findall(r"""\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])'|\w+|[^\w\s]""", '\n'.join(text))
    found, open_braces, kind = set(), [], None  # of each open brace: None, or whether a class is in a public part
    for word, following in zip(words, words[1:] + ['']):
        if word in ('class', 'struct'):
            kind = word
        elif word == ';':
            kind = None
        if word == '{':
            open_braces.append(None if kind is None else kind == 'struct')
            kind = None
        elif word == '}' and open_braces:
            open_braces.pop()
        elif following == ':' and word in ('public', 'private', 'protected') and open_braces and open_braces[-1] is not None:
            open_braces[-1] = word == 'public'
        elif following == '(' and open_braces and open_braces[-1] and re.match(r'[a-z]\w*$', word):
            found.add(word)
    return found


def members_of(compiler, options, header, scope, names):
    """The pairs of class and member that exist and are public, by the compiler's messages: a use on each line."""
    tried = [(one, name) for one in CLASSES for name in names]
    lines = [f'auto t{i}(::{scope}::{one.replace("pqxx::", "::pqxx::")}& o) -> decltype(o.{name});' for i, (one, name) in enumerate(tried)]
    text = f'#include <{header}>\n#line 1 "members"\n' + '\n'.join(lines) + '\n'
    limit = ['-ferror-limit=0', '-fno-spell-checking'] if 'clang' in run(compiler, [], '', '--version').stdout else ['-fmax-errors=0']
    errors = run(compiler, options, text, '-fsyntax-only', '-w', '-fno-diagnostics-show-caret', '-fno-diagnostics-show-option', *limit).stderr
    elsewhere = re.findall(r'^(?!members:|In file).*: (?:fatal )?error.*', errors, re.M)
    if elsewhere:
        sys.exit('\n'.join(elsewhere[:10]))
    missing = {int(line) for line, message in re.findall(r'^members:(\d+):\d+: error: (.*)', errors, re.M)
               if re.search(r'no member named|is private|is protected|not a member|private member|protected member|expected', message)}
    return {pair for i, pair in enumerate(tried) if i + 1 not in missing}


def main():
    compiler, options = [sys.argv[1]], sys.argv[2:]
    candidates = sorted(public_names(compiler, options) & set(identifiers(compiler, options)))
    theirs = members_of(compiler, options, 'pqxx/pqxx', 'pqxx', candidates)
    if len(theirs) < 200:
        sys.exit(f'only {len(theirs)} members were found: this test sees nothing')
    names = sorted({name for _, name in theirs})
    ours = members_of(compiler, options, 'dbspan/pqxx', 'dbspan::pqxx', names)
    missing = sorted(f'{one}::{name}' for one, name in theirs - ours if name not in LEFT_OUT)
    if missing:
        sys.exit('classes of dbspan::pqxx lack these members of libpqxx:\n  ' + '\n  '.join(missing))
    print(f'{len(theirs)} members, {len(theirs - ours)} of them left out')


if __name__ == '__main__':
    main()
