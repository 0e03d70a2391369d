#!/bin/sh
# Runs a temporary MySQL: dbspan-mysql PORT [OPTION…]. Creates the user with the default authentication of this version.
set -eu
port=$1
shift
data=/var/lib/mysql-dbspan
mkdir -p "$data" /run/mysqld
chown mysql:mysql "$data" /run/mysqld
mysqld --no-defaults --initialize-insecure --user=mysql --datadir="$data"
cat >/run/mysqld/init.sql <<'END'
CREATE DATABASE shop;
CREATE USER dbspan@'%' IDENTIFIED BY 'dbspan-password';
GRANT ALL ON *.* TO dbspan@'%' WITH GRANT OPTION;
END
chown mysql:mysql /run/mysqld/init.sql
exec mysqld --no-defaults --user=mysql --datadir="$data" --port="$port" --bind-address=127.0.0.1 \
  --socket=/run/mysqld/mysqld.sock --mysqlx=OFF --init-file=/run/mysqld/init.sql "$@"
