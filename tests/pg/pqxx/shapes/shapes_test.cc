#include <gtest/gtest.h>

#include <string>

#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

TEST(PqxxShapes, AProgramPrintsTheSameWithTheSwap) {
  const std::string url = "'" + PostgresServer().text + "'";

  const std::string bare = OutputOf(std::string{DBSPAN_SHAPES_BARE} + " " + url);

  EXPECT_NE(bare.find("\nquoted:"), std::string::npos) << bare;  // it has run to its end
  EXPECT_EQ(OutputOf(std::string{DBSPAN_SHAPES_SWAPPED} + " " + url), bare);
}

}  // namespace
}  // namespace dbspan::test
