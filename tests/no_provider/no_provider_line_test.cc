// Tests the log line that reports that nothing is recorded, for every client in every form: it
// appears once, and only with cause.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>
#include <string>

#include "tests/support/preload.h"
#include "tests/support/started_program.h"

namespace dbspan::test {
namespace {

using Variables = std::map<std::string, std::string>;

struct Program {
  std::string client;
  std::string form;
  std::string path;
};

// Prints a program in messages of gtest.
void PrintTo(const Program& program, std::ostream* out) {
  *out << program.client << ", " << program.form;
}

const Program kPrograms[] = {
#include "no_provider_programs.inc"
};

std::string NameOf(const ::testing::TestParamInfo<Program>& program) {
  return program.param.client + "_" + program.param.form;
}

constexpr const char* kBegin = "[dbspan] database calls are not recorded: ";
constexpr const char* kEnd = " (DBSPAN_ENABLED=off: neither calls nor this line)\n";

/// A unique name for a file that does not exist yet. The destructor removes the file.
class LogFile {
 public:
  LogFile() {
    close(mkstemp(name_));
    unlink(name_);
  }
  ~LogFile() { unlink(name_); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  std::string name() const { return name_; }
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream{name_}.rdbuf();
    return text.str();
  }

 private:
  char name_[32] = "/tmp/dbspan-log-XXXXXX";
};

class NoProviderLineTest : public ::testing::TestWithParam<Program> {
 protected:
  static bool Preloaded() { return GetParam().form == "plain"; }

  /// Returns the line that is logged when calls are made. It is empty if libdbspan.so contains the
  /// recorder, which needs no provider.
  static std::string Line() {
#ifdef DBSPAN_HAS_RECORDER
    if (Preloaded()) return "";
#endif
    return kBegin +
           std::string{Preloaded()
                           ? "no OpenTelemetry tracer provider is visible, and this libdbspan.so "
                             "was built without the recorder (DBSPAN_RECORDER=ON). If the program "
                             "has an SDK of its own inside, link it with -rdynamic, or with dbspan"
                           : "the program has set no OpenTelemetry tracer provider. Call "
                             "dbspan::sdk::setup at the start of main, or set providers of your "
                             "own"} +
           kEnd;
  }
  static std::string LineAtTerminal() {
    const std::string line = Line();
    return line.empty() ? "" : line.substr(0, line.size() - 1) + "\r\n";
  }

  /// Returns the prefix of the client's own variables.
  static std::string Prefix() {
    const std::string& client = GetParam().client;
    if (client == "hiredis") return "DBSPAN_REDIS_";
    return client == "libpq" || client == "libpqxx" ? "DBSPAN_PG_" : "DBSPAN_MYSQL_";
  }

