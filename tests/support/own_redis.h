#pragma once

#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace dbspan::test {

/// A Redis server on a Unix socket that the test starts and may kill.
class OwnRedis {
 public:
  OwnRedis() : OwnRedis(std::vector<std::string>{}) {}
  /// Starts the server with additional arguments. If `file` is not empty, a file with this name and
  /// content is made in its directory first.
  explicit OwnRedis(const std::vector<std::string>& arguments, const std::string& file = {},
                    const std::string& content = {}) {
    std::string pattern = std::filesystem::temp_directory_path() / "dbspan-redis-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    if (!file.empty()) std::ofstream{directory_ / file} << content;
    Start(arguments);
  }
  OwnRedis(const OwnRedis&) = delete;
  OwnRedis& operator=(const OwnRedis&) = delete;
  ~OwnRedis() {
    Kill();
    std::filesystem::remove_all(directory_);
  }

  std::string socket() const { return directory_ / "redis.sock"; }
  /// Kills the server and starts it again in the same directory, with its files.
  void Restart(const std::vector<std::string>& arguments) {
    Kill();
    std::filesystem::remove(socket());
    Start(arguments);
  }
  /// Kills the server with SIGKILL.
  void Kill() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  void Start(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{
        "redis-server", "--port", "0", "--unixsocket", socket(),    "--dir",
        directory_,     "--save", "",  "--logfile",    "server.log"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    process_ = fork();
    if (process_ == 0) {
      execvp(pointers[0], pointers.data());
      _exit(127);
    }
    for (int tries = 0; !Accepts(); ++tries) {
      const bool ended = waitpid(process_, nullptr, WNOHANG) != 0;
      if (ended) process_ = -1;
      if (ended || tries == 6000) throw std::runtime_error{"redis-server did not start"};
      usleep(10'000);
    }
  }
  /// Returns whether the server listens. Its socket exists earlier.
  bool Accepts() const {
    redisContext* const context = redisConnectUnix(socket().c_str());
    const bool accepts = context != nullptr && context->err == 0;
    redisFree(context);
    return accepts;
  }

  std::filesystem::path directory_;
  pid_t process_ = -1;
};

}  // namespace dbspan::test
