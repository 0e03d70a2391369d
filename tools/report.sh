# What a person sees while something takes long.

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# quietly WHAT COMMAND…: runs it; shows its output only if it fails.
quietly() {
  local what=$1 log started=$SECONDS
  shift
  log=$(mktemp)
  printf '    %s …' "$what" >&2
  if "$@" >"$log" 2>&1; then
    printf ' done (%d s)\n' $((SECONDS - started)) >&2
    rm -f "$log"
  else
    printf ' FAILED\n' >&2
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
}
