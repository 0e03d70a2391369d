#!/usr/bin/env bash
# count.sh PROGRAMS: counts the cost of each path of the programs in the directory PROGRAMS. Prints lines of
# PATH ALLOCATIONS INSTRUCTIONS, both for one execution of the path.
set -euo pipefail

programs=$1
times=200
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

count() {
  local program=$1 name allocations total
  valgrind --tool=callgrind --callgrind-out-file="$dir/$program" "$programs/${program}_cost" $times \
    >"$dir/$program.allocations" 2>"$dir/$program.log" || { cat "$dir/$program.log" >&2; return 1; }
  while read -r name allocations; do
    total=$(awk -v name="$name" '/^desc: Trigger: Client Request: / {found = ($NF == name)}
      /^totals: / && found {print $2; exit}' "$dir/$program".[0-9]*)
    echo "$name $allocations $((total / times))"
  done <"$dir/$program.allocations"
}

names=(core)
for program in "$programs"/*_cost; do
  program=${program##*/}
  [[ $program == core_cost ]] || names+=("${program%_cost}")
done
for program in "${names[@]}"; do
  count "$program" >"$dir/$program.counts" &
  (($(jobs -rp | wc -l) < 2)) || wait -n
done
wait
for program in "${names[@]}"; do cat "$dir/$program.counts"; done
