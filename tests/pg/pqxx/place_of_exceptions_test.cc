// The exceptions of libpqxx 8 name the line of the application that called it, not one of dbspan.
#include <dbspan/pqxx>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/servers.h"

#if PQXX_VERSION_MAJOR >= 8
namespace dbspan::test {
namespace {

struct Native {
  using connection = ::pqxx::connection;
  using work = ::pqxx::work;
  using nontransaction = ::pqxx::nontransaction;
  using robusttransaction = ::pqxx::robusttransaction<>;
  using subtransaction = ::pqxx::subtransaction;
  using pipeline = ::pqxx::pipeline;
  using icursorstream = ::pqxx::icursorstream;
  using stateless_cursor =
      ::pqxx::stateless_cursor<::pqxx::cursor_base::read_only, ::pqxx::cursor_base::owned>;
};
struct Traced {
  using connection = pqxx::connection;
  using work = pqxx::work;
  using nontransaction = pqxx::nontransaction;
  using robusttransaction = pqxx::robusttransaction<>;
  using subtransaction = pqxx::subtransaction;
  using pipeline = pqxx::pipeline;
  using icursorstream = pqxx::icursorstream;
  using stateless_cursor =
      pqxx::stateless_cursor<::pqxx::cursor_base::read_only, ::pqxx::cursor_base::owned>;
};

/// Returns the places of the exceptions of calls that fail.
template <class Names>
std::vector<std::string> Places(const std::string& url) {
  std::vector<std::string> places;
  const auto add = [&](const std::function<void()>& call) {
    try {
      call();
      places.emplace_back("nothing was thrown");
    } catch (const ::pqxx::failure& error) {
      const std::string_view file = error.location().file_name();
      places.push_back(std::string{file.substr(file.rfind('/') + 1)} + ":" +
                       std::to_string(error.location().line()));
    }
  };
  using ::pqxx::params;
  using ::pqxx::prepped;
  add([] { typename Names::connection{"nonsense"}; });
  add([] { typename Names::connection{"host=127.0.0.1 port=1"}; });
  typename Names::connection c{url};
  typename Names::connection closed{url};
  closed.close();
  add([&] { typename Names::work{closed}; });
  add([&] { typename Names::work{closed, "named"}; });
  add([&] { typename Names::robusttransaction{closed}; });
  add([&] { c.prepare("bad", "SELEC"); });
  add([&] { c.unprepare("nothing"); });
  add([&] { c.set_client_encoding("nothing"); });
  add([&] { c.set_session_var("no such", 1); });
  add([&] { static_cast<void>(c.get_var("nothing")); });
  add([&] { static_cast<void>(c.template get_var_as<int>("nothing")); });
  {
    typename Names::nontransaction tx{c};
    add([&] { c.listen("nothing"); });
    add([&] { tx.exec("SELECT nothing"); });
    add([&] { tx.exec("SELECT $1::int", params{"x"}); });
    add([&] { tx.exec("SELECT nothing", {1}); });
    add([&] { tx.exec(prepped{"nothing"}); });
    add([&] { tx.exec(prepped{"nothing"}, {1}); });
    add([&] { static_cast<void>(tx.template query<int>("SELECT nothing")); });
    add([&] { static_cast<void>(tx.template query_value<int>("SELECT 'x'")); });
    add([&] { static_cast<void>(tx.template query1<int>("SELECT 1 WHERE false")); });
    add([&] { tx.for_stream("SELECT nothing", [](int) {}); });
    add([&] {
      for (const auto& row : tx.template stream<int>("SELECT nothing")) static_cast<void>(row);
    });
  }
  const auto in_work = [&](const auto& run) {
    typename Names::work tx{c};
    run(tx);
  };
  in_work([&](auto& tx) {
    const typename Names::subtransaction inner{tx};
    add([&] { tx.exec("SELECT 1"); });
    add([&] { tx.commit(); });
  });
  in_work([&](auto& tx) {
    add([&] { typename Names::icursorstream{tx, "SELECT nothing", "cursor", 1}; });
  });
  in_work([&](auto& tx) {
    add([&] { typename Names::stateless_cursor{tx, "SELECT nothing", "cursor", false}; });
  });
  in_work([&](auto& tx) {
    typename Names::pipeline pipeline{tx};
    const auto id = pipeline.insert("SELECT nothing");
    add([&] { pipeline.retrieve(id); });
  });
  in_work([&](auto& tx) {
    tx.exec("SELECT 1");
    tx.commit();
    add([&] { tx.abort(); });
    add([&] { tx.exec("SELECT 1"); });
  });
  return places;
}

TEST(PqxxPlaces, OfExceptionsAreThoseOfLibpqxx) {
  const std::string url = PostgresServer().text;
  EXPECT_EQ(Places<Traced>(url), Places<Native>(url));
}

}  // namespace
}  // namespace dbspan::test
#endif
