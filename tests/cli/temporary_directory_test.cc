#include "cli/temporary_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>

#include "recorder/rings/ring_file.h"

namespace dbspan::cli {
namespace {

// Returns the directory of an owner that was killed.
std::string AbandonedDirectory() {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t child = fork();
  if (child == 0) {
    const TemporaryDirectory abandoned;
    const bool written = write(pipe[1], abandoned.path().data(), abandoned.path().size()) > 0;
    raise(written ? SIGKILL : SIGTERM);
  }
  close(pipe[1]);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  std::string path(200, '\0');
  const ssize_t size = read(pipe[0], path.data(), path.size());
  close(pipe[0]);
  path.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return path;
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// Makes it seem that a run has found the abandoned directory `seconds` ago.
void FindEarlier(const std::string& directory, std::time_t seconds) {
  const std::string found = directory + "/abandoned";
  std::ofstream{found};
  const timespec then{time(nullptr) - seconds, 0};
  const timespec times[] = {then, then};
  ASSERT_EQ(utimensat(AT_FDCWD, found.c_str(), times, 0), 0);
}

TEST(TemporaryDirectoryTest, IsRemovedByALaterRunADayAfterItsOwnerWasKilled) {
  const std::string path = AbandonedDirectory();
  ASSERT_TRUE(Exists(path));
  const TemporaryDirectory own;
  struct statvfs room {};
  ASSERT_EQ(statvfs(path.c_str(), &room), 0);

  TemporaryDirectory::RemoveAbandoned();
  const bool has_room = room.f_bavail * room.f_frsize > std::uint64_t{80} << 20U;
  EXPECT_TRUE(Exists(path) || !has_room);
  if (Exists(path)) FindEarlier(path, 24 * 60 * 60 + 1);
  TemporaryDirectory::RemoveAbandoned();

  EXPECT_FALSE(Exists(path));
  EXPECT_TRUE(Exists(own.path()));
}

TEST(TemporaryDirectoryTest, StaysWhileAProcessRecordsInIt) {
  const std::string path = AbandonedDirectory();
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t recording = fork();
  if (recording == 0) {
    recorder::rings::RingSettings settings;
    settings.directory = path;
    settings.bytes = settings.text_bytes = 1U << 20U;
    std::string reason;
    const auto ring = recorder::rings::RingFile::Make(settings, {}, reason);
    if (ring != nullptr && write(pipe[1], "r", 1) == 1) pause();
    _exit(1);
  }
  close(pipe[1]);
  char ready = 0;
  ASSERT_EQ(read(pipe[0], &ready, 1), 1);
  close(pipe[0]);
  FindEarlier(path, 24 * 60 * 60 + 1);

  TemporaryDirectory::RemoveAbandoned();
  EXPECT_TRUE(Exists(path));
  kill(recording, SIGKILL);
  ASSERT_EQ(waitpid(recording, nullptr, 0), recording);
  TemporaryDirectory::RemoveAbandoned();

  EXPECT_FALSE(Exists(path));
}

}  // namespace
}  // namespace dbspan::cli
