# run_test [--docker] [CTEST-OPTION…]: builds and runs all tests against temporary servers on this machine or in containers.
run_test() {
  local docker=
  if [[ ${1:-} == --docker ]]; then
    docker=yes
    shift
  fi
  install_packages "${build_packages[@]}" "${traced_packages[@]}" "${compiler_packages[@]}"
  [[ -z $docker ]] || install_packages redis-server # some tests start their own server
  build
  if [[ -n $docker ]]; then start_container_servers; else start_servers; fi
  say "Testing"
  ctest --test-dir "$build_dir" --output-on-failure --schedule-random "$@"
  [[ -n $docker ]] || return 0
  say "Testing with MySQL"
  DBSPAN_TEST_MYSQL_URL=$DBSPAN_TEST_MYSQL9_URL ctest --test-dir "$build_dir" --output-on-failure -R MySql
}