  static Ended Run(const std::string& scenario, Variables variables = {},
                   StandardError standard_error = StandardError::kPipe) {
    variables.emplace("DBSPAN_LOG", "stderr");
    if (Preloaded()) variables.emplace("LD_PRELOAD", DBSPAN_LIBRARY);
    // Without a receiver, exporters would log a line, too.
    for (const char* signal : {"TRACES", "METRICS", "LOGS"}) {
      variables.emplace("OTEL_" + std::string{signal} + "_EXPORTER", "none");
    }
    return RunProgram(GetParam().path, scenario, standard_error, variables);
  }
};

TEST_P(NoProviderLineTest, OneCallIsEnough) {
  const Ended ended = Run("ask");

  EXPECT_EQ(ended.output, "answer\n");
  EXPECT_EQ(ended.errors, Line());
}

TEST_P(NoProviderLineTest, AllCallsOfAllConnectionsAreReportedOnce) {
  const Ended ended = Run("ask on several connections");

  EXPECT_EQ(ended.output, "answer\nanswer\nanswer\nanswer\n");
  EXPECT_EQ(ended.errors, Line());
}

#ifdef DBSPAN_HAS_RECORDER
TEST_P(NoProviderLineTest, APreloadedCopyRecordsInsteadAndNothingIsReported) {
  for (const char* scenario : {"ask", "ask on several connections"}) {
    const HttpSink sink;

    const Ended ended = Run(scenario, {{"LD_PRELOAD", DBSPAN_LIBRARY},
                                       {"OTEL_TRACES_EXPORTER", "otlp"},
                                       {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
                                       {"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}});

    EXPECT_EQ(ended.errors, "") << scenario;
    EXPECT_GE(ExportedNames(sink).size(), ended.output.size() / sizeof "answer") << scenario;
  }
}

TEST_P(NoProviderLineTest, ProvidersMayComeAfterConnectingWithAPreloadedCopyToo) {
  const Ended ended = Run("connect, set up, ask", {{"LD_PRELOAD", DBSPAN_LIBRARY}});

  EXPECT_EQ(ended.output, "answer\n");
  EXPECT_EQ(ended.errors, "");
}
#endif

TEST_P(NoProviderLineTest, ConnectingAloneIsNoCause) {
  const Ended ended = Run("connect");

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output + ended.errors, "");
}

TEST_P(NoProviderLineTest, ProvidersMayComeAfterConnecting) {
  const Ended ended = Run("connect, set up, ask");

  EXPECT_EQ(ended.output, "answer\n");
  EXPECT_EQ(ended.errors, "");
}

TEST_P(NoProviderLineTest, WhoeverWantsNoTelemetryGetsNoLine) {
  const Variables kWays[] = {{{"DBSPAN_ENABLED", "off"}},
                             {{Prefix() + "ENABLED", "off"}},
                             {{"OTEL_SDK_DISABLED", "true"}},
                             {{"OTEL_SDK_DISABLED", "true"}, {"DBSPAN_ENABLED", "true"}},
                             {{"DBSPAN_LOG", "off"}}};
  for (const Variables& way : kWays) {
    const Ended ended = Run("ask", way);

    EXPECT_EQ(ended.output, "answer\n");
    EXPECT_EQ(ended.errors, "") << way.begin()->first;
  }
}

TEST_P(NoProviderLineTest, ByDefaultOnlyATerminalGetsIt) {
  const Variables kDefault{{"DBSPAN_LOG", "auto"}};

  EXPECT_EQ(Run("ask", kDefault).errors, "");
  EXPECT_EQ(Run("ask", kDefault, StandardError::kFile).errors, "");
  const Ended at_terminal = Run("ask", kDefault, StandardError::kTerminal);
  EXPECT_EQ(at_terminal.output, "answer\n");
  EXPECT_EQ(at_terminal.errors, LineAtTerminal());
}

TEST_P(NoProviderLineTest, AConnectionThatGetsTheNumberOfStandardErrorIsLeftAlone) {
  for (const char* log : {"stderr", "auto"}) {
    const Ended ended = Run("ask over standard error", {{"DBSPAN_LOG", log}});

    EXPECT_EQ(ended.output, "answer\nanswer\nanswer\n");
    EXPECT_EQ(ended.errors, "");
  }
}

TEST_P(NoProviderLineTest, TheFileThatDbspanLogNamesGetsItThen) {
  const LogFile file;

  const Ended ended = Run("ask over standard error", {{"DBSPAN_LOG", file.name()}});

  EXPECT_EQ(ended.output, "answer\nanswer\nanswer\n");
  EXPECT_EQ(file.Text(), Line());
}

TEST_P(NoProviderLineTest, AFileThatGetsTheNumberOfStandardErrorStaysEmpty) {
  EXPECT_EQ(Run("ask with a file in its place").output, "answer\n");
}

INSTANTIATE_TEST_SUITE_P(EveryClientInEveryForm, NoProviderLineTest, ::testing::ValuesIn(kPrograms),
                         NameOf);

}  // namespace
}  // namespace dbspan::test
