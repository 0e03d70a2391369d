#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/recorder/rings/ring_test.h"
#include "tests/support/http_sink.h"

namespace dbspan::recorder::rings {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using FlightRecorderTest = RingTest;

TEST_F(FlightRecorderTest, WhatAKilledProcessRecordedIsThereAndWhatWasOpenIsInFlight) {
  EXPECT_EQ(Run("kill"), -SIGKILL);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  RingReader& reader = *readers[0];
  EXPECT_EQ(reader.state(), ProcessState::kGone);
  EXPECT_THAT(reader.process().executable, HasSubstr("ring_program"));
  EXPECT_THAT(reader.process().arguments, IsEmpty());
  EXPECT_GT(reader.process().start, 1'600'000'000'000'000'000);
  EXPECT_GE(reader.process().recording_since, reader.process().start);
  EXPECT_EQ(reader.Count(), 20U);
  const Content content = ReadAll(reader);
  EXPECT_EQ(content.rows, Numbers(0, 20));
  EXPECT_THAT(content.in_flight, ElementsAre("GET 20"));
  EXPECT_EQ(content.names[3], "GET 3");
  EXPECT_EQ(reader.Count(), 0U);
  EXPECT_TRUE(reader.Remove());
  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
}

TEST_F(FlightRecorderTest, ACrashAndAnImmediateExitLeaveTheSame) {
  EXPECT_EQ(Run("crash"), -SIGSEGV);
  EXPECT_EQ(Run("_exit"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(2));
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->state(), ProcessState::kGone);
    EXPECT_EQ(ReadAll(*reader).rows, Numbers(0, 20));
  }
}

