// Measures how the cost grows with the number of statements, values or threads:
//
//   growth statements COUNT OPERATIONS   statements that differ in their tables, in turns
//   growth values COUNT OPERATIONS       statements that differ only in their values
//   growth threads COUNT                 threads that exist at once and have recorded
//
// Prints nanoseconds of CPU per operation (switched off, new statement, repeated statement) and the
// growth of the resident memory in KiB; for threads, only the KiB. Exports go to
// DBSPAN_BENCH_RECEIVER.
#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bench/clocks.h"
#include "bench/core_calls.h"
#include "bench/recording.h"
#include "dbspan/instrumenter.h"

namespace {

using namespace dbspan;         // NOLINT(*-using-namespace): this file is a program
using namespace dbspan::bench;  // NOLINT(*-using-namespace)

long ResidentKilobytes() {
  long total = 0;
  long resident = 0;
  std::ifstream{"/proc/self/statm"} >> total >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/// Describes an operation with the given statement.
class DescribeOne {
 public:
  explicit DescribeOne(const std::string& sql) : sql_(sql) {}
  Operation operator()() const noexcept {
    Operation operation = select_();
    operation.sql = sql_;
    return operation;
  }

 private:
  static const DescribeSelect select_;
  const std::string& sql_;
};
const DescribeSelect DescribeOne::select_;

std::vector<std::string> Statements(const std::string& kind, long count) {
  std::vector<std::string> statements;
  for (long i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    statements.push_back(kind == "statements"
                             ? "SELECT id, name FROM customers_" + number + " WHERE id = 5"
                             : "SELECT id, name FROM customers WHERE id = " + number);
  }
  return statements;
}

/// Runs the operations, and returns the nanoseconds of CPU of one.
double Run(const Instrumenter& instrumenter, const std::vector<std::string>& statements,
           long operations) {
  const double cpu = Nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  for (long i = 0; i < operations; ++i) {
    instrumenter.Run(
        DescribeOne{statements[static_cast<std::size_t>(i) % statements.size()]}, [] { return 1; },
        OneRow{});
  }
  return (Nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu) / static_cast<double>(operations);
}

void GrowStatements(const std::string& kind, long count, long operations) {
  const std::vector<std::string> statements = Statements(kind, count);
  const Instrumenter instrumenter{Client{"dbspan.pg", "PG"}, Options{}};
  Options off_options;
  off_options.enabled = false;
  const Instrumenter off{Client{"dbspan.pg", "PG"}, off_options};
  const double bare = Run(off, statements, operations);
  const long before = ResidentKilobytes();
  const double first = Run(instrumenter, statements, count);
  const double again = Run(instrumenter, statements, operations);
  std::printf("%.1f %.1f %.1f %ld\n", bare, first, again, ResidentKilobytes() - before);
}

struct Living {
  const Instrumenter* instrumenter;
  pthread_barrier_t begun;
  pthread_barrier_t recorded;
  pthread_barrier_t over;
};

void* Live(void* shared) {
  auto& living = *static_cast<Living*>(shared);
  pthread_barrier_wait(&living.begun);
  living.instrumenter->Run(
      DescribeSelect{}, [] { return 1; }, OneRow{});
  pthread_barrier_wait(&living.recorded);
  pthread_barrier_wait(&living.over);
  return nullptr;
}

int GrowThreads(long count) {
  const Instrumenter instrumenter{Client{"dbspan.pg", "PG"}, Options{}};
  instrumenter.Run(
      DescribeSelect{}, [] { return 1; }, OneRow{});
  Living living{&instrumenter, {}, {}, {}};
  for (pthread_barrier_t* const barrier : {&living.begun, &living.recorded, &living.over}) {
    pthread_barrier_init(barrier, nullptr, static_cast<unsigned>(count) + 1);
  }
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 65536);
  for (long i = 0; i < count; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, &Live, &living) != 0) {
      std::fprintf(stderr, "no more than %ld threads\n", i);
      _exit(EXIT_FAILURE);
    }
  }
  // Lets each thread touch its stack before the measurement; that is not a cost of recording.
  usleep(300000);
  const long before = ResidentKilobytes();
  pthread_barrier_wait(&living.begun);
  pthread_barrier_wait(&living.recorded);
  std::printf("%ld\n", ResidentKilobytes() - before);
  std::fflush(stdout);
  _exit(EXIT_SUCCESS);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc > 2 ? argv[1] : "";
  const long count = argc > 2 ? std::atol(argv[2]) : 0;
  const char* const receiver = std::getenv("DBSPAN_BENCH_RECEIVER");
  const Recording recording{Recording::Sampling::kAll, receiver == nullptr ? "" : receiver};
  if (kind == "threads") return GrowThreads(count);
  if (argc != 4) return EXIT_FAILURE;
  GrowStatements(kind, count, std::atol(argv[3]));
}
