// What libpqxx's classes can be converted to and constructed from, the traced classes can, too.
#include <dbspan/pqxx>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace dbspan::test {
namespace {

template <class... Types>
struct List {};

template <class Native, class Traced>
struct Pair {
  using native = Native;
  using traced = Traced;
};

using ReadOnlyCursor =
    ::pqxx::stateless_cursor<::pqxx::cursor_base::read_only, ::pqxx::cursor_base::owned>;
using TracedCursor =
    pqxx::stateless_cursor<::pqxx::cursor_base::read_only, ::pqxx::cursor_base::owned>;

using Classes =
    List<Pair<::pqxx::connection, pqxx::connection>,
         Pair<::pqxx::transaction_base, pqxx::transaction_base>,
         Pair<::pqxx::dbtransaction, pqxx::dbtransaction>, Pair<::pqxx::work, pqxx::work>,
         Pair<::pqxx::transaction<::pqxx::isolation_level::read_committed>,
              pqxx::transaction<::pqxx::isolation_level::read_committed>>,
         Pair<::pqxx::transaction<::pqxx::isolation_level::serializable>,
              pqxx::transaction<::pqxx::isolation_level::serializable>>,
         Pair<::pqxx::read_transaction, pqxx::read_transaction>,
         Pair<::pqxx::nontransaction, pqxx::nontransaction>,
         Pair<::pqxx::robusttransaction<>, pqxx::robusttransaction<>>,
         Pair<::pqxx::subtransaction, pqxx::subtransaction>, Pair<::pqxx::pipeline, pqxx::pipeline>,
         Pair<::pqxx::stream_from, pqxx::stream_from>, Pair<::pqxx::stream_to, pqxx::stream_to>,
         Pair<::pqxx::icursorstream, pqxx::icursorstream>, Pair<ReadOnlyCursor, TracedCursor>,
         Pair<::pqxx::largeobject, pqxx::largeobject>,
         Pair<::pqxx::largeobjectaccess, pqxx::largeobjectaccess>,
         Pair<::pqxx::result, pqxx::result>
#if PQXX_VERSION_MAJOR >= 7
         ,
         Pair<::pqxx::blob, pqxx::blob>
#endif
         >;

const char* const kNames[] = {"connection",
                              "transaction_base",
                              "dbtransaction",
                              "work",
                              "read committed",
                              "serializable",
                              "read_transaction",
                              "nontransaction",
                              "robusttransaction",
                              "subtransaction",
                              "pipeline",
                              "stream_from",
                              "stream_to",
                              "icursorstream",
                              "stateless_cursor",
                              "largeobject",
                              "largeobjectaccess",
                              "result",
                              "blob"};

/// Bits for what can be made of an lvalue of `From`, an rvalue, and an lvalue and a text.
template <class From, class To>
constexpr unsigned Made() {
  return (std::is_convertible_v<From&, To&> ? 1U : 0U) |
         (std::is_constructible_v<To, From&> ? 2U : 0U) |
         (std::is_constructible_v<To, From> ? 4U : 0U) |
         (std::is_constructible_v<To, From&, std::string> ? 8U : 0U) |
         (std::is_constructible_v<To, From&, std::string, std::string> ? 16U : 0U) |
         (std::is_convertible_v<From, To> ? 32U : 0U) |
         (std::is_assignable_v<To&, From> ? 64U : 0U) | (std::is_same_v<From, To> ? 128U : 0U);
}

template <class Row, class... Columns>
void ExpectRow(const char* name, List<Columns...> /*columns*/) {
  const std::array native = {Made<typename Row::native, typename Columns::native>()...};
  const std::array traced = {Made<typename Row::traced, typename Columns::traced>()...};
  // A traced object where a function takes libpqxx's own type.
  const std::array passed = {Made<typename Row::traced, typename Columns::native>()...};
  // libpqxx's own object where a traced one is expected.
  const std::array adopted = {Made<typename Row::native, typename Columns::traced>()...};
  for (std::size_t i = 0; i < native.size(); ++i) {
    SCOPED_TRACE(std::string{"from "} + name + " to " + kNames[i]);
    EXPECT_EQ(native[i] & ~traced[i], 0U);
    EXPECT_EQ(native[i] & 1U & ~passed[i], 0U);
    EXPECT_EQ(native[i] & 128U, traced[i] & 128U);
    static_cast<void>(adopted);
  }
#if PQXX_VERSION_MAJOR >= 7
  // `connecting::produce` returns libpqxx's own connection.
  if constexpr (std::is_same_v<typename Row::native, ::pqxx::connection>) {
    EXPECT_EQ(native[0] & 32U, adopted[0] & 32U);
  }
#endif
}

template <class... Rows>
void ExpectAll(List<Rows...> all) {
  std::size_t index = 0;
  (ExpectRow<Rows>(kNames[index++], all), ...);
}

TEST(PqxxConversions, AreThoseOfLibpqxx) { ExpectAll(Classes{}); }

}  // namespace
}  // namespace dbspan::test
