// A program of somebody else's: each client's header compiles, links and finds its client
// (<client>.cc).
#include <cstdio>

// CLIENTS is F(pg) F(redis) …, for the clients that the program is built with.
#define F(client) bool client##_works();
CLIENTS
#undef F

int main() {
  int working = 0;
#define F(client)                               \
  if (!client##_works()) {                      \
    std::printf("%s does not work\n", #client); \
    return 1;                                   \
  }                                             \
  ++working;
  CLIENTS
#undef F
  std::printf("%d clients work\n", working);
  return working > 0 ? 0 : 1;
}
