# run_page: builds the HTML page of `dbspan run --html` from its sources, compares it with the committed page byte for byte, and
# checks it in Chromium. `./run page build` rewrites the committed page, `./run page pictures` the pictures of the documentation.
page_dir=view/page

run_page() {
  install_packages "${page_packages[@]}"
  if (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
    echo "The page's checks need Node.js 20 or newer; this is $(node --version)." >&2
    return 77
  fi
  local tool=${1:-check} before
  case $tool in build | check | pictures) ;; *) die "usage: ./run page [build|check|pictures]" ;; esac
  before=$(sha256sum <"$page_dir/dist/page.html")
  say "Building the page"
  install_node_modules "$page_dir"
  quietly "checking its types" npm --prefix "$page_dir" run types
  quietly "building it" npm --prefix "$page_dir" run build
  if [[ $tool == pictures ]]; then
    say "Taking pictures"
    npm --prefix "$page_dir" run pictures
    install_packages imagemagick # a palette reduces the pictures to a third of their size
    mogrify -dither None -colors 128 -define png:compression-level=9 -strip docs/pictures/page-*.png
  elif [[ $tool == check ]]; then
    [[ $(sha256sum <"$page_dir/dist/page.html") == "$before" ]] ||
      die "$page_dir/dist/page.html is not what its sources make: commit the result of ./run page build"
    install_packages "${build_packages[@]}"
    build_only dbspan_command
    say "Checking the page in Chromium"
    DBSPAN=$(realpath "$build_dir/cli/dbspan") npm --prefix "$page_dir" run check
  fi
}
