# Reports the progress of long steps.

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

note() { printf '    %s\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Stops everything that a command has started, however the command ends.
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

# quietly WHAT COMMAND…: runs a command, reports its progress, and shows its output only if it fails.
quietly() {
  local what=$1 log started=$SECONDS status=0
  shift
  log=$(mktemp)
  show_progress "$what …"
  set -m # runs the command in its own process group, so that the whole group can be killed
  "$@" >"$log" 2>&1 </dev/null &
  quiet_pid=$!
  set +m
  watch_progress "$what" "$log" "$quiet_pid"
  wait "$quiet_pid" || status=$?
  quiet_pid=
  if ((status == 0)); then
    show_progress "$what … done ($((SECONDS - started)) s)"
  else
    show_progress "$what … FAILED"
  fi
  [[ ! -t 2 ]] || printf '\n' >&2
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# Shows a step: on a terminal it rewrites one line, otherwise it prints one line per step.
show_progress() {
  if [[ -t 2 ]]; then printf '\r\033[K    %s' "$1" >&2; else printf '    %s\n' "$1" >&2; fi
}

# Shows the progress of a command. On a terminal: the last line of its log, twice per second. Otherwise: every 10 seconds the number of
# finished steps, if the command prints them like ninja, "[57/118]".
watch_progress() {
  local what=$1 log=$2 pid=$3 ticks=0 last
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    ((++ticks % 5)) && continue
    last=$(tail -c 400 "$log" | tr '\r' '\n' | tail -n 1)
    if [[ -t 2 ]]; then
      show_progress "$what … ${last:0:70}"
    elif ((ticks % 100 == 0)); then
      last=$(grep -o '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 1 || true)
      show_progress "$what … $last"
    fi
  done
}
