#include "cli/save_page.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "cli/temporary_directory.h"

namespace dbspan::cli {
namespace {

TEST(PageSaverTest, CompletesThePageAfterTheEndOfTheRun) {
  const TemporaryDirectory directory;
  SharedStore store{1U << 20U};
  const Options options;
  PageSaver saver{store, options};
  saver.StopWaiting();
  view::RunFacts facts;
  facts.title = "shop";

  const std::string message = saver.Save(facts, 7, directory.path());

  EXPECT_TRUE(message == "dbspan-shop-7.html is being written" ||
              message == "saved dbspan-shop-7.html")
      << message;
  const std::string page = directory.FileNamed("dbspan-shop-7.html");
  for (int i = 0; i < 3000 && access(page.c_str(), F_OK) != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  EXPECT_EQ(access(page.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace dbspan::cli
