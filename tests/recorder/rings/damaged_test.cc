// Tests that reading a damaged ring file terminates, stays within the file, and returns the
// undamaged records.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "recorder/otlp/json.h"
#include "recorder/rings/layout.h"
#include "tests/recorder/rings/ring_test.h"

namespace dbspan::recorder::rings {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::size_t kRecords = 20;  // records of a killed ring_program; one more is in flight

/// Maps the ring file of a dead process, so that a test can modify it.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct stat status {};
    fstat(file, &status);
    bytes_ = static_cast<std::size_t>(status.st_size);
    memory_ =
        static_cast<char*>(mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    close(file);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() { munmap(memory_, bytes_); }

  FileHeader& header() const { return *reinterpret_cast<FileHeader*>(memory_); }
  char* At(const Extent& extent) const { return memory_ + extent.offset; }
  char* Chunk(std::uint32_t number) const {
    return At(header().arena) + (number - 1) * Arena::kChunkBytes;
  }
  ThreadBlock& thread() const {
    return *reinterpret_cast<ThreadBlock*>(Chunk(header().shared.threads));
  }
  std::uint32_t queue() const { return ChunkOf(thread().queue_block.oldest); }
  QueueChunk& queue_chunk() const { return *reinterpret_cast<QueueChunk*>(Chunk(queue())); }
  RecordHeader& first_record() const {
    return *reinterpret_cast<RecordHeader*>(queue_chunk().at(QueueChunk::kStart));
  }

 private:
  char* memory_;
  std::size_t bytes_;
};

/// Size of everything that a reader can get from a file.
struct Everything {
  std::size_t records = 0;
  std::size_t json_bytes = 0;
};

/// Reads like `dbspan-rings list` and `drain`. Fails after 100,000 records, because reading must
/// terminate.
Everything ReadEverything(RingReader& reader) {
  constexpr std::size_t kMost = 100'000;
  Everything read;
  EXPECT_LT(reader.Count(), kMost);
  read.json_bytes += otlp::ToJson(otlp::Message::kTracesRequest, InFlightAsOtlp(reader)).size();
  while (read.records < kMost) {
    const DrainedRequests drained = DrainAsOtlp(reader, 512);
    if (drained.spans + drained.log_records == 0) return read;
    read.records += drained.spans + drained.log_records;
    read.json_bytes += otlp::ToJson(otlp::Message::kTracesRequest, drained.traces).size() +
                       otlp::ToJson(otlp::Message::kLogsRequest, drained.logs).size();
  }
  ADD_FAILURE() << "it goes on for ever";
  return read;
}

class DamagedRingTest : public RingTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(Run("kill", {{"DBSPAN_RECORDER_MEMORY", "1"}}), -SIGKILL);
    path_ = RingReader::List(directory_).at(0);
  }
  std::unique_ptr<RingReader> Open() const {
    std::string reason;
    auto reader = RingReader::Open(path_, reason);
    EXPECT_NE(reader, nullptr) << reason;
    return reader;
  }

  std::string path_;
};

TEST_F(DamagedRingTest, WithoutDamageEverythingIsRead) {
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
  EXPECT_EQ(reader->lost().torn, 0U);
  EXPECT_EQ(reader->lost().unreadable, 0U);
}

TEST_F(DamagedRingTest, AChunkThatFollowsItselfEndsTheQueue) {
  const MappedFile file{path_};
  file.queue_chunk().next = file.queue();
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
  EXPECT_EQ(reader->lost().torn, 1U);
}

TEST_F(DamagedRingTest, TwoChunksThatFollowEachOtherEndTheQueue) {
  const MappedFile file{path_};
  const std::uint32_t other = ++file.header().shared.arena.untouched;
  auto& chunk = *reinterpret_cast<QueueChunk*>(file.Chunk(other));
  chunk.next = file.queue();
  chunk.committed = QueueChunk::kStart;
  file.queue_chunk().next = other;
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
  EXPECT_EQ(reader->lost().torn, 1U);
}

