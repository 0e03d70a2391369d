# What a person sees while something takes long.

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

note() { printf '    %s\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# However a command ends, what it started ends with it.
quiet_pid=
clean_up() {
  local status=$?
  trap '' INT TERM
  if [[ -n $quiet_pid ]]; then
    kill -TERM -- "-$quiet_pid" 2>/dev/null || true
    wait "$quiet_pid" 2>/dev/null || true
  fi
  stop_containers
  stop_servers
  [[ -z $docker_dir ]] || remove_docker_dir
  return "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# quietly WHAT COMMAND…: runs it, says how it goes on, and shows its output only if it fails.
quietly() {
  local what=$1 log started=$SECONDS status=0
  shift
  log=$(mktemp)
  printf '    %s …' "$what" >&2
  set -m # a process group of its own, so that all of it can be ended
  "$@" >"$log" 2>&1 </dev/null &
  quiet_pid=$!
  set +m
  watch_progress "$what" "$log" "$quiet_pid"
  wait "$quiet_pid" || status=$?
  quiet_pid=
  if ((status == 0)); then
    printf ' done (%d s)\n' $((SECONDS - started)) >&2
  else
    printf ' FAILED\n' >&2
    cat "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

# At a terminal: the last line of the log, rewritten every half second. Elsewhere: a dot every 20 seconds.
watch_progress() {
  local what=$1 log=$2 pid=$3 ticks=0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    ((++ticks % 5)) && continue
    if [[ -t 2 ]]; then
      printf '\r\033[K    %s … %s' "$what" "$(tail -c 400 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-70)" >&2
    elif ((ticks % 200 == 0)); then
      printf '.' >&2
    fi
  done
  [[ ! -t 2 ]] || printf '\r\033[K    %s …' "$what" >&2
}
