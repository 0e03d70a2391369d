#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "tests/support/case_name.h"
#include "tests/support/started_program.h"

namespace dbspan::test {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

constexpr const char* kHello = "[dbspan] hello\n";
constexpr const char* kAccepted =
    "; accepted: auto, stderr, off, or a file (with a '/' or a '.' in its name)";
constexpr const char* kHelloOnTerminal = "[dbspan] hello\r\n";

/// Returns the lines about DBSPAN_LOG.
std::string OnlyReports(const std::string& lines) {
  std::istringstream in{lines};
  std::string reports;
  for (std::string line; std::getline(in, line);) {
    if (line.find("DBSPAN_LOG") != std::string::npos) reports += line + "\n";
  }
  return reports;
}

struct TargetCase {
  std::string rule;
  const char* value;
  StandardError standard_error;
  std::string errors;
};

class LogTargetTest : public ::testing::TestWithParam<TargetCase> {};

TEST_P(LogTargetTest, Decides) {
  const Ended ended = RunProgram(DBSPAN_LOG_PROGRAM, "say", GetParam().standard_error,
                                 {{"DBSPAN_LOG", GetParam().value}});

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output, "");
  EXPECT_EQ(ended.errors, GetParam().errors);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, LogTargetTest,
    ::testing::Values(
        TargetCase{"by default a terminal", "", StandardError::kTerminal, kHelloOnTerminal},
        TargetCase{"by default no pipe", "", StandardError::kPipe, ""},
        TargetCase{"by default no file", "", StandardError::kFile, ""},
        TargetCase{"auto is a terminal", "auto", StandardError::kTerminal, kHelloOnTerminal},
        TargetCase{"auto is no pipe", "auto", StandardError::kPipe, ""},
        TargetCase{"stderr is a terminal", "stderr", StandardError::kTerminal, kHelloOnTerminal},
        TargetCase{"stderr is a pipe", "stderr", StandardError::kPipe, kHello},
        TargetCase{"stderr is a file", "stderr", StandardError::kFile, kHello},
        TargetCase{"off is no terminal", "off", StandardError::kTerminal, ""},
        TargetCase{"case and blanks do not matter", " StdErr ", StandardError::kPipe, kHello},
        TargetCase{"nor for off", "OFF\t", StandardError::kTerminal, ""},
        TargetCase{"only blanks are auto", "  ", StandardError::kPipe, ""},
        TargetCase{"another word is auto", "on", StandardError::kPipe, ""},
        TargetCase{"another word on a closed one", "on", StandardError::kClosed, ""},
        TargetCase{"nobody reads", "stderr", StandardError::kPipeNobodyReads, ""},
        TargetCase{"a closed one", "stderr", StandardError::kClosed, ""}),
    CaseName{});

TEST(LogTest, AnUnknownTargetIsReportedOnTheTerminalWithTheLine) {
  const Ended ended =
      RunProgram(DBSPAN_LOG_PROGRAM, "say", StandardError::kTerminal, {{"DBSPAN_LOG", "stdout"}});

  EXPECT_EQ(ended.errors, "[dbspan] DBSPAN_LOG=stdout is ignored" + std::string{kAccepted} +
                              "\r\n[dbspan] hello\r\n");
}

TEST(LogTest, AnUnknownTargetIsReportedOnceForAllLines) {
  const Ended ended = RunProgram(DBSPAN_LOG_PROGRAM, "say a lot", StandardError::kTerminal,
                                 {{"DBSPAN_LOG", "stdout"}});

  EXPECT_EQ(OnlyReports(ended.errors),
            "[dbspan] DBSPAN_LOG=stdout is ignored" + std::string{kAccepted} + "\r\n");
}

TEST(LogTest, AnUnknownTargetIsReportedAlsoIfThereIsNothingToLog) {
  const Ended ended = RunProgram(DBSPAN_LOG_PROGRAM, "read the environment",
                                 StandardError::kTerminal, {{"DBSPAN_LOG", "stdout"}});

  EXPECT_EQ(ended.errors,
            "[dbspan] DBSPAN_LOG=stdout is ignored" + std::string{kAccepted} + "\r\n");
}

