# The compiler cache ccache with Redis as storage: one miss and one hit.
prepare() { echo 'int answer() { return 42; }' >answer.cc; }
run() {
  export CCACHE_REMOTE_STORAGE="redis://$REDIS_HOST:$REDIS_PORT" CCACHE_DIR=$PWD/first CCACHE_REMOTE_ONLY=1
  $TRACED ccache g++ -c answer.cc -o one.o
  $TRACED ccache g++ -c answer.cc -o two.o
  cmp one.o two.o
  ccache --print-stats | grep -E "^(cache_miss|direct_cache_hit|preprocessed_cache_hit)"
}
after() { redis-cli -p "$REDIS_PORT" DBSIZE; }
