# The servers of ./run faults, which sources this file.
#
# Each of these functions starts a server like those of the tests, but with few connections and a user with a password, and a replica of
# it. Then it stops the server, because faults.py starts it itself. Sets <client>_server, _ready, _url and _replica_url.

end_server() {
  local pid=$1 left=() one
  kill -TERM "$pid"
  wait "$pid" || true
  for one in "${server_pids[@]}"; do [[ $one == "$pid" ]] || left+=("$one"); done
  server_pids=("${left[@]}")
}

faulty_postgres() {
  local postgres_options=(-c max_connections=12 -c superuser_reserved_connections=0) replica_port port
  local data=$server_dir/postgres/data replica=$server_dir/postgres/replica bin command
  start_postgres
  bin=$(postgres_bin)
  port=$(port_of "$DBSPAN_TEST_PG_URL")
  psql -Xqc "CREATE USER app PASSWORD 'app-password'; GRANT ALL ON SCHEMA public TO app" "$DBSPAN_TEST_PG_URL"
  printf 'host all app 127.0.0.1/32 scram-sha-256\nhost all,replication all 127.0.0.1/32 trust\nlocal all all trust\n' >"$data/pg_hba.conf"
  psql -XAtqc "SELECT pg_reload_conf()" "$DBSPAN_TEST_PG_URL" >/dev/null
  command=$server_command
  as postgres "$bin/pg_basebackup" -c fast -h 127.0.0.1 -p "$port" -U dbspan -D "$replica" -R
  end_server "${server_pids[-1]}"
  replica_port=$(free_port)
  in_background postgres "$server_dir/replica.log" "$bin/postgres" -D "$replica" -p "$replica_port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories="$server_dir/postgres" "${postgres_options[@]}"
  until_ready "Postgres's replica" "$server_dir/replica.log" "$bin/pg_isready" -q -h 127.0.0.1 -p "$replica_port"
  pg_server=$command
  pg_ready="$bin/pg_isready -q -h 127.0.0.1 -p $port"
  pg_url=postgresql://app:app-password@127.0.0.1:$port/shop
  pg_replica_url=postgresql://app:app-password@127.0.0.1:$replica_port/shop
}

faulty_redis() {
  local redis_options=(--maxclients 12 --user app on ">app-password" "~*" "&*" +@all) port replica_port command
  start_redis
  port=$(port_of "$DBSPAN_TEST_REDIS_URL")
  command=$server_command
  end_server "${server_pids[-1]}"
  replica_port=$(free_port)
  in_background redis "$server_dir/redis-replica.log" redis-server --bind 127.0.0.1 --port "$replica_port" \
    --dir "$server_dir/redis" --save "" --replicaof 127.0.0.1 "$port" "${redis_options[@]}"
  until_ready "Redis's replica" "$server_dir/redis-replica.log" redis-cli -p "$replica_port" ping
  redis_server=$command
  redis_ready="redis-cli -p $port ping"
  redis_url=redis://app:app-password@127.0.0.1:$port
  redis_replica_url=redis://app:app-password@127.0.0.1:$replica_port
}

faulty_mariadb() {
  local mariadb_options=(--max-connections=10 --innodb-flush-log-at-trx-commit=2 --log-bin=binlog --server-id=1) port replica_port command
  local data=$server_dir/mariadb/replica socket=$server_dir/mariadb/mariadb.sock
  start_mariadb
  port=$(port_of "$DBSPAN_TEST_MYSQL_URL")
  command=$server_command
  quietly "MariaDB's replica" as mysql mariadb-install-db --no-defaults --datadir="$data" \
    --auth-root-authentication-method=normal --skip-test-db
  replica_port=$(free_port)
  in_background mysql "$server_dir/mariadb-replica.log" mariadbd --no-defaults --datadir="$data" --port="$replica_port" \
    --bind-address=127.0.0.1 --socket="$socket-replica" --pid-file="$server_dir/mariadb/replica-pid" \
    --max-connections=10 --server-id=2 --read-only=1
  until_ready "MariaDB's replica" "$server_dir/mariadb-replica.log" mariadb-admin --no-defaults --socket="$socket-replica" -u root ping
  mariadb --no-defaults --socket="$socket-replica" -u root -e \
    "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=$port, MASTER_USER='dbspan', MASTER_PASSWORD='dbspan-password',
       MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos; START SLAVE"
  mariadb --no-defaults --socket="$socket" -u root -e \
    "CREATE USER app@'127.0.0.1' IDENTIFIED BY 'app-password'; GRANT ALL ON shop.* TO app@'127.0.0.1'"
  until mariadb --no-defaults --socket="$socket-replica" -u root -Ne "SHOW GRANTS FOR app@'127.0.0.1'" 2>/dev/null | grep -q shop; do
    sleep 0.1
  done
  end_server "${server_pids[-2]}"
  mysql_server=$command
  mysql_ready="mariadb-admin --no-defaults --socket=$socket -u root ping"
  mysql_url=mysql://app:app-password@127.0.0.1:$port/shop
  mysql_replica_url=mysql://app:app-password@127.0.0.1:$replica_port/shop
}
