#include "tests/support/started_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

namespace dbspan::test {
namespace {

/// The descriptors of a standard error: for the program, and for reading in the test (-1: none).
struct Ends {
  int program = -1;
  int test = -1;
};

Ends PipeEnds() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  return {ends[1], ends[0]};
}

Ends TerminalEnds() {
  Ends ends;
  ends.test = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  EXPECT_EQ(grantpt(ends.test), 0);
  EXPECT_EQ(unlockpt(ends.test), 0);
  ends.program = open(ptsname(ends.test), O_RDWR | O_NOCTTY | O_CLOEXEC);
  return ends;
}

Ends FileEnds() {
  char name[] = "/tmp/dbspan-stderr-XXXXXX";
  const Ends ends{mkstemp(name), open(name, O_RDONLY | O_CLOEXEC)};
  unlink(name);
  return ends;
}

Ends EndsOf(StandardError standard_error) {
  Ends ends;
  switch (standard_error) {
    case StandardError::kClosed:
      return ends;
    case StandardError::kFile:
      return FileEnds();
    case StandardError::kTerminal:
      return TerminalEnds();
    case StandardError::kStoppedTerminal:
      ends = TerminalEnds();
      EXPECT_EQ(tcflow(ends.program, TCOOFF), 0);
      return ends;
    case StandardError::kPipe:
      return PipeEnds();
    case StandardError::kPipeNobodyReads:
      ends = PipeEnds();
      close(ends.test);
      ends.test = -1;
      return ends;
    case StandardError::kFullPipe:
      ends = PipeEnds();
      fcntl(ends.program, F_SETFL, O_NONBLOCK);
      while (write(ends.program, "x", 1) == 1) {
      }
      fcntl(ends.program, F_SETFL, 0);
      return ends;
  }
  return ends;
}

std::string ReadAll(int descriptor) {
  fcntl(descriptor, F_SETFL, O_NONBLOCK);  // reading a terminal never returns an end of file
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(descriptor, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

Ended RunProgram(const std::string& program, const std::string& argument,
                 StandardError standard_error,
                 const std::map<std::string, std::string>& variables) {
  const Ends errors = EndsOf(standard_error);
  const Ends output = PipeEnds();
  const pid_t child = fork();
  if (child == 0) {
    dup2(output.program, STDOUT_FILENO);
    close(STDERR_FILENO);
    if (errors.program >= 0) dup2(errors.program, STDERR_FILENO);
    unsetenv("DBSPAN_LOG");
    for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
    execl(program.c_str(), program.c_str(), argument.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Ended ended;
  ended.status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  close(output.program);
  ended.output = ReadAll(output.test);
  close(output.test);
  if (errors.test >= 0) ended.errors = ReadAll(errors.test);
  for (const int end : {errors.program, errors.test}) {
    if (end >= 0) close(end);
  }
  return ended;
}

}  // namespace dbspan::test
