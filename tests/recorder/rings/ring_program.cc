// Records into a ring file in the way that the argument names. flight_recorder_test.cc and
// kill_test.cc run it. After every operation it increments a counter in shared memory.
#include <fcntl.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "recorder/otlp/fields.h"
#include "recorder/otlp/log_record.h"
#include "recorder/process.h"

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own

// With sanitizers, use fewer threads and do not fork while other threads allocate: sanitizers limit
// the number of threads, and the child cannot use their allocators then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

struct Counter {
  std::atomic<std::uint64_t> returned;
  std::atomic<std::uint64_t> begun;
  std::atomic<std::uint64_t> read;  // written by the test
};

Counter& MapCounter() {
  const char* const path = std::getenv("DBSPAN_TEST_COUNTER");
  if (path == nullptr) return *new Counter{};
  const int file = open(path, O_RDWR | O_CLOEXEC);
  void* const memory = mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) std::abort();
  return *static_cast<Counter*>(memory);
}

TextId Endpoint() {
  return CurrentTexts().Intern(EndpointTexts{"redis", "0", "localhost", 6379, "", 0});
}

TextId Statement(const std::string& name) {
  StatementTexts statement;
  statement.name = name;
  statement.operation = "GET";
  return CurrentTexts().Intern(statement);
}

void Start(OpenSpan& open, TextId statement) {
  Recorder* const recorder = Current();
  if (recorder == nullptr) return;
  recorder->Start(opentelemetry::trace::SpanContext::GetInvalid(), open);
  recorder->Describe(open, ScopeOf("dbspan.redis"), Endpoint(), statement);
}

void Start(OpenSpan& open, std::uint64_t number) {
  Start(open, Statement("GET " + std::to_string(number % 50)));
}

void End(OpenSpan& open, std::uint64_t number) {
  Ending ending;
  ending.returned_rows = static_cast<std::int64_t>(number);
  const std::string text(number * 37 % 300, 'x');
  ending.query_text = text;
  if (number % 7 == 0) {
    ending.failed = true;
    ending.error_type = "TIMEOUT";
    ending.error_message = "no answer";
  }
  if (Recorder* const recorder = Current()) recorder->End(open, ending, SteadyNow());
}

void Record(Counter& counter, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    OpenSpan open;
    Start(open, i);
    ++counter.begun;
    End(open, i);
    ++counter.returned;
  }
}

// Records until the file is full, then waits to be killed.
int Forever(Counter& counter) {
  Record(counter, 0, 60000);
  while (true) pause();
}

// Stops once with SIGSTOP; the test single-steps from there. The next record no longer fits into
// the first chunk.
int Steps(Counter& counter) {
  constexpr std::uint64_t kNearlyAChunk = 64;
  Record(counter, 0, kNearlyAChunk);
  std::raise(SIGSTOP);
  for (std::uint64_t i = kNearlyAChunk;; ++i) Record(counter, i, 1);
}

int Return(Counter& counter) {
  Record(counter, 0, 20);
  return 0;
}

int ExitAtOnce(Counter& counter) {
  Record(counter, 0, 20);
  _exit(0);
}

int Die(Counter& counter, int signal) {
  Record(counter, 0, 20);
  OpenSpan open;
  Start(open, std::uint64_t{20});
  std::signal(signal, SIG_DFL);  // resets handlers of sanitizers
  return std::raise(signal);
}

int Kill(Counter& counter) { return Die(counter, SIGKILL); }
int Crash(Counter& counter) { return Die(counter, SIGSEGV); }

int Log(Counter& /*counter*/) {
  otlp::LogRecord record;
  record.event_name = "dbspan.slow_operation";
  record.time = 1;
  if (Recorder* const recorder = Current()) {
    recorder->Log(ScopeOf("dbspan.redis"), otlp::Encode(record));
  }
  return 0;
}

int Wait(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int Fork(Counter& counter) {
  Record(counter, 0, 5);
  OpenSpan open;
  Start(open, std::uint64_t{5});
  const pid_t child = fork();
  if (child == 0) {
    End(open, 5);  // the operation is the parent's, so nothing is recorded
    Record(counter, 100, 7);
    std::exit(0);
  }
  const int status = Wait(child);
  End(open, 5);
  Record(counter, 6, 2);
  return status;
}

int ForkWithoutHandlers(Counter& counter) {
  Record(counter, 0, 5);
  const pid_t child = _Fork();
  if (child == 0) {
    Record(counter, 100, 7);
    std::exit(0);
  }
  const int status = Wait(child);
  Record(counter, 5, 3);
  return status;
}

int Exec(Counter& counter) {
  Record(counter, 0, 5);
  execl("/proc/self/exe", "ring_program", "return", nullptr);
  return 127;
}

// Interns a text in a child that records nothing; the parent's next statement must keep its own
// name.
int InternInChild(Counter& counter) {
  Record(counter, 0, 3);
  const pid_t child = _Fork();
  if (child == 0) {
    Statement("of the child");
    _exit(0);
  }
  const int status = Wait(child);
  OpenSpan open;
  Start(open, Statement("SET"));
  End(open, 3);
  return status;
}

// A thread forks; its copy in the child ends, and another thread starts meanwhile. The original
// thread must continue to record.
int EndThreadOfChild(Counter& counter) {
  std::thread{[&] {
    Record(counter, 0, 1);
    const pid_t child = _Fork();
    if (child == 0) return;
    Wait(child);
    std::thread{[&] { Record(counter, 1, 1); }}.join();
    Record(counter, 2, 1);
  }}.join();
  return 0;
}

// Records one operation for each line of standard input.
int Lines(Counter& counter) {
  std::cout << "ready" << std::endl;
  std::uint64_t number = 0;
  for (std::string line; std::getline(std::cin, line); ++number) {
    Record(counter, number, 1);
    std::cout << "done" << std::endl;
  }
  return 0;
}

int ManyThreads(Counter& counter) {
  for (int round = 0; round < 100; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 100; ++i) {
      threads.emplace_back([&] { Record(counter, 0, 3); });
    }
    for (std::thread& thread : threads) thread.join();
  }
  return 0;
}

