// Tests which symbols the preload objects export and need. The lists of exported symbols are part
// of the sources (core/interpose/exports.txt, and exports.txt and exports_<level>.txt of each
// client).
#include <fnmatch.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/core/interpose/symbol_names.h"
#include "tests/support/program.h"

namespace dbspan::test {
namespace {

using ::testing::ContainerEq;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(PreloadObjectTest, ExportsTheListedNamesAndNothingElse) {
  Names listed;
  for (const std::string& file : Split(DBSPAN_EXPORT_LISTS, ':')) listed.merge(ReadList(file));

  EXPECT_THAT(Unmatched(Exports(DBSPAN_LIBRARY), listed), IsEmpty());
}

TEST(PreloadObjectTest, ExportsEveryFunctionOfEveryList) {
  const Names exports = Exports(DBSPAN_LIBRARY);

  for (const std::string& file : Split(DBSPAN_EXPORT_LISTS, ':')) {
    for (const std::string& pattern : ReadList(file)) {
      const bool found = std::any_of(exports.begin(), exports.end(), [&](const auto& name) {
        return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
      });
      // Patterns with a leading `_` are singletons of the API. Some versions of the API lack some
      // of them, and some are unused.
      EXPECT_TRUE(found || pattern.front() == '_') << pattern << " of " << file;
    }
  }
}

TEST(PreloadObjectTest, SharesTheProvidersAndTheContextOfTheApi) {
  const std::string exports = OutputOf("nm -DC --defined-only '" DBSPAN_LIBRARY "'");

  for (const char* singleton :
       {"trace::Provider::GetProvider()::provider", "metrics::Provider::GetProvider()::provider",
        "logs::Provider::GetProvider()::provider", "context::RuntimeContext::GetStorage()::context",
        "context::ThreadLocalContextStorage::GetStack()::stack_"}) {
    EXPECT_NE(exports.find(singleton), std::string::npos) << singleton;
  }
}

TEST(PreloadObjectTest, NeedsNoClientAndNoSdk) {
  const Names needed =
      Split(OutputOf("objdump -p '" DBSPAN_LIBRARY "' | awk '$1 == \"NEEDED\" {print $2}'"), '\n');

  EXPECT_THAT(needed, Each(MatchesRegex("(libc|libm|libstdc\\+\\+|libgcc_s|ld-linux).*")));
}

TEST(PreloadObjectTest, RefersToNoFunctionOfAClientByName) {
  const Names undefined = Split(OutputOf("nm -DPu '" DBSPAN_LIBRARY "' | cut -d' ' -f1"), '\n');

  EXPECT_THAT(undefined, Each(Not(MatchesRegex("(PQ|lo_|redis|mysql_|mariadb_).*"))));
}

TEST(PreloadObjectTest, HasNoVersionsOfSymbolsAndStaysLoaded) {
  EXPECT_EQ(OutputOf("objdump -p '" DBSPAN_LIBRARY "' | grep 'Version definitions' || true"), "");
  EXPECT_EQ(OutputOf("readelf -d '" DBSPAN_LIBRARY "' | grep -c NODELETE"), "1\n");
}

#ifdef DBSPAN_AUTOSETUP_LIBRARY
TEST(AutosetupTest, ExportsTheListedNamesAndNothingElse) {
  Names listed;
  for (const std::string& file : Split(DBSPAN_AUTOSETUP_EXPORT_LISTS, ':')) {
    listed.merge(ReadList(file));
  }
  const Names exports = Exports(DBSPAN_AUTOSETUP_LIBRARY);

  EXPECT_THAT(Unmatched(exports, listed), IsEmpty());
  EXPECT_EQ(exports.count("dbspan_autosetup"), 1U);
}
#endif

TEST(NewerFunctionsTest, EachLibraryExportsItsListOnly) {
  for (const std::string& pair : Split(DBSPAN_NEWER_LIBRARIES, ':')) {
    const std::size_t equals = pair.find('=');
    const std::string library = pair.substr(0, equals);

    EXPECT_THAT(Exports(library), ContainerEq(ReadList(pair.substr(equals + 1)))) << library;
  }
}

}  // namespace
}  // namespace dbspan::test
