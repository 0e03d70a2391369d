// Must not link: it is compiled without the swap, so its Pool is another class than that of
// store.cc, which is compiled with the swap.
#include "tests/pg/pqxx/everywhere/store.h"

int main(int, char** argv) { return static_cast<int>(Pool{argv[0]}.CountIdle()); }
