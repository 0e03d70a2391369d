#include <array>

#include "insight/sentence.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// The explanations, in the order of FindingKind.
constexpr std::array<std::string_view, kFindingKinds> kExplanations{
    R"(repeated-statement

One statement ran five times or more below one parent, one after another: a loop asks for one row at a time
where one question would do ("N+1"). The parent is a span of the application; where there is none, a burst:
calls of one thread with less than 100 ms between them. Other operations in between do not matter. Not counted:
attempts that failed; calls that overlap on their connection (they are pipelined); statements that are repeated
by design (transaction control, cursors, COPY, definitions, BLPOP); checks, locks, jobs and notifications (SELECT 1,
SET … NX, LPOP, SKIP LOCKED), unless 100 ran in a row, and the work on one job or lock after another; statements that
handle more than one row on average as a page (id > … ORDER BY … LIMIT), a list (IN, ANY) or a range, and INSERTs of
several rows; and statements most of whose calls come after a pause of 100 ms, as when a program polls.

What to do: ask for all rows at once, then go through them.
  Postgres          SELECT … WHERE id = ANY($1), with an array; a JOIN
  MySQL, MariaDB    SELECT … WHERE id IN (?, ?, …); a JOIN; INSERT with several rows
  Redis             MGET, MSET, HMGET; a pipeline

Threshold: repeated-statement=5
)",
    R"(chatty

More than 50 operations ran below one span of the application, a repeated statement counted once. Each costs a
round trip. Bursts are not judged: a script may be one long burst.

What to do: join statements that need each other's answers, pipeline those that do not, cache what does not change.

Threshold: chatty=50
)",
    R"(redundant-statement

One statement ran with the same values several times below one parent. Off unless asked for, because each
statement is hashed with its values; nothing but the hash is kept. Statements whose parameters dbspan does not see
are left out.

What to do: keep the first answer.

Threshold: redundant-statement=0 (off); 2 finds the first repetition
)",
    R"(always-missing

Lookups of one pattern of keys found nothing at all, ten times or more (a hundred times if the program writes such
keys itself). A cache that starts empty misses once for every entry: about as many writes as misses are no finding,
unless the same keys are known to be missing again. Questions with yes or no as the answer (EXISTS,
SISMEMBER) and queues (LPOP) do not count.

What to do: compare the key with the one that is written (prefix, case, database number), or leave the lookup out.

Threshold: always-missing=10
)",
    R"(never-read

Entries of one pattern of keys were written ten times or more, and nothing in this run looked them up. It is no
fault if another program reads them.

What to do: compare the keys, or stop writing them.

Threshold: never-read=10
)",
    R"(slow-statement

A statement took a second or longer. Commands that wait by design (BLPOP, XREAD) are not counted.

What to do: EXPLAIN (ANALYZE, BUFFERS) in Postgres, EXPLAIN ANALYZE in MySQL, ANALYZE in MariaDB, SLOWLOG
GET in Redis.

Threshold: slow-statement=1s
)",
    R"(slower-than-usual

A statement took ten times its own median or more, and 10 ms at least. It is compared with what came before it,
from 30 operations on.

What to do: look for locks (pg_stat_activity, SHOW ENGINE INNODB STATUS) and for other work at that moment.

Threshold: slower-than-usual=10
)",
    R"(unused-rows

The rows of a statement were streamed, and the stream was given up after one of them at most. The server, the network
or the client worked for the others.

What to do: LIMIT 1.

Seen in the running process only (DBSPAN_FINDINGS, dbspan::testing): spans do not say it.

Threshold: unused-rows=1
)",
    R"(error-storm

Operations below one parent failed five times or more in the same way.

What to do: mend the first failure, and stop at it. In Postgres everything fails after the first error of a
transaction (25P02), until ROLLBACK.

Threshold: error-storm=5
)",
    R"(retries

A statement that had failed was sent again, twice or more. Errors that depend on the values (duplicate keys,
constraints, conversions) do not count, because the next execution has others.

What to do: wait longer from one attempt to the next (with jitter), give up after a few, and repeat only what may
be repeated: dbspan.error.retry says which.

Threshold: retries=2
)",
    R"(connection-churn

Five connections or more were opened below one parent, one for every two operations at most, or fifty in the whole
program, one for every ten operations at most. Connections that are opened before the earlier ones are used, as by a
pool, do not count. Seen only with DBSPAN_CONNECT_SPANS=true.

What to do: keep a connection, or a pool of them.

Threshold: connection-churn=5
)",
    R"(idle-transaction

A transaction was open while the application did something else for longer than the threshold. It holds its locks,
and in Postgres its snapshot, meanwhile. Off unless asked for; needs DBSPAN_TRANSACTION_SPANS=true.

What to do: begin later, commit earlier, do the other work outside.

Threshold: idle-transaction=0 (off); a duration such as 500ms
)",
    R"(pool-wait

Below one parent, 100 ms or more passed waiting for connections of a pool. Seen where the pool reports its waits
(dbspan::PoolMetrics::RecordWait).

What to do: enlarge the pool, or give connections back before doing other work.

Threshold: pool-wait=100ms
)",
    R"(over-budget

A scope with a dbspan::QueryBudget ran more operations, or spent more time in databases, than its budget allows.

What to do: look at what it runs, or raise the budget.
)"};

}  // namespace

std::string_view ExplanationOf(FindingKind kind) {
  return kExplanations[static_cast<std::size_t>(kind)];
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
