# Starts temporary servers of Postgres, Redis and MariaDB on free ports of the loopback interface, in a temporary
# directory. They are stopped when the script ends, however it ends.

server_dir=
server_pids=()
# If set: a directory that keeps the data directories of new servers, so that later servers start within a second.
server_templates=
# Arrays of options that a caller may set for the servers that it starts: postgres_options, redis_options, mariadb_options.

# start_servers: starts the servers whose DBSPAN_TEST_{PG,REDIS,MYSQL}_URL is not set, and exports these variables. If a variable is set,
# the user's own server is used.
start_servers() {
  needs_servers || return 0
  install_packages "${server_packages[@]}"
  say "Starting servers"
  [[ -n $server_dir ]] || make_server_dir 755
  [[ -n ${DBSPAN_TEST_PG_URL:-} ]] || start_postgres
  [[ -n ${DBSPAN_TEST_REDIS_URL:-} ]] || start_redis
  [[ -n ${DBSPAN_TEST_MYSQL_URL:-} ]] || start_mariadb
}

# needs_servers: succeeds if at least one server must be started, because its variable is not set.
needs_servers() { [[ -z ${DBSPAN_TEST_PG_URL:-} || -z ${DBSPAN_TEST_REDIS_URL:-} || -z ${DBSPAN_TEST_MYSQL_URL:-} ]]; }

# make_data DIR NAME COMMAND…: creates a server's data directory with the command, or copies one that the command created earlier.
make_data() {
  local dir=$1 template=$server_templates/$2
  shift 2
  if [[ -n $server_templates && -d $template ]]; then
    cp -a "$template" "$dir"
    return
  fi
  "$@"
  [[ -n $server_templates ]] || return 0
  rm -rf "$template.new"
  mkdir -p "$server_templates"
  cp -a "$dir" "$template.new"
  mv "$template.new" "$template"
}

# version_of PROGRAM: prints the program's version in a form that can be part of a file name.
version_of() { "$1" --version | tr -cs '[:alnum:].\n' _; }

# start_only PG|REDIS|MYSQL: starts only this server, even if its variable is set, because the caller needs its log or its socket.
start_only() {
  export DBSPAN_TEST_PG_URL=none DBSPAN_TEST_REDIS_URL=none DBSPAN_TEST_MYSQL_URL=none
  unset "DBSPAN_TEST_$1_URL"
  start_servers
}

# make_server_dir MODE: creates the directory of the servers; the mode is 1777 if servers in containers write to it as different users.
make_server_dir() {
  server_dir=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-servers.XXXXXX")
  chmod "$1" "$server_dir"
}

stop_servers() {
  local pid signal
  for pid in "${server_pids[@]}"; do
    signal=TERM
    # On SIGTERM the server would wait for its clients, and a killed client may have left a long statement.
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) != postgres ]] || signal=INT
    kill -"$signal" "$pid" 2>/dev/null || true
  done
  for pid in "${server_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  [[ -z $server_dir ]] || rm -rf "$server_dir"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port=$((20000 + RANDOM % 12000))
  if answers "$port"; then free_port; else echo "$port"; fi
}

# in_background USER LOG COMMAND…: runs a command in the background, as that user if the script runs as root. Stores its process id, and in
# server_command the command that starts it again.
in_background() {
  local user=$1 log=$2
  shift 2
  ((EUID != 0)) || set -- setpriv --reuid "$user" --regid "$user" --init-groups "$@"
  "$@" >"$log" 2>&1 &
  server_pids+=($!)
  server_command=${*@Q}
}

as() {
  if ((EUID == 0)); then setpriv --reuid "$1" --regid "$1" --init-groups "${@:2}"; else "${@:2}"; fi
}

# wait_for PID COMMAND…: waits until the command succeeds; fails after four minutes, or when the process has ended.
wait_for() {
  local tries=0
  until "${@:2}" >/dev/null 2>&1; do
    kill -0 "$1" 2>/dev/null && ((++tries < 2400)) || return 1
    sleep 0.1
  done
}

# until_ready NAME LOG COMMAND…: waits until the command succeeds for a server that was just started.
until_ready() {
  wait_for "${server_pids[-1]}" "${@:3}" && return
  cat "$2" >&2
  die "$1 did not start"
}

