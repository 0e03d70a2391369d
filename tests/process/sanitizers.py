"""How programs run that were built with a sanitizer. It reports on standard error, which is compared with the bare program's."""

import pathlib

TESTS = pathlib.Path(__file__).parent.parent

# The linked forms. A preload object would stand in front of the sanitizer's runtime, which has to come first.
FORMS = ("header", "linked")
# How many times longer a run may take.
SLOWER = 6

ENVIRONMENTS = {
    # Leaks are looked for by ./run test-sanitized: a process that ends during calls does not free their memory.
    "address": {"ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:handle_abort=0", "UBSAN_OPTIONS": "print_stacktrace=1"},
    # A child that is forked while other threads run goes on. The SDK's libraries are not instrumented.
    "thread": {"TSAN_OPTIONS": f"die_after_fork=0:ignore_noninstrumented_modules=1:handle_segv=0:suppressions={TESTS / 'races.supp'}"},
}