// Threads end and start while children are forked. Then the process replaces itself by another
// program.
int ThreadsForksAndExec(Counter& counter) {
  for (int round = 0; round < 100; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 100; ++i) {
      threads.emplace_back([&] { Record(counter, 0, 3); });
    }
    if (kSanitized) {
      for (std::thread& thread : threads) thread.join();
      threads.clear();
    }
    if (round % 10 == 0) {
      const pid_t child = fork();
      if (child == 0) {
        Record(counter, 100, 7);
        std::exit(0);
      }
      if (Wait(child) != 0) return 1;
    }
    for (std::thread& thread : threads) thread.join();
  }
  return Exec(counter);
}

constexpr unsigned kAtOnce = kSanitized ? 1000 : 10000;
constexpr unsigned kWithRoom = 500;  // threads for which the file surely has room

struct Crowd {
  Counter& counter;
  std::atomic<unsigned> threads{0};
  pthread_barrier_t all_there{};
  pthread_barrier_t first_recorded{};
  pthread_barrier_t all_recorded{};
};

// The first threads record at the same time. Then the others compete for the rest of the memory.
void* RecordInCrowd(void* shared) {
  auto& crowd = *static_cast<Crowd*>(shared);
  const bool is_first = crowd.threads.fetch_add(1) < kWithRoom;
  pthread_barrier_wait(&crowd.all_there);
  if (is_first) Record(crowd.counter, 0, 3);
  pthread_barrier_wait(&crowd.first_recorded);
  if (!is_first) Record(crowd.counter, 3, 3);
  pthread_barrier_wait(&crowd.all_recorded);
  return nullptr;
}

int ThreadsAtOnce(Counter& counter) {
  Crowd crowd{counter};
  for (auto* const barrier : {&crowd.all_there, &crowd.first_recorded, &crowd.all_recorded}) {
    pthread_barrier_init(barrier, nullptr, kAtOnce);
  }
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::size_t{128} << 10U);
  std::vector<pthread_t> threads(kAtOnce);
  for (pthread_t& thread : threads) {
    if (pthread_create(&thread, &attributes, &RecordInCrowd, &crowd) != 0) _exit(1);
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  return 0;
}

// Records more series than the fixed part of one thread can hold.
int ManySeries(Counter& counter) {
  for (std::uint64_t i = 0; i < 600; ++i) {
    StatementTexts texts;
    const std::string operation = "GET" + std::to_string(i % 300);
    texts.name = texts.operation = operation;
    OpenSpan open;
    Start(open, CurrentTexts().Intern(texts));
    End(open, i);
    ++counter.returned;
  }
  return Kill(counter);
}

// Returns 7 if the system runs the program in secure-execution mode (AT_SECURE), else 8.
int Secure(Counter& counter) {
  Record(counter, 0, 20);
  return getauxval(AT_SECURE) != 0 ? 7 : 8;
}

int Much(Counter& counter) {
  Record(counter, 0, 200000);
  return 0;
}

// Pauses while 10,000 records have not been read.
int MuchForAReader(Counter& counter) {
  for (std::uint64_t i = 0; i < 200000; ++i) {
    while (counter.returned - counter.read >= 10000) usleep(100);
    Record(counter, i, 1);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, int (*)(Counter&)> ends{
      {"forever", Forever},
      {"steps", Steps},
      {"return", Return},
      {"_exit", ExitAtOnce},
      {"kill", Kill},
      {"crash", Crash},
      {"log", Log},
      {"fork", Fork},
      {"fork without handlers", ForkWithoutHandlers},
      {"exec", Exec},
      {"intern in a child", InternInChild},
      {"thread of a child ends", EndThreadOfChild},
      {"lines", Lines},
      {"many threads", ManyThreads},
      {"threads, forks and exec", ThreadsForksAndExec},
      {"threads at once", ThreadsAtOnce},
      {"many series", ManySeries},
      {"secure", Secure},
      {"much", Much},
      {"much for a reader", MuchForAReader}};
  const auto found = ends.find(argc > 1 ? argv[1] : "");
  return found == ends.end() ? 2 : found->second(MapCounter());
}
