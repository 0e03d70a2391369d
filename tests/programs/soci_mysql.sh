# A program that uses the C++ library SOCI.
prepare() { g++ -std=c++17 -O1 "$HERE/soci.cc" -o soci -I/usr/include/mariadb -lsoci_core -lsoci_mysql; }
run() { $TRACED ./soci "mysql://host=$MYSQL_HOST port=$MYSQL_TCP_PORT db=$MYSQL_DATABASE user=$MYSQL_USER password=$MYSQL_PASSWORD"; }
