#include "recorder/record_queue.h"

#include <gmock/gmock.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace dbspan::recorder {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

using Particulars = std::vector<std::pair<Particular, std::string>>;

Particulars ParticularsOf(const char* record) {
  Particulars particulars;
  ForEachParticular(record, [&](const ParticularView& particular) {
    particulars.emplace_back(particular.kind, std::string{particular.text});
  });
  return particulars;
}

std::int64_t StartOf(const char* record) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  return header.start;
}

RecordHeader Header(std::int64_t start) {
  RecordHeader header{};
  header.start = start;
  return header;
}

std::string Bytes(std::int64_t number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

class RecordQueueTest : public ::testing::Test {
 protected:
  void Write(std::int64_t start, std::string_view text) {
    ASSERT_TRUE(queue_.Begin(Header(start)));
    queue_.Add(Particular::kQueryText, text);
    queue_.Commit();
  }

  Arena arena_{4 * Arena::kChunkBytes};
  QueueBlock block_;
  RecordQueue queue_{arena_, block_};
};

TEST_F(RecordQueueTest, IsEmptyUntilARecordIsCommitted) {
  EXPECT_EQ(queue_.Front(), nullptr);

  ASSERT_TRUE(queue_.Begin(Header(1)));
  EXPECT_EQ(queue_.Front(), nullptr);

  queue_.Commit();
  EXPECT_NE(queue_.Front(), nullptr);
}

TEST_F(RecordQueueTest, ReadsParticularsAsTheyWereAdded) {
  ASSERT_TRUE(queue_.Begin(Header(7)));
  queue_.Add(Particular::kReturnedRows, std::int64_t{1} << 40U);
  queue_.Add(Particular::kQueryText, "GET ?");
  queue_.Add(Particular::kErrorMessage, "");
  queue_.Commit();

  const char* const record = queue_.Front();
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(StartOf(record), 7);
  EXPECT_THAT(
      ParticularsOf(record),
      ElementsAre(Pair(Particular::kReturnedRows, Bytes(std::int64_t{1} << 40U)),
                  Pair(Particular::kQueryText, "GET ?"), Pair(Particular::kErrorMessage, "")));
}

TEST_F(RecordQueueTest, RecordsComeInOrderAcrossChunks) {
  const std::string text(1000, 'x');
  for (int i = 0; i < 50; ++i) Write(i, text);  // fills three chunks

  for (int i = 0; i < 50; ++i) {
    const char* const record = queue_.Front();
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(StartOf(record), i);
    EXPECT_THAT(ParticularsOf(record), ElementsAre(Pair(Particular::kQueryText, text)));
    queue_.Pop();
  }
  EXPECT_EQ(queue_.Front(), nullptr);
}

TEST_F(RecordQueueTest, SaysWhenAChunkIsFull) {
  const std::string text(8000, 'x');
  const auto commit = [&] {
    EXPECT_TRUE(queue_.Begin(Header(0)));
    queue_.Add(Particular::kQueryText, text);
    return queue_.Commit();
  };

  EXPECT_FALSE(commit());
  EXPECT_FALSE(commit());
  EXPECT_TRUE(commit());
}

TEST_F(RecordQueueTest, WhatFitsIntoNoChunkIsLeftOutAndCounted) {
  ASSERT_TRUE(queue_.Begin(Header(0)));
  queue_.Add(Particular::kQueryText, std::string(20000, 'x'));
  queue_.Add(Particular::kErrorMessage, std::string(16300, 'x'));
  queue_.Add(Particular::kReturnedRows, 3);
  queue_.Commit();

  EXPECT_THAT(ParticularsOf(queue_.Front()), ElementsAre(Pair(Particular::kReturnedRows, Bytes(3)),
                                                         Pair(Particular::kLeftOut, Bytes(2))));
}

TEST_F(RecordQueueTest, RefusesRecordsWhileTheArenaIsEmptyAndTakesThemAgainLater) {
  const std::string text(10000, 'x');
  for (int i = 0; i < 4; ++i) Write(i, text);
  ASSERT_EQ(arena_.Take(), nullptr);

  ASSERT_TRUE(queue_.Begin(Header(4)));
  queue_.Add(Particular::kQueryText, text);
  queue_.Add(Particular::kReturnedRows, 1);
  queue_.Commit();  // space for short particulars was left
  while (queue_.Front() != nullptr) queue_.Pop();
  queue_.Release();

  Write(5, text);
  EXPECT_EQ(StartOf(queue_.Front()), 5);
  EXPECT_THAT(ParticularsOf(queue_.Front()), ElementsAre(Pair(Particular::kQueryText, text)));
}

TEST_F(RecordQueueTest, ClearedItHasGivenAllChunksBack) {
  Write(0, std::string(10000, 'x'));
  Write(1, std::string(10000, 'x'));
  while (queue_.Front() != nullptr) queue_.Pop();

  queue_.Clear();

  for (int i = 0; i < 4; ++i) EXPECT_NE(arena_.Take(), nullptr);
  EXPECT_EQ(queue_.Front(), nullptr);
}

TEST_F(RecordQueueTest, AReaderSeesWholeRecordsOnlyWhileAnotherThreadWrites) {
  constexpr std::int64_t kRecords = 200000;
  std::atomic<bool> done{false};
  std::int64_t written = 0;
  std::thread writer{[&] {
    for (std::int64_t i = 0; i < kRecords; ++i) {
      if (!queue_.Begin(Header(i))) {
        std::this_thread::yield();  // full: let the reader run
        continue;
      }
      queue_.Add(Particular::kReturnedRows, i);
      queue_.Add(Particular::kQueryText, std::string(static_cast<std::size_t>(i % 97), 'a'));
      queue_.Commit();
      ++written;
    }
    done = true;
  }};

  std::int64_t read = 0;
  std::int64_t last = -1;
  for (bool last_look = false; !last_look;) {
    last_look = done;
    while (const char* record = queue_.Front()) {
      const std::int64_t start = StartOf(record);
      EXPECT_GT(start, last);
      last = start;
      std::int64_t left_out = 0;
      ForEachParticular(record, [&](const ParticularView& particular) {
        if (particular.kind == Particular::kReturnedRows) {
          EXPECT_EQ(particular.number(), start);
        }
        if (particular.kind == Particular::kQueryText) {
          EXPECT_EQ(particular.text, std::string(static_cast<std::size_t>(start % 97), 'a'));
        }
        if (particular.kind == Particular::kLeftOut) left_out = particular.number();
      });
      EXPECT_LE(left_out, 2);
      ++read;
      queue_.Pop();
      queue_.Release();
    }
  }
  writer.join();

  EXPECT_EQ(read, written);
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace dbspan::recorder
