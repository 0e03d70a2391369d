// A program that uses libpqxx in the shapes that programs have, and prints what it gets. It is
// compiled as it is and with dbspan_swap; the outputs must be the same.
#include <pqxx/pqxx>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

using namespace pqxx;  // NOLINT(google-build-using-namespace): the shape of many programs
namespace db = pqxx;

namespace {

class Account {
  friend pqxx::connection;
  friend pqxx::work;

 public:
  int number = 1;
};

class NamedConnection : public pqxx::connection {
 public:
  explicit NamedConnection(const std::string& url) : pqxx::connection(url) {}
  std::string name = "mine";
};

struct Pool {
  std::vector<std::unique_ptr<pqxx::connection>> idle;
  std::map<std::string, std::shared_ptr<db::connection>> named;
};

template <class Connection>
std::string DatabaseOf(Connection& connection) {
  return connection.dbname();
}

template <class Transaction>
int Ask(Transaction& transaction, const std::string& sql) {
  return transaction.exec(sql)[0][0].template as<int>();
}

#if PQXX_VERSION_MAJOR >= 7
constexpr auto kReadsAndWrites = pqxx::write_policy::read_write;
#else
constexpr auto kReadsAndWrites = pqxx::read_write;
#endif
using Policy = std::remove_const_t<decltype(kReadsAndWrites)>;

template <template <isolation_level, Policy> class Transaction>
int AskIn(pqxx::connection& connection) {
  Transaction<isolation_level::serializable, kReadsAndWrites> transaction{connection};
  return Ask(transaction, "SELECT 11");
}

int AskBase(pqxx::transaction_base& transaction) { return Ask(transaction, "SELECT 12"); }
int AskDatabase(pqxx::dbtransaction& transaction) { return Ask(transaction, "SELECT 13"); }

template <class... Values>
void Say(const char* what, const Values&... values) {
  std::cout << what << ':';
  ((std::cout << ' ' << values), ...);
  std::cout << '\n';
}

template <class Step>
void SayCaught(const char* what, const Step& step) {
  try {
    step();
    Say(what, "nothing");
  } catch (const pqxx::unique_violation& error) {
    Say(what, "unique_violation", error.sqlstate(), error.query());
  } catch (const pqxx::syntax_error& error) {
    Say(what, "syntax_error", error.sqlstate());
  } catch (const pqxx::sql_error& error) {
    Say(what, typeid(error).name(), error.sqlstate(), error.what());
  } catch (const pqxx::broken_connection&) {
    Say(what, "broken_connection");
  } catch (const pqxx::usage_error& error) {
    Say(what, "usage_error", error.what());
  } catch (const pqxx::failure& error) {
    Say(what, typeid(error).name(), error.what());
  } catch (const std::exception& error) {
    Say(what, typeid(error).name(), error.what());
  }
}

void HoldTransactions(pqxx::connection& connection) {
  auto held = std::make_shared<pqxx::work>(connection);
  const std::function<int(const std::string&)> ask = [held](const std::string& sql) {
    return Ask(*held, sql);
  };
  held.reset();
  Say("function", ask("SELECT 5"));
}

void ChooseTransaction(pqxx::connection& connection) {
  std::variant<std::monostate, std::unique_ptr<work>, std::unique_ptr<nontransaction>> chosen;
  chosen = std::make_unique<nontransaction>(connection);
  const int answer = std::visit(
      [](auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>) {
          return 0;
        } else {
          return Ask(*one, "SELECT 6");
        }
      },
      chosen);
  Say("variant", chosen.index(), answer);
}

void Recognize(pqxx::connection& connection) {
  work transaction{connection};
  transaction_base* const base = &transaction;
  Say("casts", dynamic_cast<work*>(base) == &transaction,
      dynamic_cast<dbtransaction*>(base) != nullptr, dynamic_cast<nontransaction*>(base) != nullptr,
      typeid(*base) == typeid(work));
}

void UseTransactions(pqxx::connection& connection) {
  {
    work setup{connection};
    setup.exec("CREATE TEMP TABLE shapes (a INT PRIMARY KEY, b TEXT)");
    setup.exec("INSERT INTO shapes VALUES (1, 'x'), (2, 'y')");
    setup.commit();
  }
  {
    work outer{connection, "outer"};
    Say("bases", AskBase(outer), AskDatabase(outer), outer.name());
    subtransaction middle{outer, "middle"};
    Say("nested", AskBase(middle));
    {
      subtransaction inner{middle};
      inner.exec("INSERT INTO shapes VALUES (3, 'z')");
      inner.commit();
    }
    middle.abort();
    Say("rolled back", Ask(outer, "SELECT count(*) FROM shapes"));
  }
  Say("isolation", AskIn<transaction>(connection));
  {
    pqxx::robusttransaction<> robust{connection, std::string{"robust"}};
    Say("robust", AskBase(robust));
    robust.commit();
  }
  {
    pqxx::read_transaction reading{connection};
    Say("reading", Ask(reading, "SELECT 14"));
  }
}

