#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "cli/go_driver.h"
#include "cli/own_protocol.h"
#include "cli/process_end.h"
#include "cli/run_processes.h"
#include "cli/span_parents.h"
#include "cli/temporary_directory.h"
#include "view/otlp_protobuf.h"

namespace dbspan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

view::TraceId TraceOf(std::uint8_t number) {
  view::TraceId trace{};
  trace.fill(number);
  return trace;
}

std::string BytesOf(view::SpanId id) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift & 255U);
  return bytes;
}

std::string Request(const std::vector<std::pair<view::TraceId, view::SpanId>>& spans) {
  std::string scope_spans;
  protozero::pbf_writer scope_writer{scope_spans};
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& [trace, parent] = spans[i];
    std::string span;
    protozero::pbf_writer writer{span};
    writer.add_bytes(1, reinterpret_cast<const char*>(trace.data()), trace.size());
    writer.add_bytes(2, BytesOf(i + 1));
    if (parent != 0) writer.add_bytes(4, BytesOf(parent));
    writer.add_fixed64(7, 5);
    writer.add_fixed64(8, 7);
    scope_writer.add_message(2, span);
  }
  std::string resource_spans;
  protozero::pbf_writer{resource_spans}.add_message(2, scope_spans);
  std::string request;
  protozero::pbf_writer{request}.add_message(1, resource_spans);
  return request;
}

class Parents : public view::SpanSink {
 public:
  void OnResource(view::ReceivedResource /*resource*/) override {}
  void OnSpan(view::ReceivedSpan span) override { of_spans.push_back(span.parent_id); }

  std::vector<view::SpanId> of_spans;
};

TEST(ReplaceParentTest, MovesThoseThatAreRightBelowItAndNoOthers) {
  std::string request = Request(
      {{TraceOf(1), 9}, {TraceOf(1), 8}, {TraceOf(1), 0}, {TraceOf(2), 9}, {TraceOf(1), 9}});

  ReplaceParent(request, TraceOf(1), 9, 0x1122334455667788);

  Parents parents;
  view::ReadTracesProtobuf(request, parents);
  EXPECT_THAT(parents.of_spans, ElementsAre(0x1122334455667788U, 8U, 0U, 9U, 0x1122334455667788U));
}

view::ProcessFacts Facts(std::int64_t pid, std::int64_t parent, view::SpanId span) {
  view::ProcessFacts facts;
  facts.pid = pid;
  facts.parent = parent;
  facts.span = span;
  facts.name = "p" + std::to_string(pid);
  facts.started = pid;
  return facts;
}

TEST(JoinProcessesTest, EachStandsBelowItsParentAndAProcessThatExecutedAnotherProgramOnce) {
  view::ProcessFacts root = Facts(10, 1, 100);
  root.trace = TraceOf(1);
  view::ProcessFacts later = Facts(11, 10, 110);
  later.name = "executed";
  later.started = 50;

  const auto joined =
      JoinProcesses(root, {Facts(11, 10, 110), later, Facts(12, 11, 120), Facts(13, 77, 130)});

  ASSERT_EQ(joined.size(), 4U);
  EXPECT_EQ(joined[1].name, "executed");
  EXPECT_EQ(joined[1].started, 11);
  EXPECT_EQ(joined[1].parent_span, 100U);
  EXPECT_EQ(joined[2].parent_span, 110U);
  EXPECT_EQ(joined[3].parent_span, 100U) << "its parent did not record";
  for (const auto& process : joined) EXPECT_EQ(process.trace, TraceOf(1));
}

TEST(AddEndsTest, WhatWasSeenFromOutsideGoesBeforeWhatTheProcessLeft) {
  std::vector<view::ProcessFacts> processes{Facts(10, 1, 1), Facts(11, 10, 2), Facts(12, 10, 3),
                                            Facts(13, 10, 4), Facts(14, 10, 5)};
  processes[0].outcome = "exit 9";
  processes[4].duration = 1000;
  processes[1].exit_code = 3;
  processes[2].exit_code = 0;
  WatchedProcess root;
  root.pid = 10;
  root.wait_status = 0;
  WatchedProcess killed;
  killed.pid = 12;
  killed.wait_status = SIGKILL;

  AddEnds({root, killed}, processes);

  EXPECT_EQ(processes[0].outcome, "exit 9") << "dbspan has waited for it";
  EXPECT_EQ(processes[1].outcome, "exit 3");
  EXPECT_EQ(processes[2].outcome, "killed by SIGKILL");
  EXPECT_EQ(processes[2].exit_code, -1);
  EXPECT_EQ(processes[2].signal, SIGKILL);
  EXPECT_EQ(processes[3].outcome, "") << "it still runs";
  EXPECT_EQ(processes[4].outcome, "how it ended is not known");
}

TEST(ProcessEndTest, TheStatusIsThatOfTheParentOrUnknown) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const ProcessEnd end{child};
  EXPECT_FALSE(end.WaitStatus()) << "it runs";
  kill(child, SIGTERM);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  // The status is unknown before Linux 6.15.
  EXPECT_EQ(end.WaitStatus().value_or(SIGTERM), SIGTERM);
}

TEST(GoDriverTest, FindsAKnownDriverByTheNamesOfItsFunctions) {
  const TemporaryDirectory directory;
  const auto driver_in = [&directory](const std::string& content) {
    std::ofstream{directory.FileNamed("program"), std::ios::binary} << content;
    return GoDriverIn(directory.FileNamed("program"));
  };
  const std::string zeroes(100'000, '\0');

  EXPECT_EQ(driver_in(zeroes + "main.main" + zeroes + "github.com/lib/pq.(*conn).Query" + zeroes),
            "github.com/lib/pq");
  EXPECT_EQ(driver_in("vendor/github.com/redis/go-redis/v9.Cmd"), "github.com/redis/go-redis");
  EXPECT_EQ(driver_in("github.com/lib/pqtools.Open github.com/spf13/cobra.Execute"), "");
  EXPECT_EQ(driver_in("github.com/lib/pq"), "") << "the name of another package may begin so";
  EXPECT_EQ(driver_in(""), "");
  EXPECT_EQ(GoDriverIn(directory.FileNamed("nothing")), "");
}

TEST(OwnProtocolTest, IsThatOfTheLanguageOfTheProgram) {
  EXPECT_THAT(OwnProtocolOf("/usr/bin/python3.11").text, HasSubstr("written in Python"));
  EXPECT_THAT(OwnProtocolOf("/usr/sbin/php-fpm8.2").text, HasSubstr("mysqlnd"));
  EXPECT_THAT(OwnProtocolOf("node").advice, HasSubstr("OpenTelemetry for JavaScript"));
  for (const char* const other : {"", "/usr/bin/psql", "/opt/pythonic", "/usr/bin/javac"}) {
    EXPECT_EQ(OwnProtocolOf(other).text, "") << other;
  }
}

}  // namespace
}  // namespace dbspan::cli
