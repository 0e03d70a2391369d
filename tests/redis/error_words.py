"""Checks that each kind of error that the server can reply is in redis/resp/error_retry.cc, or fails again: error_words.py TABLE SERVER

Kinds are the first words of the replies that are texts of the server's program. Each that is not in the table is in FAIL_AGAIN, with
the reason.
"""
import re
import shutil
import sys

FAIL_AGAIN = {
    'the command, its keys or its arguments are wrong': ['ERR', 'WRONGTYPE', 'CROSSSLOT', 'BUSYKEY', 'BUSYGROUP', 'NOGROUP', 'NOTBUSY', 'INVALIDOBJ',
                                                         'EXECABORT', 'NOPROTO'],
    'the client may not': ['DENIED', 'NOAUTH', 'NOPERM', 'WRONGPASS'],
    'a script has written and cannot be ended': ['UNKILLABLE'],
}


def main():
    table, server = sys.argv[1], shutil.which(sys.argv[2]) or sys.exit(f'there is no {sys.argv[2]}')
    rules = set(re.findall(r'Rule\{"([A-Z]+)"', open(table).read()))
    words = {word.decode() for word in re.findall(rb'\0-([A-Z]{2,})[ \r]', open(server, 'rb').read())}
    listed = [word for some in FAIL_AGAIN.values() for word in some]
    failures = [f'{word}: in the table and in FAIL_AGAIN' for word in listed if word in rules]
    failures += [f'{word}: neither in {table} nor in FAIL_AGAIN' for word in sorted(words - rules - set(listed))]
    if len(words) < 20:
        failures.append(f'only {len(words)} kinds of errors were found in {server}: this test sees nothing')
    print(f'{len(words)} kinds of errors, {len(words & rules)} in the table')
    sys.exit('\n'.join(failures) if failures else 0)


if __name__ == '__main__':
    main()
