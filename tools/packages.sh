# run_packages [library]: installs what the library needs, or what the tests need as well, with both compilers, and starts nothing.
run_packages() {
  if [[ ${1:-} == library ]]; then
    install_packages "${library_packages[@]}"
  else
    install_packages "${build_packages[@]}" "${traced_packages[@]}" "${server_packages[@]}" "${compiler_packages[@]}"
  fi
}
