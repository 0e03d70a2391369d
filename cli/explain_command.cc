#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"

namespace dbspan::cli {
namespace {

constexpr const char* kRepeatedStatement = R"(repeated-statement

One statement ran five times or more below one parent: a loop asks for one row at a time where one question
would do ("N+1"). The parent is a span of the application; where there is none, a burst: calls of one thread
with less than 100 ms between them. Statements that are repeated by design (transaction control, cursors,
COPY, SET) are left out. Other operations in between do not matter.

What to do: ask for all rows at once, then go through them.
  Postgres          SELECT … WHERE id = ANY($1), with an array; a JOIN
  MySQL, MariaDB    SELECT … WHERE id IN (?, ?, …); a JOIN; INSERT with several rows
  Redis             MGET, MSET, HMGET; a pipeline
)";

}  // namespace

int ExplainCommand(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1 || arguments[0] != "repeated-statement") {
    throw WrongUse{"dbspan explain takes one finding: repeated-statement"};
  }
  return WriteAll(STDOUT_FILENO, kRepeatedStatement) ? 0 : 1;
}

}  // namespace dbspan::cli
