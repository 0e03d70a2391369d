# run_export [--short]: sends the telemetry of the example and the recorder to third-party receivers, and checks what they received. The
# example uses OTLP over HTTP and gRPC to a receiver that decodes with OpenTelemetry's own Python package; PromQL queries check the
# durations in Prometheus. The recorder uses all protocols, also with TLS, and receivers that throttle, fail, hang and reject. Without
# --short, its metrics also go to VictoriaMetrics, which has its own OTLP decoder, and to Prometheus's OTLP receiver, if a package has it.
run_export() {
  local programs=() packages=$build_dir/packages suite
  install_packages "${build_packages[@]}" python3-opentelemetry-proto python3-grpcio prometheus openssl
  build
  if [[ ${1:-} != --short ]]; then
    unpack_package sid victoria-metrics "$packages/victoria-metrics"
    programs=("victoria-metrics=$packages/victoria-metrics/usr/bin/victoria-metrics")
    for suite in trixie sid; do
      unpack_package "$suite" prometheus "$packages/prometheus-$suite"
      programs+=("prometheus-$suite=$packages/prometheus-$suite/usr/bin/prometheus")
    done
  fi
  start_servers
  [[ -n $server_dir ]] || make_server_dir 755
  say "Exporting"
  /usr/bin/python3 tests/recorder/export/export.py "$build_dir" "$server_dir" "${programs[@]}"
}
