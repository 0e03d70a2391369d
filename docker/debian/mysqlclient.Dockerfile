# Image in which dbspan is built with libmysqlclient, MySQL's own C API, instead of MariaDB's. Only sid has it.
FROM dbspan-build:sid
RUN apt-get update && apt-get install -y --no-install-recommends libmysqlclient-dev mysql-client && apt-get clean
