# Image with the servers of the tests from one suite of Debian: Postgres, Redis and MariaDB, on free ports of the host's loopback interface.
ARG SUITE
FROM debian:${SUITE}
ENV DEBIAN_FRONTEND=noninteractive
RUN echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
RUN apt-get update && RUNLEVEL=1 apt-get install -y --no-install-recommends postgresql redis-server mariadb-server && apt-get clean
COPY run /dbspan/run
COPY tools /dbspan/tools
ENTRYPOINT ["/dbspan/run", "serve"]
