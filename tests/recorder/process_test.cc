#include "recorder/process.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "recorder/rings/ring_reader.h"
#include "tests/support/http_sink.h"
#include "tests/support/scripted_server.h"

namespace dbspan::recorder {
namespace {

using test::HttpRequest;
using test::HttpSink;
using test::ScriptedServer;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Environment = std::map<std::string, std::string>;

/// Runs a program with these environment variables. Returns its exit status, or the negative number
/// of the signal that terminated it.
int RunProgram(const char* program, const char* end, const Environment& variables) {
  const pid_t child = fork();
  if (child == 0) {
    for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
    execl(program, program, end, nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

class RecorderProcessTest : public ::testing::Test {
 protected:
  int RunTo(const char* end, Environment variables = {}) {
    variables.emplace("OTEL_EXPORTER_OTLP_ENDPOINT", sink_.url());
    return RunProgram(DBSPAN_RECORDER_PROGRAM, end, variables);
  }
  /// Returns how often `text` occurs in the received spans.
  std::size_t Arrived(const std::string& text = "recorded") const {
    std::size_t count = 0;
    for (const HttpRequest& request : sink_.Posted("/v1/traces")) {
      for (std::size_t at = request.body.find(text); at != std::string::npos;
           at = request.body.find(text, at + 1)) {
        ++count;
      }
    }
    return count;
  }

  HttpSink sink_;
};

TEST_F(RecorderProcessTest, ReturningFromMainExportsSpansAndMetrics) {
  EXPECT_EQ(RunTo("return"), 0);

  EXPECT_EQ(Arrived(), 20U);
  ASSERT_EQ(sink_.Posted("/v1/metrics").size(), 1U);
  EXPECT_THAT(sink_.Posted("/v1/metrics")[0].body,
              ::testing::AllOf(HasSubstr("db.client.operation.duration"),
                               HasSubstr("dbspan.recorder.spans"), HasSubstr("exported")));
}

TEST_F(RecorderProcessTest, AProgramThatRecordsNothingHasNoThreadAndNoLibrary) {
  EXPECT_EQ(RunTo("idle"), 0);
}

TEST_F(RecorderProcessTest, SwitchedOffThereIsNoRecorder) {
  EXPECT_EQ(RunTo("disabled", {{"OTEL_SDK_DISABLED", "true"}}), 0);

  EXPECT_EQ(Arrived(), 0U);
}

TEST_F(RecorderProcessTest, WithoutExportersThereIsNoRecorder) {
  EXPECT_EQ(RunTo("disabled", {{"OTEL_TRACES_EXPORTER", "none"},
                               {"OTEL_METRICS_EXPORTER", "none"},
                               {"OTEL_LOGS_EXPORTER", "none"}}),
            0);
}

TEST_F(RecorderProcessTest, AChildOfAForkExportsWhatItRecordsItself) {
  EXPECT_EQ(RunTo("fork"), 0);

  EXPECT_EQ(Arrived(), 15U);
}

TEST_F(RecorderProcessTest, SoDoesOneWhoseForkCallsNoHandlers) {
  EXPECT_EQ(RunTo("fork without handlers"), 0);

  EXPECT_EQ(Arrived(), 15U);
}

TEST_F(RecorderProcessTest, ForksWhileThreadsRecordLoseNothingOfTheChildren) {
  EXPECT_EQ(RunTo("fork while threads record"), 0);

  EXPECT_EQ(Arrived(), 40U);
}

TEST_F(RecorderProcessTest, AnOperationThatIsOpenAtAForkIsTheParents) {
  EXPECT_EQ(RunTo("fork while open"), 0);

  EXPECT_EQ(Arrived("in the child"), 0U);
  EXPECT_EQ(Arrived(), 1U);
}

TEST_F(RecorderProcessTest, ADaemonsDescriptorsAreLeftAlone) {
  const std::string path = ::testing::TempDir() + "recorder_daemon_" + std::to_string(getpid());

  EXPECT_EQ(RunTo("daemon", {{"DBSPAN_TEST_FILE", path}}), 0);

  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_size, 0) << "something was written to the daemon's file";
  unlink(path.c_str());
  EXPECT_EQ(Arrived(), 10U);
}

TEST_F(RecorderProcessTest, ExitingWhileThreadsRecordIsClean) {
  EXPECT_EQ(RunTo("exit while threads record"), 0);

  EXPECT_GE(Arrived(), 100U);
}

TEST_F(RecorderProcessTest, ASigtermEndsAProcessWhoseRingsOthersRead) {
  const std::string directory =
      ::testing::TempDir() + "recorder_sigterm_" + std::to_string(getpid());
  mkdir(directory.c_str(), 0700);

  EXPECT_EQ(RunTo("sigterm", {{"DBSPAN_FLUSH_ON_SIGTERM", "true"},
                              {"DBSPAN_RING_DIR", directory},
                              {"DBSPAN_RING_READER", "true"},
                              {"OTEL_METRICS_EXPORTER", "none"}}),
            -SIGTERM);

  std::filesystem::remove_all(directory);
}

TEST_F(RecorderProcessTest, ASigtermExportsIfThatWasAskedFor) {
  EXPECT_EQ(RunTo("sigterm", {{"DBSPAN_FLUSH_ON_SIGTERM", "true"}}), -SIGTERM);

  EXPECT_EQ(Arrived(), 20U);
}

TEST_F(RecorderProcessTest, ASigtermEndsTheProcessAtOnceOtherwise) {
  EXPECT_EQ(RunTo("sigterm", {{"OTEL_BSP_SCHEDULE_DELAY", "1000000"}}), -SIGTERM);

  EXPECT_EQ(Arrived(), 0U);
}

TEST_F(RecorderProcessTest, TheApplicationsHandlerOfSigtermStaysItsOwn) {
  EXPECT_EQ(RunTo("handled sigterm", {{"DBSPAN_FLUSH_ON_SIGTERM", "true"}}), 3);
}

TEST_F(RecorderProcessTest, NoSignalIsDeliveredToItsThread) { EXPECT_EQ(RunTo("signals"), 0); }

TEST_F(RecorderProcessTest, ProgramsThatAreExecutedInheritNoDescriptor) {
  EXPECT_EQ(RunTo("exec"), 0);
}

TEST_F(RecorderProcessTest, RecordingLeavesErrnoAlone) { EXPECT_EQ(RunTo("errno"), 0); }

TEST_F(RecorderProcessTest, WithADelayOfZeroItsThreadSleepsNevertheless) {
  EXPECT_EQ(RunTo("sleeps", {{"OTEL_BSP_SCHEDULE_DELAY", "0"}, {"OTEL_BLRP_SCHEDULE_DELAY", "0"}}),
            0);
  EXPECT_EQ(Arrived(), 1U);
}

TEST_F(RecorderProcessTest, FourThreadsThatRecordAsFastAsTheyCanLoseNothing) {
  EXPECT_EQ(RunTo("many"), 0);

  EXPECT_EQ(Arrived(), 100000U);
}

TEST(RecorderProcessWithoutReceiverTest, AReceiverThatHangsHoldsTheExitNoLongerThanItsTimeout) {
  const ScriptedServer hanging{[](int) {
    return ScriptedServer::Answer{"", ScriptedServer::Then::kHang};
  }};
  const std::string log = ::testing::TempDir() + "recorder_hang_" + std::to_string(getpid());
  const std::string expected = "could not export spans to " + hanging.url();

  // The exporting thread has 80 ms to write the line after the deadline. A busy machine may need
  // several runs until it is scheduled in time.
  std::string said;
  for (int run = 0; run < 100 && said.find(expected) == std::string::npos; ++run) {
    EXPECT_EQ(RunProgram(DBSPAN_RECORDER_PROGRAM, "hang",
                         {{"OTEL_EXPORTER_OTLP_ENDPOINT", hanging.url()},
                          {"OTEL_EXPORTER_OTLP_TIMEOUT",
                           "1000000"},  // only DBSPAN_EXIT_TIMEOUT can end the program in time
                          {"DBSPAN_EXIT_TIMEOUT", "100"},
                          {"DBSPAN_LOG", log}}),
              0);
    std::ifstream lines{log};
    said = {std::istreambuf_iterator<char>{lines}, {}};
  }

  EXPECT_THAT(said, HasSubstr(expected));
  unlink(log.c_str());
}

TEST_F(RecorderProcessTest, OpenOperationsAreReportedAtExitWithoutMemory) {
  const std::string log = ::testing::TempDir() + "recorder_open_" + std::to_string(getpid());

  EXPECT_EQ(RunProgram(DBSPAN_RECORDER_PROGRAM_WITHOUT_MEMORY, "open",
                       {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink_.url()}, {"DBSPAN_LOG", log}}),
            0);

  std::ifstream lines{log};
  EXPECT_THAT((std::string{std::istreambuf_iterator<char>{lines}, {}}),
              HasSubstr("[dbspan] 100 operations were still open at exit and are not recorded: "));
  unlink(log.c_str());
}

TEST(RecorderProcessWithoutReceiverTest, WithoutThreadsNothingIsRecordedAndThatIsSaid) {
  const HttpSink sink;
  const std::string log = ::testing::TempDir() + "recorder_threads_" + std::to_string(getpid());

  EXPECT_EQ(RunProgram(DBSPAN_RECORDER_PROGRAM_WITHOUT_THREADS, "return",
                       {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"DBSPAN_LOG", log}}),
            0);

  EXPECT_THAT(sink.Posted("/v1/traces"), IsEmpty());
  std::ifstream lines{log};
  EXPECT_THAT((std::string{std::istreambuf_iterator<char>{lines}, {}}),
              HasSubstr("nothing is recorded: the system cannot create the thread"));
  unlink(log.c_str());
}

// Each round lets one more allocation succeed before the first one fails.
TEST(RecorderProcessWithoutReceiverTest, WithoutMemoryToSetUpThatIsSaidAndNothingPilesUp) {
  std::string base = ::testing::TempDir() + "recorder_memory_XXXXXX";
  ASSERT_NE(mkdtemp(base.data()), nullptr);
  const std::string rings = base + "/rings";
  const std::string log = base + "/log";
  constexpr int kMost = 1000;
  int allowed = 0;
  for (; allowed < kMost; ++allowed) {
    const int status =
        RunProgram(DBSPAN_RECORDER_PROGRAM_WITHOUT_MEMORY, std::to_string(allowed).c_str(),
                   {{"DBSPAN_RING_DIR", rings}, {"DBSPAN_LOG", log}});
    ASSERT_THAT(status, AnyOf(0, 3)) << allowed;
    std::ifstream lines{log};
    const std::string said{std::istreambuf_iterator<char>{lines}, {}};
    const std::vector<std::string> files = rings::RingReader::List(rings);
    EXPECT_LE(files.size(), 1U) << allowed;
    if (files.empty()) {
      EXPECT_THAT(said, HasSubstr("telemetry could not be set up for want of memory")) << allowed;
      EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    }
    for (const std::string& file : files) unlink(file.c_str());
    unlink(log.c_str());
    if (status == 3) break;
  }
  EXPECT_GT(allowed, 10);
  EXPECT_LT(allowed, kMost);
  rmdir(rings.c_str());
  rmdir(base.c_str());
}

}  // namespace
}  // namespace dbspan::recorder
