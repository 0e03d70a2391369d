#pragma once

#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace dbspan::test {

/// A Redis server of the test's own, on a unix socket, that can be killed.
class OwnRedis {
 public:
  OwnRedis() {
    std::string pattern = std::filesystem::temp_directory_path() / "dbspan-redis-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    process_ = fork();
    if (process_ == 0) {
      execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket().c_str(),
             "--dir", directory_.c_str(), "--save", "", "--logfile", "server.log", nullptr);
      _exit(127);
    }
    for (int tries = 0; !std::filesystem::exists(socket()); ++tries) {
      if (tries == 1000) throw std::runtime_error{"redis-server did not start"};
      usleep(10'000);
    }
  }
  OwnRedis(const OwnRedis&) = delete;
  OwnRedis& operator=(const OwnRedis&) = delete;
  ~OwnRedis() {
    Kill();
    std::filesystem::remove_all(directory_);
  }

  std::string socket() const { return directory_ / "redis.sock"; }
  /// Ends it without giving it a chance to say so.
  void Kill() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  std::filesystem::path directory_;
  pid_t process_ = -1;
};

}  // namespace dbspan::test
