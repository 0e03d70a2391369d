# run_insight page|log|test|pictures: shows the N+1 finding of the example shop in the page of `dbspan run`, in a log record, or in a
# failing test of the shop. `pictures` takes the pictures of docs/insight.md with Chromium.
run_insight() {
  local shown=${1:-} bin=$build_dir/examples/testing page=insight-shop.html
  case $shown in page | log | test | pictures) ;; *) die "usage: ./run insight page|log|test|pictures" ;; esac
  install_packages "${build_packages[@]}" "${server_packages[@]}" binutils
  build_only dbspan_command shop_before stock_test_googletest_before
  start_servers
  case $shown in
    page)
      "$build_dir/cli/dbspan" run --html "$page" -- "$bin/shop_before" "$DBSPAN_TEST_PG_URL"
      say "The page is $PWD/$page"
      ;;
    log)
      DBSPAN_FINDINGS=log DBSPAN_CALL_SITES=true OTEL_LOGS_EXPORTER=console OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none \
        "$bin/shop_before" "$DBSPAN_TEST_PG_URL" | "$build_dir/cli/dbspan" symbolize --binary "$bin/shop_before"
      ;;
    test)
      say "This test is meant to fail"
      ! SHOP_POSTGRES=$DBSPAN_TEST_PG_URL "$bin/stock_test_googletest_before" || die "the test did not fail"
      ;;
    pictures) take_insight_pictures "$bin" ;;
  esac
}

take_insight_pictures() {
  local bin=$1 dir
  install_packages chromium imagemagick
  dir=$(mktemp -d)
  "$build_dir/cli/dbspan" run --html "$dir/shop.html" -- "$bin/shop_before" "$DBSPAN_TEST_PG_URL"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,460 --virtual-time-budget=3000 \
    --screenshot="$PWD/docs/pictures/insight-shop.png" "file://$dir/shop.html#/findings" >/dev/null 2>&1
  mogrify -dither None -colors 128 -define png:compression-level=9 -strip docs/pictures/insight-shop.png
  rm -r "$dir"
  note "docs/pictures/insight-shop.png"
}
