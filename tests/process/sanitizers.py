"""Settings for programs that were built with a sanitizer. Its reports are on standard error, which is compared with that of the bare program."""

import pathlib

TESTS = pathlib.Path(__file__).parent.parent

# Forms that can be run. Preloading does not work, because the runtime of the sanitizer has to be the first library.
FORMS = ("header", "linked")
# Factor for deadlines.
SLOWER = 6

ENVIRONMENTS = {
    # No check for leaks, because a process that ends during calls does not free their memory. ./run test-sanitized checks for leaks.
    "address": {"ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:handle_abort=0", "UBSAN_OPTIONS": "print_stacktrace=1"},
    # Continue in a child that is forked while other threads run. Ignore the libraries of the SDK, which are not instrumented.
    "thread": {"TSAN_OPTIONS": f"die_after_fork=0:ignore_noninstrumented_modules=1:handle_segv=0:suppressions={TESTS / 'races.supp'}"},
}
