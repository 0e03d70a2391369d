# run_packages [library]: installs the packages of the library, or without `library` also those of the tests and both compilers. Starts no
# server.
run_packages() {
  if [[ ${1:-} == library ]]; then
    install_packages "${library_packages[@]}"
  else
    install_packages "${build_packages[@]}" "${traced_packages[@]}" "${server_packages[@]}" "${compiler_packages[@]}"
  fi
}
