// A program of another project. Each client's source (<client>.cc) checks that dbspan's header
// compiles, links and finds the client.
#include <cstdio>

// CLIENTS is a list such as F(pg) F(redis), with the clients that the program is built with.
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
