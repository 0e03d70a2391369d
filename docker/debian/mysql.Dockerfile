# Server of MySQL (not MariaDB), with its default authentication. Only sid has it, and its packages conflict with those that dbspan is
# built with.
FROM debian:sid
ENV DEBIAN_FRONTEND=noninteractive
RUN echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
RUN apt-get update && apt-get install -y --no-install-recommends mysql-server && apt-get clean
COPY mysql.sh /usr/local/bin/dbspan-mysql
ENTRYPOINT ["/usr/local/bin/dbspan-mysql"]
