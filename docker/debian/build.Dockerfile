# Image in which dbspan is built and tested: one suite of Debian, with the packages that `./run test` installs and both compilers.
ARG SUITE
FROM debian:${SUITE}
ENV DEBIAN_FRONTEND=noninteractive
# The Release file of sid may have expired.
RUN echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
COPY run /dbspan/run
COPY tools /dbspan/tools
RUN /dbspan/run packages && apt-get clean
# Later suites have Valkey in addition to Redis.
RUN ! apt-cache show valkey-server >/dev/null 2>&1 || \
  { RUNLEVEL=1 apt-get install -y --no-install-recommends valkey-server && apt-get clean; }
