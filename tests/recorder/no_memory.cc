// A program whose first thread gets only a limited number of allocations while it records; the
// argument is the limit. process_test.cc runs it. Exits with 3 if the allocations sufficed. With
// the argument `open`, the thread gets none while it exits with 100 open operations.
#include <cstdlib>
#include <new>
#include <string_view>

#include "recorder/process.h"

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own

thread_local bool counting = false;
thread_local long left = 0;
thread_local bool refused = false;

void Start(Recorder& recorder, OpenSpan& open) {
  recorder.Start(nullptr, open, 0);
  StatementTexts statement;
  statement.name = statement.operation = "GET";
  recorder.Describe(open, ScopeOf("dbspan.redis"), 0, CurrentTexts().Intern(statement));
}

void Record() {
  Recorder* const recorder = Current();
  if (recorder == nullptr) return;
  OpenSpan open;
  Start(*recorder, open);
  recorder->End(open, Ending{}, SteadyNow());
}

[[noreturn]] void ExitWithOpenOperations() {
  for (int i = 0; i < 100; ++i) {
    OpenSpan open;
    Start(*Current(), open);
  }
  counting = true;
  std::exit(0);
}

}  // namespace

void* operator new(std::size_t size) {
  if (counting && left-- <= 0) {
    refused = true;
    throw std::bad_alloc{};
  }
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  if (std::string_view{argv[1]} == "open") ExitWithOpenOperations();
  left = std::atol(argv[1]);
  counting = true;
  for (int i = 0; i < 20; ++i) Record();
  counting = false;
  return refused ? 0 : 3;
}
