#!/usr/bin/env bash
# compare.sh PROBE BASELINE [--update]: counts what each path of the probe costs, and compares with
# the baseline: allocations exactly, instructions within 5 per cent. No timer is involved.
set -euo pipefail

probe=$1 baseline=$2 update=${3:-}
tolerance=5
times=200

# instructions PATH TIMES
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$probe" "$1" "$2" 2>&1 >/dev/null |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# measure PATH: "PATH ALLOCATIONS INSTRUCTIONS", of one time; what starting up costs cancels out.
measure() {
  local allocations few many
  allocations=$("$probe" "$1" $times)
  few=$(instructions "$1" $times)
  many=$(instructions "$1" $((2 * times)))
  echo "$1 $allocations $(((many - few) / times))"
}

if [[ $update == --update ]]; then
  {
    echo "# path allocations instructions: of one operation, by g++ 12 -O2 (./run cost --update)"
    for path in $("$probe"); do measure "$path"; done
  } >"$baseline.new"
  mv "$baseline.new" "$baseline"
  cat "$baseline"
  exit
fi

failed=0
for path in $("$probe"); do
  read -r _ allocations count < <(measure "$path")
  if ! read -r _ old_allocations old_count < <(grep "^$path " "$baseline"); then
    echo "$path: is not in $baseline; ./run cost --update adds it"
    failed=1
    continue
  fi
  verdict=ok
  ((allocations == old_allocations)) || verdict="ALLOCATIONS CHANGED"
  ((count * 100 <= old_count * (100 + tolerance))) || verdict="MORE INSTRUCTIONS"
  ((count * 100 >= old_count * (100 - tolerance))) || verdict="fewer instructions: update the baseline"
  printf '%-20s %3d allocations (%d), %7d instructions (%d): %s\n' \
    "$path" "$allocations" "$old_allocations" "$count" "$old_count" "$verdict"
  [[ $verdict == ok || $verdict == fewer* ]] || failed=1
done
exit $failed
