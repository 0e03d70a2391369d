# Perl: Redis::Fast, which uses hiredis's asynchronous API.
run() {
  $TRACED perl -MRedis::Fast -we '
    my $redis = Redis::Fast->new(server => "$ENV{REDIS_HOST}:$ENV{REDIS_PORT}");
    $redis->set("a", 1);
    print $redis->incr("a"), " ", $redis->get("none") // "nil", "\n";
    $redis->lpush("l", 1 .. 5);
    print join(",", $redis->lrange("l", 0, -1)), "\n";
    $redis->set("k$_", $_, sub {}) for 1 .. 10;
    $redis->wait_all_responses;
    $redis->multi; $redis->incr("a"); print join(",", $redis->exec), "\n";
    eval { $redis->lpush("a", 1) };
    print $@ =~ /(WRONGTYPE)/, "\n";
    $redis->quit;
  '
}
