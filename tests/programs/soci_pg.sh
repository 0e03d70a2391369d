# A program that uses the C++ library SOCI.
prepare() { g++ -std=c++17 -O1 "$HERE/soci.cc" -o soci -I/usr/include/postgresql -lsoci_core -lsoci_postgresql; }
run() { $TRACED ./soci "postgresql://host=$PGHOST port=$PGPORT dbname=$PGDATABASE user=$PGUSER"; }
