# run_packages: installs what the tests need, with both compilers, and starts nothing. For images of containers.
run_packages() {
  install_packages "${build_packages[@]}" "${traced_packages[@]}" "${server_packages[@]}" "${compiler_packages[@]}"
}
