#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace dbspan {
namespace {

std::vector<std::string> Seeds() {
  std::ifstream file{DBSPAN_SEMCONV_DIR "/sql_test_cases.json"};
  std::vector<std::string> seeds = {
      "SELECT E'it\\'s', $tag$x$tag$, \"a\" FROM t WHERE a IN (1, 'b') -- c\n/* d /* e */ */",
      "INSERT INTO t VALUES (1, 'a'), (2, \"b\") ON DUPLICATE KEY UPDATE a=VALUES(a) # c",
      "SELECT /*!40001 x */ `a``b`, _utf8'a', x'1F' FROM t; ALTER USER 'a' IDENTIFIED BY 'b'",
      "WITH a AS (SELECT 1) COPY t FROM STDIN;\n1\t2", "SELECT '\xE9', \xFF, \xC3\xA4"};
  for (const auto& content : nlohmann::json::parse(file)) {
    seeds.push_back(content["input"]["query"].get<std::string>());
  }
  return seeds;
}

/// Runs the fuzz target with the same inputs every time; it aborts if a promise is broken. `./run
/// fuzz` tries more inputs.
TEST(StatementMutationTest, PromisesHoldForMutatedStatements) {
  const std::vector<std::string> seeds = Seeds();
  using namespace std::string_view_literals;  // for a string_view that contains NUL
  constexpr std::string_view kInteresting = "'\"`\\$/*-#;?(),=\n E&_0x\xC3\x00"sv;
  std::mt19937 random{20'240'917};
  for (int round = 0; round < 500'000; ++round) {
    std::string input = seeds[random() % seeds.size()];
    const std::string& other = seeds[random() % seeds.size()];
    for (std::uint32_t change = random() % 6; change > 0; --change) {
      const std::size_t at = random() % (input.size() + 1);
      switch (random() % 4) {
        case 0:
          input.insert(at, 1, kInteresting[random() % kInteresting.size()]);
          break;
        case 1:
          input.erase(at, random() % 8);
          break;
        case 2:
          input.insert(at, other, random() % other.size(), random() % 20);
          break;
        default:
          if (at < input.size()) input[at] = static_cast<char>(random());
      }
    }
    input.insert(0, 1, static_cast<char>(random()));
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  }
}

}  // namespace
}  // namespace dbspan
