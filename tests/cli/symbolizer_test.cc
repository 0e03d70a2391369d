#include "cli/symbolizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/elf_file.h"
#include "cli/function_name.h"
#include "cli/named_places.h"
#include "core/span/return_addresses.h"

/// Functions that stand for the application in these tests.
namespace shop {

[[gnu::noinline]] std::string Checkout() {
  std::string stack = dbspan::ReturnAddresses();
  return stack;  // a separate statement prevents a tail call
}

[[gnu::noinline]] std::string Call(const std::function<std::string()>& function) {
  std::string stack = function();
  return stack;
}

}  // namespace shop

namespace dbspan::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string ThisProgram() { return std::filesystem::read_symlink("/proc/self/exe"); }

TEST(FramesTest, AreReadFromTheInnermostOn) {
  const auto frames = FramesOf("shop[ab12]+0x1f;shop+0x2;libcart.so.1[cd]+0xff");

  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_EQ(frames[0].object, "shop");
  EXPECT_EQ(frames[0].build_id, "ab12");
  EXPECT_EQ(frames[0].offset, 0x1fU);
  EXPECT_EQ(frames[1].build_id, "ab12");
  EXPECT_EQ(frames[2].object, "libcart.so.1");
  EXPECT_EQ(frames[2].build_id, "cd");
}

TEST(FramesTest, EndWhereSomethingElseBegins) {
  EXPECT_THAT(FramesOf("shop[ab]+0x1; and more"), SizeIs(1));
  EXPECT_THAT(FramesOf("shop[ab]+0x"), IsEmpty());
  EXPECT_THAT(FramesOf("shop[xy]+0x1"), IsEmpty());
  EXPECT_THAT(FramesOf("nothing of that kind"), IsEmpty());
  EXPECT_THAT(FramesOf(""), IsEmpty());
}

TEST(SymbolizerTest, NamesTheFunctionThatTheStackWasTakenIn) {
  Symbolizer symbolizer;
  symbolizer.AddFile(ThisProgram());

  const auto place = symbolizer.PlaceOf(shop::Checkout());

  ASSERT_TRUE(place);
  EXPECT_EQ(place->function, "shop::Checkout");
  EXPECT_THAT(place->file, EndsWith("symbolizer_test.cc"));
  EXPECT_GT(place->line, 0);
  EXPECT_THAT(place->Text(), StartsWith("shop::Checkout, symbolizer_test.cc:"));
}

TEST(SymbolizerTest, NamesTheLineOfALambdaThatIsPartOfAFunctionOfTheStandardLibrary) {
  Symbolizer symbolizer;
  symbolizer.AddFile(ThisProgram());
  const int before = __LINE__;
  const auto in_lambda = []() __attribute__((always_inline)) {
    std::string stack = ReturnAddresses();
    return stack;
  };
  const int after = __LINE__;

  const std::string stack = shop::Call(in_lambda);
  const auto place = symbolizer.PlaceOf(stack);

  ASSERT_TRUE(place);
  EXPECT_THAT(place->file, EndsWith("symbolizer_test.cc"));
  EXPECT_GT(place->line, before);
  EXPECT_LT(place->line, after);
  EXPECT_THAT(place->function, Not(HasSubstr("invoke")));
  EXPECT_THAT(symbolizer.Replace(stack), Not(HasSubstr("invoke")));
}

