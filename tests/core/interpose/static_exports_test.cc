// Tests which symbols become visible in a program or plugin that dbspan is linked into: the
// clients' functions, the singletons of the OpenTelemetry API, and two variables
// (core/exports_static.txt).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/core/interpose/symbol_names.h"

namespace dbspan::test {
namespace {

using ::testing::IsEmpty;

/// Returns whether `name` belongs to the C++ standard library, whose names all objects share.
bool IsOfTheLanguage(const std::string& name) {
  for (const char* pattern :
       {"_ZNSt*", "_ZNKSt*", "_ZSt*", "_ZNSa*", "_ZNSs*", "_ZT?St*", "_ZT?NSt*", "_ZGVNSt*",
        "_ZZNSt*", "_ZZNKSt*", "_ZGVZNSt*", "_ZGVZNKSt*", "_ZN9__gnu_cxx*", "DW.ref.*"}) {
    if (fnmatch(pattern, name.c_str(), 0) == 0) return true;
  }
  return false;
}

Names WithoutTheLanguage(const Names& names) {
  Names rest;
  for (const std::string& name : names) {
    if (!IsOfTheLanguage(name)) rest.insert(name);
  }
  return rest;
}

/// Returns the names in an archive that are visible outside of the object it is linked into.
Names VisibleIn(const std::string& archive) {
  return Split(OutputOf("readelf -sW '" + archive +
                        "' | awk '$5 ~ /GLOBAL|WEAK|UNIQUE/ && $6 == \"DEFAULT\" && $7 != \"UND\" "
                        "{print $8}' | sort -u"),
               '\n');
}

Names Allowed() {
  Names allowed = ReadList(DBSPAN_STATIC_EXPORTS);
  for (const std::string& file : Split(DBSPAN_EXPORT_LISTS, ':')) allowed.merge(ReadList(file));
  for (const std::string& pair : Split(DBSPAN_NEWER_LIBRARIES, ':')) {
    allowed.merge(ReadList(pair.substr(pair.find('=') + 1)));
  }
  return allowed;
}

TEST(StaticComponentTest, ShowsNothingOfDbspan) {
  for (const std::string& archive : Split(DBSPAN_COMPONENTS, ':')) {
    const Names visible = VisibleIn(archive);

    EXPECT_THAT(Unmatched(WithoutTheLanguage(visible), Allowed()), IsEmpty()) << archive;
  }
}

TEST(StaticComponentTest, SharesTheStateOfAThread) {
  Names visible;
  for (const std::string& archive : Split(DBSPAN_COMPONENTS, ':'))
    visible.merge(VisibleIn(archive));

  for (const std::string& pattern : ReadList(DBSPAN_STATIC_EXPORTS)) {
    // a singleton of the API, which not every compiler emits
    if (pattern.find("dbspan") == std::string::npos) continue;
    EXPECT_FALSE(Unmatched(visible, {pattern}).size() == visible.size()) << pattern;
  }
}

TEST(StaticComponentTest, APluginWithEverySymbolFormShowsTheClientsFunctionsOnly) {
  EXPECT_THAT(Unmatched(WithoutTheLanguage(Exports(DBSPAN_SYMBOLS_PLUGIN)), Allowed()), IsEmpty());
}

}  // namespace
}  // namespace dbspan::test