TEST_F(DamagedRingTest, AQueueOfTwoThreadsIsReadOnce) {
  const MappedFile file{path_};
  const std::uint32_t other = ++file.header().shared.arena.untouched;
  auto& thread = *reinterpret_cast<ThreadBlock*>(file.Chunk(other));
  thread.queue_block.oldest = file.thread().queue_block.oldest.load();
  file.thread().next = other;
  thread.next = file.header().shared.threads.load();  // makes the list of threads circular
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
  EXPECT_EQ(reader->lost().torn, 1U);
}

TEST_F(DamagedRingTest, NothingBehindTheFileIsRead) {
  const MappedFile file{path_};
  const std::uint32_t last = file.header().shared.arena.chunks;
  file.header().shared.arena.untouched = last;
  auto& chunk = *reinterpret_cast<QueueChunk*>(file.Chunk(last));
  chunk.committed = Arena::kChunkBytes;
  for (std::uint32_t offset = Arena::kChunkBytes - 80; offset <= Arena::kChunkBytes; ++offset) {
    file.thread().queue_block.oldest = PositionAt(last, offset);

    EXPECT_EQ(ReadEverything(*Open()).records, 0U) << offset;
  }
}

TEST_F(DamagedRingTest, ATornQueueIsOneHoweverOftenItIsLookedAt) {
  const MappedFile file{path_};
  file.first_record().size = 3;
  const auto reader = Open();

  for (int look = 0; look < 5; ++look) EXPECT_EQ(ReadEverything(*reader).records, 0U);
  EXPECT_EQ(reader->lost().torn, 1U);
}

TEST_F(DamagedRingTest, ARecordThatIsNoSpanIsLeftOutAndCounted) {
  const MappedFile file{path_};
  char* const particular = reinterpret_cast<char*>(&file.first_record()) + sizeof(RecordHeader);
  auto& header = *reinterpret_cast<ParticularHeader*>(particular);
  header.kind = Particular::kEncoded;
  std::memset(particular + sizeof header, 0xFF, header.size);
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords - 1);
  EXPECT_EQ(reader->lost().unreadable, 1U);
  EXPECT_EQ(reader->lost().torn, 0U);
}

TEST_F(DamagedRingTest, ARecordOfNoKnownScopeIsLeftOutAndCounted) {
  const MappedFile file{path_};
  file.first_record().scope = 999;
  const auto reader = Open();

  EXPECT_EQ(ReadEverything(*reader).records, kRecords - 1);
  EXPECT_EQ(reader->lost().unreadable, 1U);
}

TEST_F(DamagedRingTest, AResourceThatIsNoneIsLeftOut) {
  const MappedFile file{path_};
  std::memset(file.At(file.header().resource), 0xFF, file.header().resource.bytes);
  const auto reader = Open();

  EXPECT_THAT(reader->process().resource, IsEmpty());
  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
}

TEST_F(DamagedRingTest, WhatIsChangedAfterTheCheckLeadsNowhere) {
  const MappedFile file{path_};
  const auto reader = Open();
  file.header().texts = file.header().arena =
      file.header().statements = {std::uint64_t{1} << 40U, 8};
  file.header().shared.arena.chunks = 0xFFFFFFFF;

  EXPECT_EQ(ReadEverything(*reader).records, kRecords);
}

TEST_F(DamagedRingTest, TextsThatDescribeTheProcessAreOfBoundedSize) {
  const MappedFile file{path_};
  file.header().resource.bytes = 100'000;
  std::string reason;

  EXPECT_EQ(RingReader::Open(path_, reason), nullptr);
  EXPECT_THAT(reason, HasSubstr("damaged"));
}

