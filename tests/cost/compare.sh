#!/usr/bin/env bash
# compare.sh PROGRAMS BASELINE [--update]: counts allocations and instructions of each path of the programs in
# the directory PROGRAMS and compares them with the baseline: allocations exactly, instructions within 5 per
# cent. Time is not measured.
set -euo pipefail

programs=$1 baseline=$2 update=${3:-}
tolerance=5
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${BASH_SOURCE[0]%/*}/count.sh" "$programs" >"$dir/counts"

if [[ $update == --update ]]; then
  {
    echo "# path allocations instructions: of one operation, by g++ 12 -O2 (./run cost --update)"
    cat "$dir/counts"
  } >"$baseline"
  cat "$baseline"
  exit
fi

failed=0
while read -r path allocations count; do
  if ! read -r _ old_allocations old_count < <(grep "^$path " "$baseline"); then
    echo "$path: is not in $baseline; ./run cost --update adds it"
    failed=1
    continue
  fi
  verdict=ok
  ((allocations == old_allocations)) || verdict="ALLOCATIONS CHANGED"
  ((count * 100 <= old_count * (100 + tolerance))) || verdict="MORE INSTRUCTIONS"
  ((count * 100 >= old_count * (100 - tolerance))) || verdict="fewer instructions: update the baseline"
  printf '%-32s %3d allocations (%d), %7d instructions (%d): %s\n' \
    "$path" "$allocations" "$old_allocations" "$count" "$old_count" "$verdict"
  [[ $verdict == ok || $verdict == fewer* ]] || failed=1
done <"$dir/counts"
while read -r path _; do
  grep -q "^$path " "$dir/counts" || { echo "$path: was not counted"; failed=1; }
done < <(grep -v '^#' "$baseline")
exit $failed
