# Image for cross-compiling to arm64: Debian 12 on amd64, with arm64's libraries and qemu-user.
FROM debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
COPY run /dbspan/run
COPY tools /dbspan/tools
RUN dpkg --add-architecture arm64 && /dbspan/run packages arm64 && apt-get clean