TEST_F(FlightRecorderTest, AProcessThatEndsAsItWishesSaysSo) {
  EXPECT_EQ(Run("return"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  EXPECT_EQ(readers[0]->state(), ProcessState::kExited);
  EXPECT_EQ(ReadAll(*readers[0]).rows, Numbers(0, 20));
}

TEST_F(FlightRecorderTest, SpansCarryTheFieldsOfTheOtherExporters) {
  EXPECT_EQ(Run("return", {{"OTEL_SERVICE_NAME", "shop"}}), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  const DrainedRequests first = DrainAsOtlp(*readers[0], 15);
  const DrainedRequests rest = DrainAsOtlp(*readers[0], 15);
  EXPECT_EQ(first.spans, 15U);
  EXPECT_EQ(rest.spans, 5U);
  EXPECT_THAT(first.traces,
              AllOf(HasSubstr("service.name"), HasSubstr("shop"), HasSubstr("dbspan.redis"),
                    HasSubstr("server.address"), HasSubstr("localhost"), HasSubstr("GET 3"),
                    HasSubstr("db.query.text"), HasSubstr("error.type")));
}

TEST_F(FlightRecorderTest, WhatAKilledProcessMeasuredIsThere) {
  EXPECT_EQ(Run("kill", {{"OTEL_SERVICE_NAME", "shop"}}), -SIGKILL);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  EXPECT_THAT(Measured(*readers[0]),
              UnorderedElementsAre(Pair("GET", 17U), Pair("GET TIMEOUT", 3U)));
  const std::string request = MetricsAsOtlp(*readers[0], readers[0]->process().start + 1);
  EXPECT_THAT(request, AllOf(HasSubstr("shop"), HasSubstr("dbspan.redis"),
                             HasSubstr("db.client.operation.duration"), HasSubstr("localhost"),
                             HasSubstr("db.client.response.returned_rows"), HasSubstr("TIMEOUT")));
  // Metrics are totals: draining the records does not change them.
  ReadAll(*readers[0]);
  EXPECT_EQ(MetricsAsOtlp(*readers[0], readers[0]->process().start + 1), request);
}

TEST_F(FlightRecorderTest, SeriesOfWhichAThreadHasTooManyAreThereAsWell) {
  EXPECT_EQ(Run("many series"), -SIGKILL);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  std::map<std::string, std::uint64_t> by_operation;
  for (const auto& [name, count] : Measured(*readers[0])) {
    by_operation[name.substr(0, name.find(' '))] += count;
  }
  by_operation.erase("GET");  // recorded by the final "kill" scenario
  EXPECT_THAT(by_operation, SizeIs(300));
  for (const auto& [name, count] : by_operation) EXPECT_EQ(count, 2U) << name;
}

TEST_F(FlightRecorderTest, NothingIsMeasuredIfMetricsAreNotWanted) {
  EXPECT_EQ(Run("kill", {{"OTEL_METRICS_EXPORTER", "none"}}), -SIGKILL);

  EXPECT_THAT(Measured(*Readers().at(0)), IsEmpty());
}

TEST_F(FlightRecorderTest, OperationsUnderWayBecomeSpansWithoutAnEnd) {
  EXPECT_EQ(Run("kill"), -SIGKILL);

  EXPECT_THAT(InFlightAsOtlp(*Readers().at(0)),
              AllOf(HasSubstr("GET 20"), HasSubstr("localhost"), Not(HasSubstr("GET 19"))));
}

TEST_F(FlightRecorderTest, FilesAreTheUsersAlone) {
  EXPECT_EQ(Run("return"), 0);

  struct stat status {};
  ASSERT_EQ(stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700U);
  ASSERT_EQ(stat(RingReader::List(directory_).at(0).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST_F(FlightRecorderTest, ADirectoryThatOthersMayWriteToIsRefused) {
  mkdir(directory_.c_str(), 0700);
  chmod(directory_.c_str(), 0770);

  EXPECT_EQ(Run("return"), 0);

  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
  EXPECT_THAT(Log(), HasSubstr("the directory must be this user's, with mode 0700"));
}

TEST_F(FlightRecorderTest, ASymbolicLinkInThePlaceOfTheDirectoryIsRefused) {
  ASSERT_EQ(symlink("/tmp", directory_.c_str()), 0);

  EXPECT_EQ(Run("return"), 0);

  EXPECT_THAT(Log(), HasSubstr("cannot be used"));
  unlink(directory_.c_str());
}

TEST_F(FlightRecorderTest, WithADirectoryThatCannotBeUsedTheProgramExportsAndSaysWhatIsLost) {
  const std::string file = base_ + "/file";
  std::ofstream{file} << "x";
  const std::map<std::string, std::string> reason_of{
      {base_ + "/missing/rings", "No such file or directory"},
      {file, "Not a directory"},
      {file + "/rings", "Not a directory"},
      {"/proc/rings", "No such file or directory"},
      {base_ + "/" + std::string(300, 'a'), "File name too long"},
      {base_ + "/" + std::string(5000, 'a'), "File name too long"},
      {"missing/rings", "No such file or directory"}};
  for (const auto& [directory, reason] : reason_of) {
    const test::HttpSink sink;
    std::ofstream{base_ + "/log"};  // makes the log empty

    EXPECT_EQ(Run("return",
                  {{"DBSPAN_RING_DIR", directory}, {"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}}),
              0);

    EXPECT_THAT(sink.Posted("/v1/traces"), Not(IsEmpty())) << directory;
    const std::string log = Log();
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
    EXPECT_THAT(log, AllOf(HasSubstr("[dbspan] DBSPAN_RING_DIR=" + directory.substr(0, 90)),
                           HasSubstr(" cannot be used: " + reason +
                                     "; recording goes on in memory "
                                     "and exports as without the variable"),
                           HasSubstr("Name a directory of this user with mode 0700")));
  }
}

TEST_F(FlightRecorderTest, ARelativeDirectoryIsBelowTheCurrentOne) {
  const std::string relative = std::filesystem::relative(base_ + "/relative");

  EXPECT_EQ(Run("return", {{"DBSPAN_RING_DIR", relative}}), 0);

  EXPECT_THAT(RingReader::List(base_ + "/relative"), SizeIs(1));
}

TEST_F(FlightRecorderTest, ArgumentsAreWrittenDownOnlyOnRequest) {
  EXPECT_EQ(Run("return", {{"DBSPAN_RING_ARGUMENTS", "true"}}), 0);

  EXPECT_THAT(Readers().at(0)->process().arguments, ElementsAre("ring_program", "return"));
}

TEST_F(FlightRecorderTest, AChildOfAForkHasAFileOfItsOwn) {
  for (const char* end : {"fork", "fork without handlers"}) {
    EXPECT_EQ(Run(end), 0);

    const auto readers = Readers();
    ASSERT_THAT(readers, SizeIs(2));
    EXPECT_EQ(ReadAll(*readers[0]).rows, Numbers(0, 8));
    const Content child = ReadAll(*readers[1]);
    EXPECT_EQ(child.rows, Numbers(100, 7));
    EXPECT_EQ(child.names[0], "GET 0");
    EXPECT_EQ(readers[1]->process().parent, readers[0]->process().process);
    for (const auto& reader : readers) reader->Remove();
  }
}

TEST_F(FlightRecorderTest, TextsOfAChildDoNotGetIntoItsParentsFile) {
  EXPECT_EQ(Run("intern in a child"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  EXPECT_THAT(ReadAll(*readers[0]).names, ElementsAre("GET 0", "GET 1", "GET 2", "SET"));
}

TEST_F(FlightRecorderTest, AThreadThatEndsInAnUnannouncedChildKeepsItsQueueInTheParent) {
  EXPECT_EQ(Run("thread of a child ends"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  std::map<std::string, std::int32_t> threads;
  readers[0]->Drain([&threads](const ReadRecord& record) {
    threads.emplace(record.statement.name, record.header.thread);
    return true;
  });
  ASSERT_THAT(threads, SizeIs(3));
  EXPECT_EQ(threads["GET 2"], threads["GET 0"]);
  EXPECT_NE(threads["GET 1"], threads["GET 0"]);
}

TEST_F(FlightRecorderTest, AProgramThatExecutesAnotherLeavesItsFileBehind) {
  EXPECT_EQ(Run("exec"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(2));
  EXPECT_EQ(readers[0]->process().process, readers[1]->process().process);
  EXPECT_EQ(readers[0]->state(), ProcessState::kGone);
  EXPECT_EQ(ReadAll(*readers[0]).rows, Numbers(0, 5));
  EXPECT_EQ(ReadAll(*readers[1]).rows, Numbers(0, 20));
}

TEST_F(FlightRecorderTest, LogRecordsAreKeptAsWell) {
  EXPECT_EQ(Run("log"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  const DrainedRequests drained = DrainAsOtlp(*readers[0], 10);
  EXPECT_EQ(drained.log_records, 1U);
  EXPECT_THAT(drained.logs, AllOf(HasSubstr("dbspan.slow_operation"), HasSubstr("service.name")));
  EXPECT_THAT(drained.traces, IsEmpty());
}

TEST_F(FlightRecorderTest, RecordingIsSwitchedOffAndOnFromOutside) {
  int to[2];
  int from[2];
  ASSERT_EQ(pipe(to), 0);
  ASSERT_EQ(pipe(from), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(to[0], 0);
    dup2(from[1], 1);
    for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
    setenv("DBSPAN_RING_DIR", directory_.c_str(), 1);
    execl(DBSPAN_RING_PROGRAM, "ring_program", "lines", nullptr);
    _exit(127);
  }
  const auto wait_for_answer = [&] {
    char letter = 0;
    while (read(from[0], &letter, 1) == 1 && letter != '\n') {
    }
  };
  const auto call = [&] {
    ASSERT_EQ(write(to[1], "\n", 1), 1);
    wait_for_answer();
  };
  wait_for_answer();
  call();
  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  RingReader& reader = *readers[0];
  EXPECT_EQ(reader.state(), ProcessState::kAlive);
  EXPECT_TRUE(reader.recording());

  reader.SwitchRecording(false);
  call();
  call();
  EXPECT_FALSE(reader.recording());
  reader.SwitchRecording(true);
  call();

  EXPECT_THAT(ReadAll(reader).rows, ElementsAre(0, 3));  // the process still runs
  call();
  EXPECT_THAT(ReadAll(reader).rows, ElementsAre(4));
  for (const int end : {to[0], to[1]}) close(end);
  EXPECT_EQ(WaitFor(child), 0);
  EXPECT_EQ(reader.state(), ProcessState::kExited);
  for (const int end : {from[0], from[1]}) close(end);
}

TEST_F(FlightRecorderTest, AReaderThatKeepsUpNeedsLittleMemory) {
  const pid_t child = Begin("much for a reader", {{"DBSPAN_RECORDER_MEMORY", "8"}});
  std::unique_ptr<RingReader> reader;
  while (reader == nullptr) {
    usleep(100);
    std::string reason;  // the file may not be complete yet
    for (const std::string& path : RingReader::List(directory_)) {
      reader = RingReader::Open(path, reason);
    }
  }
  std::vector<std::int64_t> rows;
  std::size_t spans = 0;
  for (bool alive = true; alive;) {
    alive = reader->state() == ProcessState::kAlive;
    const Content content = ReadAll(*reader);
    spans += content.ids.size();
    counter_->read = spans;
    rows.insert(rows.end(), content.rows.begin(), content.rows.end());
  }
  EXPECT_EQ(WaitFor(child), 0);

  EXPECT_EQ(spans, 200000U);  // the 6 MiB for records hold only 25,000
  EXPECT_EQ(reader->lost().no_room, 0U);
  for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_LT(rows[i - 1], rows[i]);
}

TEST_F(FlightRecorderTest, OneReaderAtATimeDrains) {
  EXPECT_EQ(Run("return"), 0);
  const auto first = Readers();
  const auto second = Readers();

  EXPECT_THAT(ReadAll(*first[0]).rows, SizeIs(20));
  EXPECT_EQ(second[0]->Drain([](const ReadRecord& /*record*/) { return true; }), 0U);
}

TEST_F(FlightRecorderTest, TenThousandThreadsUseTheMemoryOfThoseThatLiveAtOnce) {
  EXPECT_EQ(Run("many threads"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  EXPECT_EQ(counter_->returned, 30000U);
  EXPECT_EQ(readers[0]->lost().no_room, 0U);
  EXPECT_EQ(ReadAll(*readers[0]).rows.size(), 30000U);
}

TEST_F(FlightRecorderTest, ForksAndAnExecBetweenTenThousandThreadsLoseNothing) {
  EXPECT_EQ(Run("threads, forks and exec"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(12));  // the program, ten children, and the program after exec
  EXPECT_EQ(ReadAll(*readers[0]).ids.size() + readers[0]->lost().no_room, 30005U);
  EXPECT_EQ(readers[0]->lost().no_room, 0U);
  for (std::size_t child = 1; child <= 10; ++child) {
    EXPECT_EQ(ReadAll(*readers[child]).rows, Numbers(100, 7));
  }
  EXPECT_EQ(ReadAll(*readers[11]).rows, Numbers(0, 20));
}

TEST_F(FlightRecorderTest, OfTenThousandThreadsAtOnceThoseWithoutRoomAreCounted) {
  EXPECT_EQ(Run("threads at once"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  // 24 MiB are 1,536 chunks. Each thread needs two, so there is room for at most 768 threads. Of
  // those that compete, a thread may get only one, so how many have room depends on scheduling.
  const Content content = ReadAll(*readers[0]);
  EXPECT_EQ(std::count(content.rows.begin(), content.rows.end(), 0), 500);  // the first threads
  EXPECT_LE(content.ids.size(), 3 * 768U);
  EXPECT_EQ(content.ids.size() + readers[0]->lost().no_room, counter_->returned);
}

/// Makes a copy of ring_program that runs with the rights of another group (set-group-id). The copy
/// is next to the original, because a temporary directory may be mounted with `nosuid`.
class OtherRightsTest : public RingTest {
 protected:
  OtherRightsTest() {
    std::ifstream from{DBSPAN_RING_PROGRAM, std::ios::binary};
    std::ofstream{copy_, std::ios::binary} << from.rdbuf();
    EXPECT_EQ(chown(copy_.c_str(), static_cast<uid_t>(-1), OtherGroup()), 0);
    EXPECT_EQ(chmod(copy_.c_str(), 02755), 0);
    UseProgram(copy_);
  }
  ~OtherRightsTest() override { unlink(copy_.c_str()); }

  static gid_t OtherGroup() {
    constexpr gid_t kNobody = 65534;
    if (geteuid() == 0) return kNobody;
    std::vector<gid_t> groups(100);
    const int count = getgroups(static_cast<int>(groups.size()), groups.data());
    for (int i = 0; i < count; ++i) {
      if (groups[static_cast<std::size_t>(i)] != getgid())
        return groups[static_cast<std::size_t>(i)];
    }
    ADD_FAILURE() << "this user is in one group only, and can give a program no other rights";
    return getgid();
  }

  const std::string copy_ = DBSPAN_RING_PROGRAM + std::string{"_of_another_group"};
};

TEST_F(OtherRightsTest, AProgramWithTheRightsOfOthersMakesNoFile) {
  EXPECT_EQ(Run("secure"), 7);  // 7: the system reports AT_SECURE

  EXPECT_EQ(counter_->returned, 20U);
  EXPECT_NE(access(directory_.c_str(), F_OK), 0);
}

TEST_F(FlightRecorderTest, WhatFindsNoRoomIsCounted) {
  EXPECT_EQ(Run("much", {{"DBSPAN_RECORDER_MEMORY", "1"}}), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  const std::size_t read = ReadAll(*readers[0]).ids.size();
  EXPECT_GT(read, 1000U);
  EXPECT_EQ(read + readers[0]->lost().no_room, 200000U);
}

TEST_F(FlightRecorderTest, AProcessThatExportsEverythingRemovesItsFileAtTheExit) {
  const test::HttpSink sink;

  EXPECT_EQ(Run("return", {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}}), 0);

  EXPECT_THAT(sink.Posted("/v1/traces"), Not(IsEmpty()));
  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
}

TEST_F(FlightRecorderTest, WhatAKilledProcessHadNotExportedIsThere) {
  const test::HttpSink sink;

  EXPECT_EQ(Run("kill", {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()},
                         {"OTEL_BSP_SCHEDULE_DELAY", "1000000"}}),
            -SIGKILL);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  EXPECT_TRUE(readers[0]->process().exports_itself);
  EXPECT_EQ(ReadAll(*readers[0]).rows, Numbers(0, 20));
}

TEST_F(FlightRecorderTest, FilesThatAreNoneAreRefusedWithAReason) {
  mkdir(directory_.c_str(), 0700);
  const std::string path = directory_ + "/1-1.ring";
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{100}, std::size_t{100000}}) {
    std::ofstream{path} << std::string(bytes, 'x');
    std::string reason;

    EXPECT_EQ(RingReader::Open(path, reason), nullptr);
    EXPECT_FALSE(reason.empty());
  }
}

// Reading a damaged file must terminate and stay within the file.
TEST_F(FlightRecorderTest, DamagedFilesAreReadAsFarAsTheyGo) {
  EXPECT_EQ(Run("kill", {{"DBSPAN_RECORDER_MEMORY", "1"}}), -SIGKILL);
  const std::string path = RingReader::List(directory_).at(0);
  std::ifstream in{path, std::ios::binary};
  const std::string whole{std::istreambuf_iterator<char>{in}, {}};
  std::vector<std::size_t> used;  // positions of data, which is not zero
  for (std::size_t i = 8; i < whole.size(); ++i) {
    if (whole[i] != 0) used.push_back(i);
  }
  std::uint64_t random = 88172645463325252;
  const auto next = [&random] {
    random ^= random << 13U;
    random ^= random >> 7U;
    return random ^= random << 17U;
  };
  std::size_t opened = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string damaged = whole;
    for (std::uint64_t i = 0; i <= next() % 4; ++i) {
      damaged[used[next() % used.size()]] = static_cast<char>(next());
    }
    std::ofstream{path, std::ios::binary} << damaged;
    std::string reason;
    const auto reader = RingReader::Open(path, reason);
    if (reader == nullptr) continue;
    ++opened;
    reader->Count();
    ReadAll(*reader);
    reader->lost();
  }
  EXPECT_GT(opened, 100U);
}

/// Provides a file system of 64 MB that a test can fill. It mounts one, in a new namespace if
/// necessary. Without the right to mount, it uses /dev/shm, which has 64 MB in containers.
class FullFileSystemTest : public RingTest {
 protected:
  FullFileSystemTest() {
    mkdir(directory_.c_str(), 0700);
    mounted_ = Mount() || (EnterNamespace() && Mount());
    if (!mounted_) UseSmallSharedMemory();
  }
  ~FullFileSystemTest() override {
    unlink((directory_ + "/filler").c_str());
    if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
  }

  void FillUpTo(std::size_t left) const {
    struct statvfs room {};
    ASSERT_EQ(statvfs(directory_.c_str(), &room), 0);
    const std::size_t free = room.f_bavail * room.f_bsize;
    ASSERT_GE(free, left);
    const int file = open((directory_ + "/filler").c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_EQ(posix_fallocate(file, 0, static_cast<off_t>(free - left)), 0);
    close(file);
  }

 private:
  bool Mount() const {
    return mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=64m,mode=0700") == 0;
  }
  /// Enters a new namespace in which this user may mount. Files need a group there, too.
  static bool EnterNamespace() {
    const std::string user = std::to_string(geteuid());
    const std::string group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream{"/proc/self/uid_map"} << user << ' ' << user << " 1";
    std::ofstream{"/proc/self/setgroups"} << "deny";
    std::ofstream{"/proc/self/gid_map"} << group << ' ' << group << " 1";
    return true;
  }
  void UseSmallSharedMemory() {
    constexpr std::size_t kSmall = std::size_t{256} << 20U;
    struct statvfs room {};
    std::string pattern = "/dev/shm/rings_XXXXXX";
    ASSERT_TRUE(statvfs("/dev/shm", &room) == 0 && room.f_blocks * room.f_frsize <= kSmall)
        << "this user may not mount a file system, and /dev/shm is too large to be filled";
    rmdir(directory_.c_str());
    directory_ = mkdtemp(pattern.data());
  }

  bool mounted_ = false;
};

TEST_F(FullFileSystemTest, WithoutRoomTheProgramExportsWithoutARingFileAndThatIsSaid) {
  FillUpTo(4096);
  const test::HttpSink sink;

  EXPECT_EQ(Run("return", {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}}), 0);

  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
  EXPECT_THAT(sink.Posted("/v1/traces"), Not(IsEmpty()));
  EXPECT_THAT(Log(), AllOf(HasSubstr("DBSPAN_RING_DIR"), HasSubstr("No space left on device")));
}

TEST_F(FullFileSystemTest, WhenItFillsUpWhileTheProgramRunsRecordsAreDroppedAndCounted) {
  FillUpTo(std::size_t{2} << 20U);

  EXPECT_EQ(Run("much"), 0);

  const auto readers = Readers();
  ASSERT_THAT(readers, SizeIs(1));
  const std::size_t read = ReadAll(*readers[0]).ids.size();
  EXPECT_GT(read, 1000U);
  EXPECT_EQ(read + readers[0]->lost().no_room, 200000U);
}

}  // namespace
}  // namespace dbspan::recorder::rings
