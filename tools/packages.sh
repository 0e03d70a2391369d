# run_packages [library|arm64]: installs the packages of the library, or those of ./run arm64, or without an argument also those of the
# tests and both compilers. Starts no server.
run_packages() {
  if [[ ${1:-} == library ]]; then
    install_packages "${library_packages[@]}"
  elif [[ ${1:-} == arm64 ]]; then
    install_packages "${arm64_packages[@]}"
  else
    install_packages "${build_packages[@]}" "${traced_packages[@]}" "${server_packages[@]}" "${compiler_packages[@]}"
  fi
}
