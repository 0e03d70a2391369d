// A set-uid program: dbspan must ignore the environment, which an unprivileged user controls. The
// program makes a set-uid copy of itself and executes it as another user.
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "tests/process/redis_case.h"

namespace {

void CopyItself(const std::string& to) {
  const int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const int copy = open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
  struct stat own {};
  if (from < 0 || copy < 0 || fstat(from, &own) != 0) dbspan::process::GiveUp("no copy");
  for (off_t at = 0; at < own.st_size;) {
    const ssize_t sent = sendfile(copy, from, &at, static_cast<std::size_t>(own.st_size - at));
    if (sent <= 0) dbspan::process::GiveUp("no copy");
  }
  if (fchmod(copy, 04755) != 0) dbspan::process::GiveUp("no set-uid program");
  close(from);
  close(copy);
}

}  // namespace

int main(int count, char** arguments) {
  const char* const directory = std::getenv("PROCESS_DIRECTORY");
  if (count == 1) {
    const std::string copy = std::string{directory} + "/set_uid";
    CopyItself(copy);
    if (setgid(65534) != 0 || setuid(65534) != 0) dbspan::process::GiveUp("not root");
    execl(copy.c_str(), arguments[0], "copy", nullptr);
    dbspan::process::GiveUp("not started");
  }
  dbspan::process::Say("secure %lu, user %u", getauxval(AT_SECURE), geteuid());
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
  // dbspan must not write to the log file that the environment names.
  dbspan::process::Say("log %d", access((std::string{directory} + "/dbspan.log").c_str(), F_OK));
}
