# Perl, whose modules load their clients with RTLD_LOCAL: two clients, and an exception that leaves a callback.
set -eu
$PROCESS_RUN perl -MDBI -MRedis::Fast -we '
  my ($pg, $redis) = @ARGV;
  my ($user, $host, $port, $database) = $pg =~ m{//(\w+)(?::\w*)?\@([\d.]+):(\d+)/(\w+)} or die;
  my $db = DBI->connect("dbi:Pg:host=$host;port=$port;dbname=$database", $user, "", {RaiseError => 1, PrintWarn => 0});
  my $cache = Redis::Fast->new(server => $redis =~ s{redis://}{}r);
  $cache->set("$ENV{PROCESS_NAME}", $db->selectrow_array("SELECT 61"));
  print $cache->get("$ENV{PROCESS_NAME}"), "\n";
  local $SIG{__WARN__} = sub { die "died in a warning: @_" };
  $db->{PrintWarn} = 1;
  eval { $db->do(q{DO $$ BEGIN RAISE WARNING $w$n$w$; END $$}) };
  print $@ ? "died\n" : "went on\n";
  my $other = DBI->connect("dbi:Pg:host=$host;port=$port;dbname=$database", $user, "", {RaiseError => 1});
  print $other->selectrow_array("SELECT $_"), "\n" for 62 .. 64;
' "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL"
