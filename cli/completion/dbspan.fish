# Completion of the command dbspan for fish.
function __dbspan_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and echo $words[2]
end

function __dbspan_is
    contains -- (__dbspan_command) $argv
end

# The program after the options of `run`, or after `--`, has its own completion.
function __dbspan_program
    set -l words (commandline -opc) (commandline -ct)
    set -l separator (contains -i -- -- $words)
    and complete -C (string join ' ' -- (string escape -- $words[(math $separator + 1)..-1]))
end

complete -c dbspan -f
complete -c dbspan -n 'not __dbspan_command' -a run -d 'run a program and report its database and cache calls'
complete -c dbspan -n 'not __dbspan_command' -a view -d 'report the spans in files, or receive them'
complete -c dbspan -n 'not __dbspan_command' -a diff -d 'compare the statements of two files'
complete -c dbspan -n 'not __dbspan_command' -a doctor -d 'say which clients would be traced, and why not'
complete -c dbspan -n 'not __dbspan_command' -a top -d 'show the statements of a running program'
complete -c dbspan -n 'not __dbspan_command' -a inflight -d 'show what traced processes wait for'
complete -c dbspan -n 'not __dbspan_command' -a 'on off' -d 'switch the recording of a process'
complete -c dbspan -n 'not __dbspan_command' -a symbolize -d 'name the places in the code that spans and log records hold'
complete -c dbspan -n 'not __dbspan_command' -a explain -d 'say what a finding means'
complete -c dbspan -n 'not __dbspan_command' -a 'help version'

set -l shown 'run view'
complete -c dbspan -n "__dbspan_is $shown" -s o -l output -r -F -d 'write the report there'
complete -c dbspan -n "__dbspan_is $shown" -s q -l quiet -d 'no report'
complete -c dbspan -n "__dbspan_is $shown" -l html -r -F -d 'write a page with everything'
complete -c dbspan -n "__dbspan_is $shown" -l json -r -F -d 'write the spans as OTLP JSON lines'
complete -c dbspan -n "__dbspan_is $shown diff" -l all -d 'everything'
complete -c dbspan -n "__dbspan_is $shown" -l statements -x -a '10 all' -d 'rows of the table of statements'
complete -c dbspan -n '__dbspan_is run' -l fail-on -x -a 'findings errors untraced' -d 'exit with 3 if there are any'
complete -c dbspan -n '__dbspan_is view' -l fail-on -x -a 'findings errors' -d 'exit with 3 if there are any'
complete -c dbspan -n "__dbspan_is $shown" -l threshold -x -d 'when something is a finding'
complete -c dbspan -n "__dbspan_is $shown" -l burst-gap -x -a '10ms 100ms 1000ms' -d 'calls within this time belong together'
complete -c dbspan -n "__dbspan_is $shown diff" -l memory -x -a '64M 256M 1G' -d 'for spans'
complete -c dbspan -n '__dbspan_is run' -l progress -d 'a line now and then'
complete -c dbspan -n '__dbspan_is run' -l no-progress -d 'no line while the program runs'
complete -c dbspan -n '__dbspan_is run' -l audit -d 'see calls that go past the preload'
complete -c dbspan -n '__dbspan_is run' -l follow -d 'wait for processes that the program left running'
complete -c dbspan -n '__dbspan_is run' -l top -d 'a live table of statements'
complete -c dbspan -n '__dbspan_is run top' -l interval -x -d 'seconds'
complete -c dbspan -n '__dbspan_is run' -l args -d 'record the command line'
complete -c dbspan -n '__dbspan_is view' -l port -x -d 'where to receive'
complete -c dbspan -n '__dbspan_is view' -l open -d 'open the page'
complete -c dbspan -n '__dbspan_is view' -l cors -x -d 'web pages that may send spans'
complete -c dbspan -n '__dbspan_is doctor' -l start -d 'start the program and stop it before main'
complete -c dbspan -n '__dbspan_is doctor' -l json -d 'as one JSON object'
complete -c dbspan -n '__dbspan_is run view diff doctor top' -l color -x -a 'auto always never' -d 'colours'
complete -c dbspan -n '__dbspan_command' -l help -d 'how to use it'
complete -c dbspan -n '__dbspan_is view diff' -F
complete -c dbspan -n '__dbspan_is run doctor; and not contains -- -- (commandline -opc)' -a '(__fish_complete_command)'
complete -c dbspan -n '__dbspan_is run doctor' -a '(__dbspan_program)'
complete -c dbspan -n '__dbspan_is doctor top inflight on off' -a '(__fish_complete_pids)'
complete -c dbspan -n '__dbspan_is explain' -a 'repeated-statement chatty redundant-statement always-missing never-read slow-statement slower-than-usual unused-rows error-storm retries connection-churn idle-transaction pool-wait over-budget'
complete -c dbspan -n '__dbspan_is help' -a 'run view diff doctor top inflight on off'
complete -c dbspan -n '__dbspan_is symbolize' -l binary -r -d 'the program or library that was recorded'