new_dir() {
  mkdir "$server_dir/$1"
  ((EUID != 0)) || chown "$2" "$server_dir/$1"
}

# Prints the directory of the programs of the newest installed Postgres.
postgres_bin() { dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)"; }

start_postgres() {
  local port bin log=$server_dir/postgres.log
  port=$(free_port)
  bin=$(postgres_bin)
  new_dir postgres postgres
  quietly "Postgres on port $port" make_data "$server_dir/postgres/data" "$(version_of "$bin/postgres")" \
    as postgres "$bin/initdb" -D "$server_dir/postgres/data" -U dbspan -A trust -E UTF8 --no-sync
  in_background postgres "$log" "$bin/postgres" -D "$server_dir/postgres/data" -p "$port" \
    -c listen_addresses=127.0.0.1,::1 -c unix_socket_directories="$server_dir/postgres" -c fsync=off \
    -c shared_preload_libraries=pg_stat_statements "${postgres_options[@]}"
  until_ready Postgres "$log" "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"
  as postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U dbspan shop
  export DBSPAN_TEST_PG_URL="postgresql://dbspan@127.0.0.1:$port/shop"
}

# start_redis [valkey-server]
start_redis() {
  local program=${1:-redis-server} name port log
  name=${program%-server}
  log=$server_dir/$name.log
  port=$(free_port)
  new_dir "$name" redis
  note "$program on port $port"
  in_background redis "$log" "$program" --bind 127.0.0.1 --port "$port" --dir "$server_dir/$name" \
    --save "" --appendonly no --unixsocket "$server_dir/$name/redis.sock" --unixsocketperm 777 \
    --enable-debug-command local "${redis_options[@]}"
  until_ready "$program" "$log" redis-cli -p "$port" ping
  export DBSPAN_TEST_REDIS_URL="redis://127.0.0.1:$port"
}

start_mariadb() {
  local port data=$server_dir/mariadb/data log=$server_dir/mariadb.log
  port=$(free_port)
  new_dir mariadb mysql
  quietly "MariaDB on port $port" make_data "$data" "$(version_of mariadbd)" \
    as mysql mariadb-install-db --no-defaults --datadir="$data" \
    --auth-root-authentication-method=normal --skip-test-db
  local certificate=()
  # From version 11.4 on, the server makes a certificate itself, which its clients accept.
  if [[ $(mariadbd --version) == *" Ver 10."* ]]; then
    quietly "a certificate for MariaDB" as mysql openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
      -subj /CN=127.0.0.1 -keyout "$server_dir/mariadb/key.pem" -out "$server_dir/mariadb/certificate.pem"
    certificate=(--ssl-key="$server_dir/mariadb/key.pem" --ssl-cert="$server_dir/mariadb/certificate.pem")
  fi
  in_background mysql "$log" mariadbd --no-defaults --datadir="$data" --port="$port" \
    --bind-address=127.0.0.1 --socket="$server_dir/mariadb/mariadb.sock" --pid-file="$server_dir/mariadb/pid" \
    --general-log=OFF --skip-log-bin --innodb-flush-log-at-trx-commit=0 \
    "${certificate[@]}" "${mariadb_options[@]}"
  until_ready MariaDB "$log" mariadb-admin --no-defaults --socket="$server_dir/mariadb/mariadb.sock" -u root ping
  mariadb --no-defaults --socket="$server_dir/mariadb/mariadb.sock" -u root -e \
    "CREATE DATABASE shop; CREATE USER dbspan@'127.0.0.1', dbspan@localhost IDENTIFIED BY 'dbspan-password';
     GRANT ALL ON *.* TO dbspan@'127.0.0.1', dbspan@localhost"
  export DBSPAN_TEST_MYSQL_URL="mysql://dbspan:dbspan-password@127.0.0.1:$port/shop"
}

# port_of scheme://…:PORT/…
port_of() {
  local port=${1##*:}
  echo "${port%%/*}"
}

# mysql_at URL OPTION…: runs the client `mysql` with a MariaDB or MySQL server.
mysql_at() {
  local url=$1
  shift
  mariadb --no-defaults --skip-ssl -h 127.0.0.1 -P "$(port_of "$url")" -u dbspan -pdbspan-password "$@"
}

mysql_version_at() { mysql_at "$1" -sNe 'SELECT version()'; }
