# Starts a Docker engine if needed, builds images of Debian, and runs containers. Everything that was started is stopped when the script
# ends.

docker_containers=()
compose_up=
docker_dir=

# use_docker: uses the engine that answers, or starts one, whose images stay for the next run.
use_docker() {
  if docker info >/dev/null 2>&1; then return; fi
  ((EUID == 0)) || end_without_engine "no Docker engine answers, and only root can start one"
  install_packages docker.io
  local data=${DBSPAN_DOCKER_DIR:-build-docker/engine}
  docker_dir=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-docker.XXXXXX")
  mkdir -p "$data"
  # Host networking only, so that the engine does not touch the network.
  dockerd --data-root "$(realpath "$data")" --exec-root "$docker_dir/exec" --pidfile "$docker_dir/pid" -H "unix://$docker_dir/socket" \
    --iptables=false --ip6tables=false --bridge=none >"$docker_dir/log" 2>&1 &
  server_pids+=($!)
  export DOCKER_HOST=unix://$docker_dir/socket
  wait_for "${server_pids[-1]}" docker info || end_without_engine "no Docker engine can be started: $(tail -n 3 "$docker_dir/log")"
  note "started a Docker engine"
}

# Ends with the status of a command that this machine cannot run (.ci/run).
end_without_engine() {
  printf 'error: %s\n' "$1" >&2
  exit 77
}

stop_containers() {
  [[ -z $compose_up ]] || compose down -v >/dev/null 2>&1 || true
  ((${#docker_containers[@]} == 0)) || docker rm -f "${docker_containers[@]}" >/dev/null 2>&1 || true
}

# The engine leaves the network namespace of the host mounted in this directory.
remove_docker_dir() {
  umount "$docker_dir/exec/netns/default" 2>/dev/null || true
  rm -rf "$docker_dir"
}

# base_image SUITE: provides the image debian:SUITE: pulls it, or creates it with debootstrap if it cannot be pulled.
base_image() {
  local suite=$1
  if docker image inspect "debian:$suite" >/dev/null 2>&1; then return; fi
  if timeout 60 docker pull -q "debian:$suite" >/dev/null 2>&1; then return; fi
  install_packages debootstrap
  quietly "debian:$suite cannot be pulled: making it" debootstrap_image "$suite"
}

debootstrap_image() {
  local suite=$1 mirror root
  mirror=$(release_source | sed -n 's/^URIs: //p')
  root=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-root.XXXXXX")
  debootstrap --variant=minbase "$suite" "$root" "$mirror" && tar -C "$root" -c . | docker import - "debian:$suite"
  local status=$?
  rm -rf "$root"
  return $status
}

# debian_image NAME DOCKERFILE SUITE: builds an image of docker/debian. The build context contains only the scripts of `./run packages` and
# `./run serve`, so Docker rebuilds the image only when they change.
debian_image() {
  local name=$1 dockerfile=$2 suite=$3 context status=0
  base_image "$suite" || return 1
  context=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-context.XXXXXX")
  cp -r run docker/debian/. "$context"
  mkdir "$context/tools"
  cp tools/{report,debian_packages,sources,build,docker,servers,deb,abi,packages,serve}.sh "$context/tools"
  quietly "image $name" env DOCKER_BUILDKIT=0 docker build --network host -t "$name" \
    -f "$context/$dockerfile" --build-arg SUITE="$suite" "$context" || status=1
  rm -rf "$context"
  return $status
}

# run_in_container SUITE DOCKER-OPTION… IMAGE COMMAND…: runs a command in a container, with the project's sources and the suite's compiler
# cache.
run_in_container() {
  local cache=build-docker/ccache-$1
  shift
  mkdir -p "$cache"
  docker run --rm --init --network host --security-opt seccomp=unconfined -v "$PWD:/src:ro" -w /src \
    -v "$(realpath "$cache"):/ccache" -e CCACHE_DIR=/ccache "$@"
}

compose() {
  local command=(docker-compose)
  if docker compose version >/dev/null 2>&1; then command=(docker compose); fi
  "${command[@]}" -p dbspan -f docker/compose.yaml "$@"
}

# start_container_servers: starts servers in containers and exports their DBSPAN_TEST_{PG,REDIS,MYSQL}_URL and DBSPAN_TEST_MYSQL9_URL.
# Uses the official images, or images with Debian's packages if those cannot be pulled.
start_container_servers() {
  use_docker
  say "Starting servers in containers"
  if pull_servers 2>/dev/null; then
    compose_up=yes
    quietly "servers" compose_up_healthy postgres redis mysql mariadb
    export DBSPAN_TEST_PG_URL=postgresql://dbspan@127.0.0.1:25432/shop DBSPAN_TEST_REDIS_URL=redis://127.0.0.1:26379
    export DBSPAN_TEST_MYSQL_URL=mysql://dbspan:dbspan-password@127.0.0.1:23306/shop
    export DBSPAN_TEST_MYSQL9_URL=mysql://dbspan:dbspan-password@127.0.0.1:23307/shop
    return
  fi
  note "the official images cannot be had here: using Debian's packages"
  local suite=${DBSPAN_DOCKER_SUITE:-trixie} container
  debian_image "dbspan-servers:$suite" servers.Dockerfile "$suite"
  # The tests use the sockets of the servers too, so they are at the same path outside the container.
  make_server_dir 1777
  container=$(docker run -d --rm --init --network host -v "$server_dir:$server_dir" -e TMPDIR="$server_dir" \
    "dbspan-servers:$suite")
  docker_containers+=("$container")
  until docker logs "$container" 2>/dev/null | grep -q '^ready$'; do
    docker inspect "$container" >/dev/null 2>&1 || die "the servers of $suite did not start"
    sleep 0.2
  done
  # shellcheck disable=SC2046 # words are NAME=VALUE
  export $(docker logs "$container" 2>/dev/null | grep '^DBSPAN_TEST_')
  debian_image dbspan-mysql mysql.Dockerfile sid
  start_mysql_container
  export DBSPAN_TEST_MYSQL9_URL=$mysql_container_url
}

# compose_up_healthy SERVICE…: starts services and waits until they are healthy; the older docker-compose has no --wait.
compose_up_healthy() {
  compose up -d "$@" || return 1
  local tries=0 project=(--filter label=com.docker.compose.project=dbspan)
  while docker ps "${project[@]}" --format '{{.Status}}' | grep -q 'health: starting'; do
    ((++tries < 300)) || return 1
    sleep 1
  done
  ! docker ps -a "${project[@]}" --format '{{.Status}}' | grep -E 'unhealthy|Exited'
}

pull_servers() {
  timeout 60 docker pull -q postgres:17 >/dev/null && compose pull -q postgres redis mysql mariadb
}

# start_mysql_container [OPTION…]: starts MySQL with these options, with $server_dir mounted if it is set. Sets mysql_container_url.
start_mysql_container() {
  local port volume=()
  port=$(free_port)
  [[ -z $server_dir ]] || volume=(-v "$server_dir:$server_dir")
  docker_containers+=("$(docker run -d --rm --init --network host "${volume[@]}" dbspan-mysql "$port" "$@")")
  mysql_container_url=mysql://dbspan:dbspan-password@127.0.0.1:$port/shop
  wait_for $$ answers "$port" || die "MySQL did not start: $(docker logs "${docker_containers[-1]}" 2>&1 | tail -n 5)"
  note "MySQL in a container, on port $port"
}
