# Programs of Debian's below valgrind: what they do wrong with memory bare, and nothing else. Debian's mariadb has its client inside.
watch() {
  local log=$PROCESS_DIRECTORY/valgrind.$1
  shift
  $PROCESS_RUN valgrind --quiet --log-file="$log" --error-exitcode=9 "$@"
  echo "status $?, $(grep -cE '^==[0-9]+== (Invalid|Conditional|Use of|Mismatched|Syscall|Source and|.*definitely lost)' "$log") errors"
}
watch psql --leak-check=full --errors-for-leak-kinds=definite psql -X "$DBSPAN_TEST_PG_URL" <<SQL
SELECT g, repeat('x', g) FROM generate_series(1, 5) g;
SELECT nothing;
COPY (SELECT g FROM generate_series(1, 3) g) TO STDOUT;
SQL
# Perl itself leaves memory after.
watch perl perl -MRedis::Fast -we '
  my $cache = Redis::Fast->new(server => shift =~ s{redis://}{}r);
  $cache->set("$ENV{PROCESS_NAME}", $_), print $cache->get("$ENV{PROCESS_NAME}"), "\n" for 1 .. 3;
' "$DBSPAN_TEST_REDIS_URL"
