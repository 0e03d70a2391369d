# run_demo [--docker]: builds the example and runs it against temporary servers on this machine or in containers.
run_demo() {
  local shop_traced packages=("${library_packages[@]}")
  [[ ${1:-} == --docker ]] || ! needs_servers || packages+=("${server_packages[@]}")
  install_packages "${packages[@]}"
  build_demo
  server_templates=$demo_dir/servers
  if [[ ${1:-} == --docker ]]; then start_container_servers; else start_servers; fi
  [[ -z $compose_up ]] || start_backends
  say "Running the example"
  "$shop_traced" "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL" "$DBSPAN_TEST_MYSQL_URL"
  [[ -z $compose_up ]] || look_at_backends
}

start_backends() {
  quietly "collector, Jaeger, Prometheus and Grafana" compose up -d collector jaeger prometheus grafana
  export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_METRIC_EXPORT_INTERVAL=1000
}

look_at_backends() {
  say "Traces: http://127.0.0.1:16686   Metrics: http://127.0.0.1:19090   Dashboard: http://127.0.0.1:13000"
  read -r -p "    Enter ends it all. " || true
}
