#include "tests/recorder/rings/ring_test.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace dbspan::recorder::rings {
namespace {

std::string IdOf(const SpanId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

}  // namespace

Content ReadAll(RingReader& reader) {
  Content content;
  reader.ForEachInFlight([&](const ReadInFlight& open) {
    content.in_flight.emplace_back(open.statement.name);
    content.in_flight_ids.insert(IdOf(open.span_id));
  });
  reader.Drain([&](const ReadRecord& record) {
    content.names.emplace_back(record.statement.name);
    content.ids.insert(IdOf(record.header.span_id));
    ForEachParticular(record.particulars, [&](const ParticularView& particular) {
      if (particular.kind == Particular::kReturnedRows) content.rows.push_back(particular.number());
    });
    return true;
  });
  return content;
}

std::map<std::string, std::uint64_t> Measured(RingReader& reader) {
  std::map<std::string, std::uint64_t> measured;
  reader.ForEachSeries([&](const ReadSeries& series) {
    std::string name{series.statement.operation};
    if (!series.status.error_type.empty()) name += ' ' + std::string{series.status.error_type};
    for (const auto& bucket : series.sums.duration.buckets) measured[name] += bucket.load();
  });
  return measured;
}

std::vector<std::int64_t> Numbers(std::int64_t first, std::size_t count) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(first + static_cast<std::int64_t>(i));
  return numbers;
}

RingTest::RingTest() {
  std::string pattern = ::testing::TempDir() + "rings_XXXXXX";
  base_ = mkdtemp(pattern.data());
  directory_ = base_ + "/rings";
  const int file = open((base_ + "/counter").c_str(), O_RDWR | O_CREAT, 0600);
  EXPECT_EQ(ftruncate(file, sizeof(Counter)), 0);
  counter_ = static_cast<Counter*>(
      mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
  close(file);
}

RingTest::~RingTest() {
  munmap(counter_, sizeof(Counter));
  for (const std::string& path : RingReader::List(directory_)) unlink(path.c_str());
  rmdir(directory_.c_str());
  for (const char* name : {"/counter", "/log"}) unlink((base_ + name).c_str());
  rmdir(base_.c_str());
}

pid_t RingTest::Begin(const char* end, Environment variables, bool traced) const {
  variables.emplace("DBSPAN_RING_DIR", directory_);
  variables.emplace("DBSPAN_TEST_COUNTER", base_ + "/counter");
  variables.emplace("DBSPAN_LOG", base_ + "/log");
  const pid_t child = fork();
  if (child != 0) return child;
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  if (traced) ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  execl(program_.c_str(), "ring_program", end, nullptr);
  _exit(127);
}

int RingTest::WaitFor(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<std::unique_ptr<RingReader>> RingTest::Readers() const {
  std::vector<std::unique_ptr<RingReader>> readers;
  for (const std::string& path : RingReader::List(directory_)) {
    std::string reason;
    auto reader = RingReader::Open(path, reason);
    EXPECT_NE(reader, nullptr) << reason;
    if (reader != nullptr) readers.push_back(std::move(reader));
  }
  return readers;
}

std::string RingTest::Log() const {
  std::ifstream lines{base_ + "/log"};
  return {std::istreambuf_iterator<char>{lines}, {}};
}

}  // namespace dbspan::recorder::rings
