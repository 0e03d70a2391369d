# libmysqlclient, the C API of MySQL itself, in place of MariaDB's, beside what dbspan is built with. Only sid has it.
FROM dbspan-build:sid
RUN apt-get update && apt-get install -y --no-install-recommends libmysqlclient-dev mysql-client && apt-get clean
