# Completion of the command dbspan for bash.
_dbspan() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} i
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "run view diff doctor top inflight on off symbolize explain help version" -- "$word")
    return
  fi
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$word"); return ;;
    --fail-on) mapfile -t COMPREPLY < <(compgen -W "findings errors untraced" -- "$word"); return ;;
  esac
  case $command in
    run | doctor)
      # After the options comes a program, which has its own completion.
      for ((i = 2; i < COMP_CWORD; ++i)); do
        if [[ ${COMP_WORDS[i]} == -- ]] && declare -F _command_offset >/dev/null; then
          _command_offset $((i + 1))
          return
        fi
      done
      if [[ $word == -* ]]; then
        local options="--color --help"
        [[ $command == doctor ]] && options+=" --start --json"
        [[ $command == doctor ]] ||
          options+=" --output --quiet --html --json --all --statements --fail-on --progress --no-progress --args --audit --follow --top --interval --memory --threshold --burst-gap"
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -c -f -- "$word")
      fi
      ;;
    top) mapfile -t COMPREPLY < <(compgen -W "--interval --color --help" -- "$word") ;;
    view | diff)
      if [[ $word == -* ]]; then
        local options="--all --memory --color --help"
        [[ $command == diff ]] || options+=" --output --quiet --html --json --statements --fail-on --port --open --cors --threshold --burst-gap"
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi
      ;;
    symbolize) mapfile -t COMPREPLY < <(compgen -W "--binary" -- "$word" && compgen -f -- "$word") ;;
    explain) mapfile -t COMPREPLY < <(compgen -W "repeated-statement chatty redundant-statement always-missing never-read slow-statement slower-than-usual unused-rows error-storm retries connection-churn idle-transaction pool-wait over-budget" -- "$word") ;;
    help) mapfile -t COMPREPLY < <(compgen -W "run view diff doctor top inflight" -- "$word") ;;
  esac
}
complete -o filenames -F _dbspan dbspan
