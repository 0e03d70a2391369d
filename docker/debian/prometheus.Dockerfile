# Prometheus that takes OTLP: the one of bookworm does not yet.
FROM debian:trixie
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends prometheus && apt-get clean
ENTRYPOINT ["prometheus", "--enable-feature=otlp-write-receiver", "--config.file=/dev/null", "--storage.tsdb.path=/tmp/prometheus"]