TEST(SymbolizerTest, ReplacesStacksWithinAText) {
  Symbolizer symbolizer;
  symbolizer.AddFile(ThisProgram());
  const std::string stack = shop::Checkout();

  const std::string text = symbolizer.Replace(R"({"a":")" + stack + R"(","b":"[1] )" + stack);

  EXPECT_THAT(text, StartsWith(R"({"a":"shop::Checkout, symbolizer_test.cc:)"));
  EXPECT_THAT(text, HasSubstr(R"(","b":"[1] shop::Checkout, symbolizer_test.cc:)"));
}

TEST(SymbolizerTest, FindsARunningProgramByItself) {
  const auto place = Symbolizer{}.PlaceOf(shop::Checkout());

  ASSERT_TRUE(place);
  EXPECT_EQ(place->function, "shop::Checkout");
}

TEST(SymbolizerTest, LeavesAFileWithAnotherBuildIdAlone) {
  Symbolizer symbolizer;
  symbolizer.AddFile(ThisProgram());
  const std::string name = std::filesystem::path{ThisProgram()}.filename();
  const std::string stack = name + "[0123456789abcdef]+0x1000";

  EXPECT_FALSE(symbolizer.PlaceOf(stack));
  EXPECT_EQ(symbolizer.Replace("where=" + stack + " end"), "where=" + stack + " end");
}

/// Writes a copy of this program whose note of the build id has another type; returns its path.
std::string CopyWithoutBuildId() {
  std::ifstream original{ThisProgram(), std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{original}, {}};
  const std::string_view type_and_name{"\3\0\0\0GNU", 8};
  const auto at = bytes.find(type_and_name);
  if (at != std::string::npos) bytes[at] = '\x7f';
  const std::string path = ::testing::TempDir() + "shop_without_build_id";
  std::ofstream{path, std::ios::binary} << bytes;
  return path;
}

TEST(SymbolizerTest, RefusesAFileOfTheSameNameIfThereIsNoBuildId) {
  const std::string copy = CopyWithoutBuildId();
  const auto frames = FramesOf(shop::Checkout());
  const auto checkout = std::find_if(frames.begin(), frames.end(), [&](const CodeFrame& frame) {
    return FunctionsAt(copy, {frame.offset})[0] == "_ZN4shop8CheckoutB5cxx11Ev";
  });
  ASSERT_NE(checkout, frames.end()) << "the copy has its symbols";
  ASSERT_EQ(BuildIdOf(copy), "");
  std::ostringstream stack;
  stack << "shop_without_build_id[]+0x" << std::hex << checkout->offset;
  Symbolizer symbolizer;
  symbolizer.AddFile(copy);

  EXPECT_FALSE(symbolizer.PlaceOf(stack.str()));
  EXPECT_EQ(symbolizer.Replace("where=" + stack.str()), "where=" + stack.str());
  EXPECT_THAT(symbolizer.objects_without_build_id(), ElementsAre("shop_without_build_id"));
  std::filesystem::remove(copy);
}

TEST(SymbolizerTest, LeavesOtherTextsAlone) {
  const std::string text = "a[0]+0x b[]c ]+0x1 [ab]+0x1 \xff [";
  EXPECT_EQ(Symbolizer{}.Replace(text), text);
}

TEST(FunctionNameTest, FunctionsOfInterpretersSayNothingAboutTheProgram) {
  for (const char* const name : {"PyObject_GenericGetDict", "_PyEval_EvalFrameDefault",
                                 "Py_RunMain", "Perl_pp_entersub", "zend_execute", "rb_vm_exec"}) {
    EXPECT_TRUE(IsOfInterpreter(name)) << name;
  }
  for (const char* const name :
       {"main", "PyramidOf", "Python::Run", "shop::Checkout", "perlin", "Pyx"}) {
    EXPECT_FALSE(IsOfInterpreter(name)) << name;
  }
}

TEST(FunctionsAtTest, AreFoundWithoutATool) {
  const auto frames = FramesOf(shop::Checkout());
  ASSERT_FALSE(frames.empty());
  std::vector<std::uint64_t> offsets;
  for (const CodeFrame& frame : frames) offsets.push_back(frame.offset);

  const auto functions = FunctionsAt(ThisProgram(), offsets);

  EXPECT_THAT(functions, ::testing::Contains("_ZN4shop8CheckoutB5cxx11Ev"));
  EXPECT_EQ(BuildIdOf(ThisProgram()), frames[0].build_id);
  EXPECT_THAT(FunctionsAt("/does/not/exist", {1}), ElementsAre(""));
  EXPECT_EQ(BuildIdOf("/does/not/exist"), "");
}

TEST(NamePlacesTest, AddsTheNamesOfACodeStackToItsSpan) {
  view::Store store{1U << 20U};
  view::ReceivedResource resource;
  resource.attributes = {{"process.executable.path", ThisProgram()}};
  store.OnResource(resource);
  view::ReceivedSpan span;
  span.trace_id[0] = 1;
  span.id = 1;
  span.attributes = {{"dbspan.code.stack", shop::Checkout()}};
  store.OnSpan(span);

  NamePlaces(store, {});

  std::map<std::string, std::string> attributes;
  for (const auto& [key, value] : store.attribute_sets()[store.spans()[0].attributes]) {
    attributes[std::string{store.strings()[key]}] = store.strings()[value];
  }
  EXPECT_EQ(attributes["code.function.name"], "shop::Checkout");
  EXPECT_THAT(attributes["code.file.path"], EndsWith("symbolizer_test.cc"));
  EXPECT_THAT(attributes["code.line.number"], ContainsRegex("^[0-9]+$"));
}

TEST(QualifiedNameTest, LeavesEverythingElseOut) {
  EXPECT_EQ(QualifiedName("main"), "main");
  EXPECT_EQ(QualifiedName("shop::Checkout(int, char const*)"), "shop::Checkout");
  EXPECT_EQ(QualifiedName("void shop::Run<int, std::vector<int> >(int) const"), "shop::Run");
  EXPECT_EQ(QualifiedName("(anonymous namespace)::Total(std::map<int, (anonymous "
                          "namespace)::Line> const&)"),
            "(anonymous namespace)::Total");
  EXPECT_EQ(QualifiedName("decltype ((declval<pqxx::work&>().exec(std::declval<int>()))) "
                          "dbspan::pqxx::transaction_base::exec<int>(int&&)"),
            "dbspan::pqxx::transaction_base::exec");
  EXPECT_EQ(QualifiedName("shop::Cart::operator()(int) const"), "shop::Cart::operator()");
  EXPECT_EQ(QualifiedName("main::{lambda(int)#1}::operator()(int) const"),
            "main::{lambda(int)#1}::operator()");
  EXPECT_EQ(QualifiedName("bool shop::operator< <int>(shop::Line const&, shop::Line const&)"),
            "shop::operator<");
  EXPECT_EQ(QualifiedName("shop::Cart::Add(int) [clone .cold]"), "shop::Cart::Add");
  EXPECT_EQ(QualifiedName("void dbspan::End<shop::Run<char const (&) [4]>(char const (&) [4], "
                          "int)::{lambda(auto:1&&)#1}>(char const (&) [4]) const"),
            "dbspan::End");
  EXPECT_EQ(QualifiedName("decltype(auto) dbspan::Run<decltype(f()->g())>(int) const"),
            "dbspan::Run");
  EXPECT_EQ(QualifiedName("shop::Name[abi:cxx11](int)"), "shop::Name");
  EXPECT_EQ(QualifiedName(""), "");
}

TEST(IsOfLibraryTest, TellsClientsFromTheApplication) {
  for (const char* const name :
       {"dbspan::OperationSpan::End", "pqxx::connection::exec", "std::function", "PQexecParams",
        "redisCommand", "redisvCommand", "valkeyCommand", "mysql_real_query", "sql::mysql::Run",
        "dbspan_pq_exec", "__cxa_throw", "_ZN6dbspan4v0_13RunIZNK", "_ZZNK4pqxx6result4sizeEvE",
        "_ZN2sw5redis5Redis3getE", "_ZNSt6vectorI"}) {
    EXPECT_TRUE(IsOfLibrary(name)) << name;
  }
  for (const char* const name :
       {"main", "shop::PQexec", "redis_cart", "PQ", "redis", "Checkout", "mysqlShop", "dbspanner",
        "(anonymous namespace)::Total", "_Z3Runv", "_ZN4shop4pqxx3RunE", "_ZN2sw4shopE",
        "_ZN99999999999999999999x"}) {
    EXPECT_FALSE(IsOfLibrary(name)) << name;
  }
}

}  // namespace
}  // namespace dbspan::cli
