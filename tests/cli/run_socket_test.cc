#include "cli/run_socket.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

#include "cli/temporary_directory.h"

namespace dbspan::cli {
namespace {

TEST(RunSocketTest, SnapshotsDoNotWaitForAPage) {
  const TemporaryDirectory directory;
  std::promise<void> begun;
  std::promise<void> end;
  RunAccess run;
  run.take = [](const std::string&) { return view::TopSnapshot{}; };
  run.output = [] { return std::string{"output"}; };
  run.save = [&](const std::string&) {
    begun.set_value();
    end.get_future().wait();
    return std::string{"saved"};
  };
  RunServer server{directory.path(), run};
  const RunAccess client = AccessRun(directory.path());
  auto message = std::async(std::launch::async, [&] { return client.save({}); });
  begun.get_future().wait();

  EXPECT_TRUE(client.take({}));
  EXPECT_EQ(client.output(), "output");
  EXPECT_EQ(client.save({}), "another page is being saved");
  end.set_value();
  EXPECT_EQ(message.get(), "saved");
}

}  // namespace
}  // namespace dbspan::cli
