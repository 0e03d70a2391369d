# run_error-templates: regenerates core/span/error_template_table.inc from the packages of Debian's suites that contain the messages of
# servers and client libraries. A build does not run it.
run_error-templates() {
  local packages=(postgresql-15/bookworm libpq5/bookworm mariadb-server-core/bookworm libmariadb3/bookworm libmysqlcppconn7v5/bookworm
    libpqxx-6.4/bookworm libhiredis0.14/bookworm redis-tools/bookworm libc-l10n/bookworm
    postgresql-17/trixie libpqxx-7.10/trixie libhiredis1.1.0/trixie valkey-tools/trixie
    postgresql-18/sid libpq5/sid mysql-server-core/sid libmysqlclient24/sid mariadb-server-core/sid redis-tools/sid redis-redisearch/sid)
  local work
  install_packages python3
  work=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-texts.XXXXXX")
  mkdir "$work/unpacked"
  local apt
  prepare_apt "$work" deb bookworm trixie sid
  quietly "packages" unpack_packages "$work/unpacked" "${packages[@]}"
  python3 core/span/error_texts/make.py core/span/error_template_table.inc "$work"/unpacked/*
  rm -rf "$work"
}

# unpack_packages DIR PACKAGE…: unpacks each package into its own folder, named like the package's file.
unpack_packages() {
  local to=$1 file
  shift
  cd "$to" && "${apt[@]}" download "$@" || return 1
  for file in *.deb; do dpkg-deb -x "$file" "${file%.deb}" && rm "$file"; done
}
