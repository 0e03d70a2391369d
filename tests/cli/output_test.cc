#include "cli/output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"

namespace dbspan::cli {
namespace {

using std::chrono::milliseconds;

// A pipe whose writing end is non-blocking, as Node.js leaves it.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    reader = FileDescriptor{ends[0]};
    writer = FileDescriptor{ends[1]};
    fcntl(writer.get(), F_SETFL, O_NONBLOCK);
  }
  FileDescriptor reader;
  FileDescriptor writer;
};

const std::string kLong(1U << 20U, 'x');  // more than a pipe takes

TEST(WriteAllTest, GivesUpIfTheReaderTakesNothing) {
  const Pipe pipe;

  EXPECT_FALSE(WriteAll(pipe.writer.get(), kLong, milliseconds{20}));
  EXPECT_EQ(errno, ETIMEDOUT);
}

TEST(WriteAllTest, WaitsForASlowReader) {
  Pipe pipe;
  std::size_t received = 0;
  std::thread slow{[&] {
    std::array<char, 1U << 16U> piece{};
    ssize_t size = 0;
    while ((size = read(pipe.reader.get(), piece.data(), piece.size())) > 0) {
      received += static_cast<std::size_t>(size);
      std::this_thread::sleep_for(milliseconds{5});
    }
  }};
  const bool written = WriteAll(pipe.writer.get(), kLong);
  pipe.writer.Close();
  slow.join();

  EXPECT_TRUE(written);
  EXPECT_EQ(received, kLong.size());
}

}  // namespace
}  // namespace dbspan::cli