void MakeErrors(pqxx::connection& connection, const std::string& url) {
  const auto fails = [&](const char* what, const std::string& sql) {
    SayCaught(what, [&] {
      work transaction{connection};
      transaction.exec(sql);
    });
  };
  fails("unique", "INSERT INTO shapes VALUES (1, 'again')");
  fails("syntax", "SELEC 1");
  fails("table", "SELECT * FROM nothing_of_this_name");
  fails("division", "SELECT 1/0");
  SayCaught("two at once", [&] {
    work one{connection};
    work two{connection};
  });
  SayCaught("committed", [&] {
    work transaction{connection};
    transaction.commit();
    transaction.exec("SELECT 1");
  });
  SayCaught("conversion", [&] {
    work transaction{connection};
    Ask(transaction, "SELECT 'x'");
  });
  SayCaught("refused", [&] { const pqxx::connection nowhere{url + "?port=1"}; });
}

void ReadRows(pqxx::connection& connection) {
  pqxx::result kept;
  {
    work transaction{connection};
    kept = transaction.exec("SELECT a, b FROM shapes ORDER BY a");
  }
  const int sum = std::accumulate(kept.begin(), kept.end(), 0, [](int before, const auto& row) {
    return before + row[0].template as<int>();
  });
  const auto found = std::find_if(kept.begin(), kept.end(), [](const auto& row) {
    return row["b"].template as<std::string>() == "y";
  });
  Say("rows", kept.size(), kept.columns(), kept.column_name(1), sum, found - kept.begin());
  for (const auto& row : kept) {
    for (const auto& field : row) Say("field", field.name(), field.c_str());
  }
  pqxx::result other;
  using std::swap;
  swap(kept, other);
  Say("swapped", kept.size(), other.size(), to_string(7), pqxx::to_string(1.5),
      to_string(other[0][1]));
}

void Stream(pqxx::connection& connection) {
  work transaction{connection};
#if PQXX_VERSION_MAJOR >= 7
  auto to = pqxx::stream_to::table(transaction, {"shapes"}, {"a", "b"});
  for (int i = 10; i < 15; ++i) to.write_values(i, std::to_string(i));
  to.complete();
  int sum = 0;
  for (const auto& [a, b] : transaction.stream<int, std::string>("SELECT a, b FROM shapes")) {
    sum += a + static_cast<int>(b.size());
  }
  transaction.for_stream("SELECT a FROM shapes", [&](int a) { sum += a; });
  Say("streamed", sum);
#else
  pqxx::stream_to to{transaction, "shapes", std::vector<std::string>{"a", "b"}};
  for (int i = 10; i < 15; ++i) to << std::make_tuple(i, std::to_string(i));
  to.complete();
  pqxx::stream_from from{transaction, "shapes"};
  std::tuple<int, std::string> row;
  int sum = 0;
  while (from >> row) sum += std::get<0>(row) + static_cast<int>(std::get<1>(row).size());
  from.complete();
  Say("streamed", sum);
  pqxx::largeobject object{transaction};
  {
    pqxx::olostream out{transaction, object};
    out << "written";
  }
  std::string word;
  pqxx::ilostream{transaction, object} >> word;
  object.remove(transaction);
  Say("large object", word);
  pqxx::icursorstream cursor{transaction, "SELECT generate_series(1, 10)", "cursor", 4};
  pqxx::result block;
  while (cursor.get(block)) Say("block", block.size());
#endif
}

void Pipeline(pqxx::connection& connection) {
  work transaction{connection};
  pqxx::pipeline pipeline{transaction, "pipeline"};
  pipeline.retain(3);
  const auto one = pipeline.insert("SELECT 1");
  const auto two = pipeline.insert("SELECT 2");
  Say("pipeline", pipeline.retrieve(two)[0][0].c_str(), pipeline.retrieve(one)[0][0].c_str());
  pipeline.complete();
}

void Repeat(pqxx::connection& connection) {
  int tries = 0;
  const int answer = pqxx::perform([&] {
    work transaction{connection};
    const int one = Ask(transaction, "SELECT 1");
    if (++tries < 2) throw pqxx::broken_connection{"again"};
    transaction.commit();
    return one + tries;
  });
  Say("perform", answer, tries);
}

}  // namespace

int main(int, char** argv) {
  const std::string url = argv[1];
  pqxx::connection connection{url};
  NamedConnection named{url};
  Say("connections", DatabaseOf(connection), DatabaseOf(named), named.name, Account{}.number);
  Pool pool;
  pool.idle.push_back(std::make_unique<pqxx::connection>(url));
  pool.named["a"] = std::make_shared<pqxx::connection>(url);
  std::optional<pqxx::connection> maybe;
  maybe.emplace(url);
  Say("held", pool.idle[0]->is_open(), pool.named["a"]->is_open(), maybe->is_open());
  maybe.reset();
  UseTransactions(connection);
  HoldTransactions(connection);
  ChooseTransaction(connection);
  Recognize(connection);
  MakeErrors(connection, url);
  ReadRows(connection);
  Stream(connection);
  Pipeline(connection);
  Repeat(connection);
  connection.prepare("sum", "SELECT $1::int + 1");
  nontransaction transaction{connection};
  Say("quoted", transaction.quote("it's"), transaction.esc("a'b"), connection.quote_name("a\"b"));
}
