run_demo() {
  install_packages "${build_packages[@]}"
  build
  start_servers
  say "Running the example"
  "$build_dir/examples/shop/shop_traced" "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL" "$DBSPAN_TEST_MYSQL_URL"
}
