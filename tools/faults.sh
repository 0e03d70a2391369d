# run_faults [--valgrind] [--show] [SCENARIO…]: runs a script per client, bare, linked with dbspan's objects and with its header, while
# its server is killed, paused, slow …: the scripts must see the same, every span must end, and no span may contain a value (tests/faults).
run_faults() {
  source tests/faults/servers.sh
  install_packages "${build_packages[@]}" "${server_packages[@]}" python3
  build
  say "Starting servers, and replicas of them"
  make_server_dir 755
  faulty_postgres
  faulty_redis
  faulty_mariadb
  say "Breaking them"
  printf '%-7s %-15s %-8s %5s %6s %7s %4s  %s\n' client scenario form steps spans errors bare seen
  local server servers pids=() pid failed=0
  mapfile -t servers < <(cut -d' ' -f2 "$build_dir/tests/faults/list" | sort -u)
  for server in "${servers[@]}"; do
    break_below "$server" "$@" &
    pids+=($!)
    server_pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return $failed
}

# break_below SERVER OPTION…: runs the scenarios of one server with each of its clients, one after the other.
break_below() {
  local server=$1 command=${1}_server ready=${1}_ready url=${1}_url replica=${1}_replica_url client clients failed=0
  shift
  mapfile -t clients < <(sed -n "s/ $server\$//p" "$build_dir/tests/faults/list")
  for client in "${clients[@]}"; do
    python3 tests/faults/faults.py "$client" --programs "$build_dir/tests/faults" --server "${!command}" --ready "${!ready}" \
      --url "${!url}" --replica-url "${!replica}" "$@" || failed=1
  done
  return $failed
}
