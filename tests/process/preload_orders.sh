# Runs a program with all clients with each preloaded library, and with each ordered pair and triple of them. Prints each distinct output
# once.
objects=()
[[ $PROCESS_RUN != *LD_PRELOAD=* ]] || IFS=: read -ra objects <<<"${PROCESS_RUN#*LD_PRELOAD=}"
orders=("${objects[@]}")
for one in "${objects[@]}"; do
  for two in "${objects[@]}"; do
    [[ $two == "$one" ]] && continue
    orders+=("$one:$two")
    for three in "${objects[@]}"; do
      [[ $three == "$one" || $three == "$two" ]] || orders+=("$one:$two:$three")
    done
  done
done
for order in "${orders[@]:-}"; do
  env ${order:+LD_PRELOAD="$order"} "$PROCESS_BUILD/tests/process/process_all_clients_bare" >"$PROCESS_DIRECTORY/said" 2>&1
  echo "status $?" >>"$PROCESS_DIRECTORY/said"
  sum=$(cksum <"$PROCESS_DIRECTORY/said")
  [[ ${seen:-} == *"$sum"* ]] || cat "$PROCESS_DIRECTORY/said"
  seen+=" $sum"
done
