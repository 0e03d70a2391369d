# run_export [--docker]: the example's spans and metrics by OTLP, over HTTP and gRPC, at a receiver that is not ours: the messages of
# OpenTelemetry's Python package. With --docker also at Prometheus, asked by PromQL.
run_export() {
  install_packages "${build_packages[@]}" python3-opentelemetry-proto python3-grpcio
  build
  start_servers
  say "Exporting"
  local failed=0
  export_to_receiver http http/protobuf || failed=1
  export_to_receiver grpc grpc || failed=1
  if [[ ${1:-} == --docker ]]; then export_to_prometheus || failed=1; fi
  return $failed
}

run_shop() {
  "$build_dir/examples/shop/shop_traced" "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL" "$DBSPAN_TEST_MYSQL_URL" >"$server_dir/shop"
}

# export_to_receiver NAME PROTOCOL: what the example drew has to have arrived, and every span has to have been measured.
export_to_receiver() {
  local name=$1 protocol=$2 got=$server_dir/received-$1 pid port drawn spans measured
  /usr/bin/python3 tests/export/receiver.py "$name" "$got" >"$server_dir/port-$name" &
  pid=$!
  until [[ -s $server_dir/port-$name ]]; do
    kill -0 $pid 2>/dev/null || die "the receiver did not start"
    sleep 0.1
  done
  port=$(<"$server_dir/port-$name")
  OTEL_EXPORTER_OTLP_PROTOCOL=$protocol OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port run_shop
  kill -TERM $pid
  wait $pid || true
  drawn=$(grep -c '|' "$server_dir/shop")
  spans=$(grep -c '^span' "$got")
  measured=$(awk '$1 == "metric" && $3 == "db.client.operation.duration" && $4 == "s" { sum += $5 } END { print sum - 0 }' "$got")
  note "$protocol: $spans spans arrived of $drawn that were drawn; $measured durations for $(grep -c SPAN_KIND_CLIENT "$got") calls"
  ((spans == drawn && measured > 0 && measured == $(grep -c SPAN_KIND_CLIENT "$got")))
}

# The histogram of durations, as Prometheus sees it.
export_to_prometheus() {
  use_docker
  base_image trixie
  debian_image dbspan-prometheus prometheus.Dockerfile trixie
  local port url count tries=0
  port=$(free_port)
  url=http://127.0.0.1:$port
  docker_containers+=("$(docker run -d --rm --init --network host dbspan-prometheus --web.listen-address="127.0.0.1:$port")")
  until curl -fs "$url/-/ready" >/dev/null; do
    ((++tries < 300)) || die "Prometheus did not start: $(docker logs "${docker_containers[-1]}" 2>&1 | tail -n 3)"
    sleep 0.1
  done
  OTEL_TRACES_EXPORTER=none OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=$url/api/v1/otlp/v1/metrics run_shop
  local query='sum by (db_system_name) (db_client_operation_duration_seconds_count)'
  count=$(curl -fsG "$url/api/v1/query" --data-urlencode "query=$query")
  note "Prometheus says of $query: $count"
  [[ $count == *postgresql* && $count == *redis* && $count == *mariadb* ]]
}
