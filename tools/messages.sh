# run_messages: provokes errors of servers and client libraries in every installed language, with a marker in all their data,
# and checks that the fixed words are recorded and the marker is not.
message_languages=(de_DE fr_FR es_ES it_IT sv_SE ru_RU uk_UA ka_GE ja_JP ko_KR zh_CN)

run_messages() {
  install_packages "${build_packages[@]}" "${server_packages[@]}" locales libc-l10n
  build_only messages_test
  make_server_dir 755
  quietly "locales" make_locales "$server_dir/locales"
  export LOCPATH=$server_dir/locales # locales for Postgres and for the libraries of the test itself
  start_servers
  say "Eliciting errors"
  DBSPAN_TEST_LANGUAGES="C ${message_languages[*]/%/.UTF-8}" "$build_dir/tests/messages/messages_test" --gtest_brief=1
}

make_locales() {
  local language
  mkdir "$1"
  for language in "${message_languages[@]}"; do localedef -i "$language" -f UTF-8 "$1/$language.UTF-8" || return 1; done
}
