# Programs of Debian under valgrind: dbspan must not add memory errors to their own. Debian's mariadb is not among them, because its
# client is linked statically.
postgres=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/psql | sort -V | tail -n 1)") # the programs in PATH are wrappers that start these
watch() {
  local log=$PROCESS_DIRECTORY/valgrind.$1
  shift
  $PROCESS_RUN valgrind --log-file="$log" --error-exitcode=9 "$@"
  echo "status $?, $(grep -cE '^==[0-9]+== (Invalid|Conditional|Use of|Mismatched|Syscall|Source and|.*are definitely lost)' "$log") errors"
  grep -q 'ERROR SUMMARY' "$log" || echo "valgrind did not see its end"
}
leaks=(--leak-check=full --errors-for-leak-kinds=definite)
watch psql "${leaks[@]}" "$postgres/psql" -X "$DBSPAN_TEST_PG_URL" <<SQL
SELECT g, repeat('x', g) FROM generate_series(1, 5) g;
SELECT nothing;
COPY (SELECT g FROM generate_series(1, 3) g) TO STDOUT;
SQL
watch pg_dump "${leaks[@]}" "$postgres/pg_dump" --table=nothing "$DBSPAN_TEST_PG_URL" 2>&1
# Without the check for leaks, because Perl itself leaks memory.
watch redis perl -MRedis::Fast -we '
  my $cache = Redis::Fast->new(server => shift =~ s{redis://}{}r);
  $cache->set("$ENV{PROCESS_NAME}", $_), print $cache->get("$ENV{PROCESS_NAME}"), "\n" for 1 .. 3;
' "$DBSPAN_TEST_REDIS_URL"
watch mysql perl -MDBI -we '
  my ($user, $password, $host, $port, $name) = shift =~ m{mysql://(.*?):(.*?)@(.*?):(\d+)/(\w+)};
  my $shop = DBI->connect("dbi:mysql:database=$name;host=$host;port=$port", $user, $password, {PrintError => 0});
  print "@$_\n" for @{$shop->selectall_arrayref("SELECT ?, repeat(?, 300)", undef, 1, "x")};
  print $shop->do("SELECT nothing") ? "?" : $shop->err, "\n";
' "$DBSPAN_TEST_MYSQL_URL"