TEST(LogTest, ATargetIsReportedWithoutAPassword) {
  const Ended ended = RunProgram(DBSPAN_LOG_PROGRAM, "say a lot", StandardError::kTerminal,
                                 {{"DBSPAN_LOG", "tcp://user:pencil@collector/log?key=paper"}});

  EXPECT_EQ(OnlyReports(ended.errors),
            "[dbspan] DBSPAN_LOG=tcp://collector/log cannot be opened: No such file or directory" +
                std::string{kAccepted} + "\r\n");
}

TEST(LogTest, ALongTargetIsReportedWithoutMemory) {
  const Ended ended =
      RunProgram(DBSPAN_LOG_PROGRAM, "say without memory", StandardError::kTerminal,
                 {{"DBSPAN_LOG", "tcp://user:pencil@" + std::string(93, 'c') + "\u00e4ddd/"}});

  EXPECT_EQ(ended.errors, "[dbspan] DBSPAN_LOG=tcp://" + std::string(93, 'c') +
                              "… cannot be opened: No such file or directory" +
                              std::string{kAccepted} + "\r\n[dbspan] hello\r\n");
}

TEST(LogTest, AFileThatCannotBeOpenedIsReportedOnce) {
  const std::string too_long = "/" + std::string(5000, 'a');
  const std::map<std::string, std::string> reason_of{
      {"/missing/directory/log", "No such file or directory"},
      {"/proc/self/status/log", "Not a directory"},
      {"/tmp/", "Is a directory"},
      {too_long, "File name too long"}};
  for (const auto& [file, reason] : reason_of) {
    const auto said = [&file = file](StandardError where) {
      return RunProgram(DBSPAN_LOG_PROGRAM, "say a lot", where, {{"DBSPAN_LOG", file}}).errors;
    };
    EXPECT_EQ(OnlyReports(said(StandardError::kTerminal)),
              "[dbspan] DBSPAN_LOG=" + (file == too_long ? too_long.substr(0, 100) + "…" : file) +
                  " cannot be opened: " + reason + kAccepted + "\r\n");
    EXPECT_EQ(said(StandardError::kPipe), "");
  }
}

TEST(LogTest, ABadSettingOfFindingsIsOneLineAndAGoodOneNone) {
  const auto said = [](const char* name, const std::string& value) {
    return RunProgram(DBSPAN_LOG_PROGRAM, "read the settings of findings", StandardError::kPipe,
                      {{"DBSPAN_LOG", "stderr"}, {name, value}})
        .errors;
  };
  const std::multimap<const char*, std::string> bad{
      {"DBSPAN_FINDINGS", "bogus"},
      {"DBSPAN_FINDINGS", "log,event"},
      {"DBSPAN_FINDING_THRESHOLDS", "bogus"},
      {"DBSPAN_FINDING_THRESHOLDS", ","},
      {"DBSPAN_FINDING_THRESHOLDS", "=1"},
      {"DBSPAN_FINDING_THRESHOLDS", "repeated-statement"},
      {"DBSPAN_FINDING_THRESHOLDS", "repeated-statement=-1"},
      {"DBSPAN_FINDING_THRESHOLDS", "repeated-statement=99999999999999999999"},
      {"DBSPAN_FINDING_THRESHOLDS", "slow-statement=5"}};
  for (const auto& [name, value] : bad) {
    const std::string line = said(name, value);
    EXPECT_THAT(line, HasSubstr(name)) << value;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << value;
  }
  EXPECT_EQ(said("DBSPAN_FINDINGS", " EVENT "), "");
  EXPECT_EQ(said("DBSPAN_FINDING_THRESHOLDS", "repeated-statement=10, slow-statement=5ms"), "");
}

class LogFileTest : public ::testing::Test {
 protected:
  LogFileTest() {
    std::string pattern = fs::temp_directory_path() / "dbspan-log-XXXXXX";
    directory_ = mkdtemp(pattern.data());
  }
  ~LogFileTest() override { fs::remove_all(directory_); }

  std::string file() const { return directory_ / "log"; }
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream{file()}.rdbuf();
    return text.str();
  }
  Ended Run(const std::string& scenario,
            StandardError standard_error = StandardError::kTerminal) const {
    return RunProgram(DBSPAN_LOG_PROGRAM, scenario, standard_error, {{"DBSPAN_LOG", file()}});
  }

  fs::path directory_;
};

