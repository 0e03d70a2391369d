# run_serve: starts the servers of the tests, prints their addresses, and keeps them until it is ended. The containers of
# docker/debian/servers.Dockerfile run this command.
run_serve() {
  start_servers
  env | grep '^DBSPAN_TEST_.*_URL=' | sort
  echo ready
  while sleep 1; do :; done
}
