#include "cli/run_options.h"

namespace dbspan::cli {

const char* const kRunHelp = R"(usage: dbspan run [OPTION…] [--] PROGRAM [ARGUMENT…]

Runs a program and reports its database and cache calls when it has ended. The program's streams, terminal,
signals and exit status are what they are without dbspan.

  -o, --output FILE   write the report there instead of to standard error
  -q, --quiet         no report
      --html FILE     write a page with everything; the terminal gets one line
      --json FILE     write the spans as OTLP JSON lines; the terminal gets one line
      --all           draw all traces and operations
      --statements N  rows of the table of statements (10), or all
      --fail-on LIST  exit 3 if the program exited 0 but there are findings, errors or untraced (commas)
      --progress, --no-progress
                      a line after 10, 30, 60 … seconds (on a terminal that the program does not use)
      --audit         see calls that go past LD_PRELOAD: PHP, Python's ctypes; programs start slower
      --follow        report when the last process that the program left running has ended, or at Ctrl-C
      --top           a live table of statements; the program's output follows it (dbspan top: in another terminal)
      --interval SECONDS
                      of --top: 1 on a terminal, else 10
      --args          record the command line; it may hold passwords
      --threshold LIST
                      when something is a finding: repeated-statement=10,slow-statement=200ms; 0: never
                      (dbspan explain FINDING)
      --burst-gap TIME  calls without a parent that begin within this time belong together (100ms)
      --memory SIZE   for spans (256M); older traces go first
      --color WHEN    auto, always, never
)";

Options ReadRunOptions(const std::vector<std::string>& arguments) {
  static const std::vector<std::string> kKnown{
      "output",  "quiet",    "html",        "json",  "all",       "statements",
      "fail-on", "progress", "no-progress", "args",  "audit",     "follow",
      "top",     "interval", "memory",      "color", "threshold", "burst-gap"};
  Options options = ReadOptions(arguments, kKnown);
  if (options.help) return options;
  if (options.rest.empty()) throw WrongUse{"dbspan run needs a program: dbspan run -- psql shop"};
  if (options.interval && !options.top) throw WrongUse{"--interval needs --top"};
  return options;
}

}  // namespace dbspan::cli
