// A call from code that was generated at run time, as by a just-in-time compiler: its return
// address is not in a library.
#include <sys/mman.h>

#include <cstring>

#include "tests/process/pg_case.h"

namespace {

#if defined(__x86_64__)
// mov rax, rdx; sub rsp, 8; call rax; add rsp, 8; ret
constexpr unsigned char kCall[] = {0x48, 0x89, 0xd0, 0x48, 0x83, 0xec, 0x08,
                                   0xff, 0xd0, 0x48, 0x83, 0xc4, 0x08, 0xc3};
#else
// stp x29, x30, [sp, #-16]!; blr x2; ldp x29, x30, [sp], #16; ret
constexpr unsigned char kCall[] = {0xfd, 0x7b, 0xbf, 0xa9, 0x40, 0x00, 0x3f, 0xd6,
                                   0xfd, 0x7b, 0xc1, 0xa8, 0xc0, 0x03, 0x5f, 0xd6};
#endif

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  PGconn* const connection = dbspan::process::ConnectPostgres();
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memcpy(page, kCall, sizeof kCall);
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  using Call = PGresult* (*)(PGconn*, const char*, PGresult* (*)(PGconn*, const char*));
  for (int i = 0; i < 3; ++i) {
    PGresult* result = reinterpret_cast<Call>(page)(connection, "SELECT 51", &PQexec);
    dbspan::process::Say("%s", dbspan::process::ValueOf(result).c_str());
  }
  PQfinish(connection);
}