TEST_F(LogFileTest, IsAppendedTo) {
  std::ofstream{file()} << "earlier\n";

  EXPECT_EQ(Run("say").errors, "");

  EXPECT_EQ(Text(), std::string{"earlier\n"} + kHello);
}

TEST_F(LogFileTest, BlanksAroundItsNameDoNotMatter) {
  RunProgram(DBSPAN_LOG_PROGRAM, "say", StandardError::kTerminal,
             {{"DBSPAN_LOG", " " + file() + " "}});

  EXPECT_EQ(Text(), kHello);
}

TEST_F(LogFileTest, IsMadeIfMissingWhateverStandardErrorIs) {
  EXPECT_EQ(Run("say", StandardError::kClosed).status, 0);

  EXPECT_EQ(Text(), kHello);
}

TEST_F(LogFileTest, LinesOfAChildAreItsOwn) {
  Run("say in a child");

  EXPECT_EQ(Text(), std::string{kHello} + "[dbspan] child\n");
}

TEST_F(LogFileTest, ThreadsReportOnce) {
  Run("say from threads");

  EXPECT_EQ(Text(), kHello);
}

TEST_F(LogFileTest, DifferentLinesAreLimited) {
  Run("say a lot");

  const std::string text = Text();
  EXPECT_THAT(text, ::testing::StartsWith("[dbspan] line 0\n[dbspan] line 1\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 64);
}

TEST_F(LogFileTest, NothingElseChanges) {
  EXPECT_EQ(Run("say and look around").output, "errno kept, descriptors kept, signals none");
  EXPECT_EQ(Run("say with standard error closed").output,
            "errno kept, descriptors kept, signals none");
  EXPECT_EQ(Text(), std::string{kHello} + kHello);
}

TEST_F(LogFileTest, AFullSizeLimitRaisesNoSignal) {
  const Ended ended = Run("say beyond the file size");

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output, "errno kept, descriptors kept, signals none");
}

TEST_F(LogFileTest, WithoutAFreeDescriptorTheTerminalGetsTheLine) {
  const Ended ended = Run("say without descriptors");

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.errors, "[dbspan] DBSPAN_LOG=" + file() +
                              " cannot be opened: Too many open files" + kAccepted + "\r\n" +
                              kHelloOnTerminal);
}

TEST_F(LogFileTest, ANamedPipeThatNobodyReadsIsNotWaitedFor) {
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);

  EXPECT_EQ(Run("say").status, 0);
}

TEST(LogTest, NothingElseChangesOnStandardError) {
  for (const StandardError standard_error :
       {StandardError::kTerminal, StandardError::kPipe, StandardError::kPipeNobodyReads}) {
    const Ended ended = RunProgram(DBSPAN_LOG_PROGRAM, "say and look around", standard_error,
                                   {{"DBSPAN_LOG", "stderr"}});

    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.output, "errno kept, descriptors kept, signals none");
  }
}

// The test reads the output only after the program has ended, so a write that waited would never
// return.
TEST(LogTest, AFullPipeAndAStoppedTerminalAreNotWaitedFor) {
  for (const StandardError standard_error :
       {StandardError::kFullPipe, StandardError::kStoppedTerminal}) {
    EXPECT_EQ(
        RunProgram(DBSPAN_LOG_PROGRAM, "say", standard_error, {{"DBSPAN_LOG", "stderr"}}).status,
        0);
  }
}

class ReusedDescriptorTest
    : public ::testing::TestWithParam<std::tuple<const char*, const char*, StandardError>> {};

TEST_P(ReusedDescriptorTest, GetsNothing) {
  const auto& [scenario, value, standard_error] = GetParam();

  const Ended ended =
      RunProgram(DBSPAN_LOG_PROGRAM, scenario, standard_error, {{"DBSPAN_LOG", value}});

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output, "arrived: 0");
  EXPECT_EQ(ended.errors, "");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ReusedDescriptorTest,
    ::testing::Combine(::testing::Values("say on a socket", "say on a file", "say on a terminal",
                                         "say on a terminal emulator"),
                       ::testing::Values("", "stderr"),
                       ::testing::Values(StandardError::kTerminal, StandardError::kPipe)));

}  // namespace
}  // namespace dbspan::test
