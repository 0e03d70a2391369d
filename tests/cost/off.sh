#!/usr/bin/env bash
# off.sh PROGRAMS PRELOAD: counts the cost of calls of the plain clients with dbspan linked and preloaded but
# switched off, and compares it with the cost without dbspan: at most 3 per cent more instructions, and no
# more allocations. Time is not measured.
set -euo pipefail

programs=$1 preload=$2
most=3
times=200
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# count NAME PROGRAM [VARIABLE=VALUE…]: writes lines of PATH ALLOCATIONS INSTRUCTIONS, both for one execution,
# to NAME.counts.
count() {
  local name=$1 program=$2 path allocations total
  shift 2
  env "$@" valgrind --tool=callgrind --callgrind-out-file="$dir/$name" "$programs/$program" $times \
    >"$dir/$name.allocations" 2>"$dir/$name.log" || { cat "$dir/$name.log" >&2; return 1; }
  while read -r path allocations; do
    total=$(awk -v name="$path" '/^desc: Trigger: Client Request: / {found = ($NF == name)}
      /^totals: / && found {print $2; exit}' "$dir/$name".[0-9]*)
    echo "$path $allocations $((total / times))"
  done <"$dir/$name.allocations" >"$dir/$name.counts"
}

clients=()
for program in "$programs"/*_plain_bare; do
  program=${program##*/}
  clients+=("${program%_plain_bare}")
done
for client in "${clients[@]}"; do
  {
    count "$client.bare" "${client}_plain_bare"
    count "$client.linked" "${client}_plain_linked" DBSPAN_ENABLED=false
    count "$client.preloaded" "${client}_plain_bare" DBSPAN_ENABLED=false LD_PRELOAD="$preload"
  } &
  (($(jobs -rp | wc -l) < 2)) || wait -n
done
wait

failed=0
for client in "${clients[@]}"; do
  for form in linked preloaded; do
    while read -r path allocations bare && read -r _ more count <&3; do
      verdict=ok
      ((count * 100 <= bare * (100 + most))) || verdict="MORE THAN $most PER CENT"
      ((more == allocations)) || verdict="ALLOCATES"
      printf '%-24s %-9s %6d instructions, bare %6d (%+.1f %%): %s\n' "$path" "$form" "$count" "$bare" \
        "$(awk "BEGIN {print ($count - $bare) * 100 / $bare}")" "$verdict"
      [[ $verdict == ok ]] || failed=1
    done <"$dir/$client.bare.counts" 3<"$dir/$client.$form.counts"
  done
done
exit $failed
