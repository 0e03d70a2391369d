// Compiled without the swap, and linked with store.cc, which was compiled with it: its Pool is
// another class.
#include "tests/pg/pqxx/everywhere/store.h"

int main(int, char** argv) { return static_cast<int>(Pool{argv[0]}.CountIdle()); }
