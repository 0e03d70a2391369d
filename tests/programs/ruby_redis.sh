# Ruby's redis with hiredis as its driver.
run() {
  $TRACED ruby -e '
    require "redis"
    redis = Redis.new(host: ENV["REDIS_HOST"], port: ENV["REDIS_PORT"].to_i, driver: :hiredis)
    redis.set("a", 1)
    p redis.incr("a"), redis.get("none"), redis.mget("a", "none")
    p(redis.pipelined { |pipe| 5.times { |i| pipe.set("k#{i}", i) } })
    p(redis.multi { |transaction| transaction.incr("a") })
    begin
      redis.lpush("a", 1)
    rescue Redis::CommandError => error
      puts error.message
    end
    redis.close
  ' 2>/dev/null
}
