# run_serve: starts the servers of the tests, says where they are, and keeps them until it is ended. What the containers of
# docker/debian/servers.Dockerfile run.
run_serve() {
  start_servers
  env | grep '^DBSPAN_TEST_.*_URL=' | sort
  echo ready
  while sleep 1; do :; done
}
