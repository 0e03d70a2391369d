# run_docs: builds the site in build-docs/site and the API reference in build-docs/site/api. A broken link or a comment that Doxygen
# cannot read is an error. The test package.readme builds and runs the code blocks of the README.
run_docs() {
  install_packages python3 mkdocs mkdocs-material doxygen
  say "The site"
  quietly "mkdocs" mkdocs build --strict --quiet
  quietly "doxygen" doxygen tools/site/Doxyfile
  note "$(find build-docs/site -name '*.html' | wc -l) pages in build-docs/site"
}
