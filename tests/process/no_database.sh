# A program without database calls does not load the SDK.
set -eu
$PROCESS_RUN /bin/true
$PROCESS_RUN /bin/cat /proc/self/maps | grep -c opentelemetry || true