// Damages random positions with random bytes or small numbers, and sometimes truncates the file.
TEST_F(DamagedRingTest, ByChanceReadingEndsAndWritesNoMoreThanTheFileIsWorth) {
  std::ifstream in{path_, std::ios::binary};
  const std::string whole{std::istreambuf_iterator<char>{in}, {}};
  std::vector<std::size_t> used;  // positions of data, which is not zero
  for (std::size_t i = 8; i < whole.size(); ++i) {
    if (whole[i] != 0) used.push_back(i);
  }
  std::mt19937_64 random{7};  // NOLINT(cert-msc51-cpp): the same damage in every run
  std::size_t opened = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string damaged = whole;
    for (std::uint64_t i = 0; i <= random() % 6; ++i) {
      const std::size_t at = used[random() % used.size()];
      if (random() % 3 != 0) {
        damaged[at] = static_cast<char>(random());
      } else if (at + 4 <= damaged.size()) {
        // looks like the number of a chunk
        const auto number = static_cast<std::uint32_t>(random() % 70);
        std::memcpy(&damaged[at / 4 * 4], &number, sizeof number);
      }
    }
    if (random() % 10 == 0) damaged.resize(random() % damaged.size());
    std::ofstream{path_, std::ios::binary} << damaged;
    std::string reason;
    const auto reader = RingReader::Open(path_, reason);
    if (reader == nullptr) {
      ASSERT_FALSE(reason.empty());
      continue;
    }
    ++opened;
    const Everything read = ReadEverything(*reader);
    ASSERT_LE(read.records, whole.size() / sizeof(RecordHeader)) << round;
    ASSERT_LE(read.json_bytes, 20 * whole.size()) << round;
    reader->lost();
    reader->state();
  }
  EXPECT_GT(opened, 300U);
}

/// Runs the command dbspan-rings.
class RingsCommandTest : public DamagedRingTest {
 protected:
  int RunCommand(const std::string& arguments) const {
    const std::string command = std::string{DBSPAN_RINGS} + " " + arguments + " > " + base_ +
                                "/out 2> " + base_ + "/err < /dev/null";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string Text(const char* name) const {
    std::ifstream file{base_ + name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  void TearDown() override {
    for (const char* name : {"/out", "/err", "/json", "/json.logs"}) unlink((base_ + name).c_str());
  }
};

TEST_F(RingsCommandTest, WhatWasUnderWayIsWrittenBeforeItsFileIsRemoved) {
  EXPECT_EQ(RunCommand("drain --json " + base_ + "/json " + directory_), 0);

  EXPECT_THAT(Text("/json"), HasSubstr("\"GET 20\""));
  EXPECT_THAT(Text("/err"), IsEmpty());
  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
}

TEST_F(RingsCommandTest, WithKeepWhatWasUnderWayStays) {
  EXPECT_EQ(RunCommand("drain --keep " + directory_), 0);

  EXPECT_THAT(Text("/out"), Not(HasSubstr("\"GET 20\"")));
  EXPECT_EQ(RunCommand("inflight " + directory_), 0);
  EXPECT_THAT(Text("/out"), HasSubstr("GET 20"));
}

TEST_F(RingsCommandTest, WithoutAFileLogRecordsAreWrittenAsWell) {
  EXPECT_EQ(Run("log"), 0);

  EXPECT_EQ(RunCommand("drain " + directory_), 0);

  EXPECT_THAT(Text("/out"), HasSubstr("dbspan.slow_operation"));
  EXPECT_THAT(RingReader::List(directory_), IsEmpty());
}

TEST_F(RingsCommandTest, ADamagedFileIsKeptAndThatIsSaid) {
  {
    const MappedFile file{path_};
    file.first_record().size = 3;
  }

  EXPECT_EQ(RunCommand("list " + directory_), 0);
  EXPECT_THAT(Text("/out"), HasSubstr("  damaged  "));
  EXPECT_EQ(RunCommand("drain " + directory_), 0);

  EXPECT_THAT(Text("/err"), HasSubstr("are damaged from some place on; the file is kept: 1"));
  EXPECT_THAT(RingReader::List(directory_), SizeIs(1));
}

TEST_F(RingsCommandTest, WhatFoundNoRoomIsSaid) {
  EXPECT_EQ(Run("much", {{"DBSPAN_RECORDER_MEMORY", "1"}}), 0);

  EXPECT_EQ(RunCommand("drain --json /dev/null " + directory_), 0);

  EXPECT_THAT(Text("/err"), HasSubstr("spans lost because the file was full: "));
}

TEST_F(RingsCommandTest, RootReadsFilesOfOthersOnlyIfTheyAreNamed) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  ASSERT_EQ(chown(path_.c_str(), 12345, 12345), 0);

  EXPECT_EQ(RunCommand("list " + path_), 0);
  std::string reason;
  EXPECT_EQ(RingReader::Open(path_, reason), nullptr);
  EXPECT_EQ(reason, "the file is another user's");
}

}  // namespace
}  // namespace dbspan::recorder::rings
