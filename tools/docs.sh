# run_docs: the site, in build-docs/site, and the reference of the API in build-docs/site/api. A broken link or a comment that Doxygen
# cannot read is an error. Code blocks of the README are built and run by the test package.readme.
run_docs() {
  install_packages python3 mkdocs mkdocs-material doxygen
  say "The site"
  quietly "mkdocs" mkdocs build --strict --quiet
  quietly "doxygen" doxygen tools/site/Doxyfile
  note "$(find build-docs/site -name '*.html' | wc -l) pages in build-docs/site"
}
