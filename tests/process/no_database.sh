# A program that uses no database loads no SDK.
set -eu
$PROCESS_RUN /bin/true
$PROCESS_RUN /bin/cat /proc/self/maps | grep -c opentelemetry || true
