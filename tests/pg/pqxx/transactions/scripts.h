#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// Deprecated from libpqxx 7.10 on, and still what programs have.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace dbspan::test {

using Statements = std::vector<std::string>;

/// libpqxx's own names.
struct NativeNames {
  using connection = ::pqxx::connection;
  using work = ::pqxx::work;
  using read_transaction = ::pqxx::read_transaction;
  using nontransaction = ::pqxx::nontransaction;
  using subtransaction = ::pqxx::subtransaction;
#if PQXX_VERSION_MAJOR < 7
  using serializable = ::pqxx::transaction<::pqxx::serializable>;
#else
  using serializable = ::pqxx::transaction<::pqxx::isolation_level::serializable>;
#endif
};

/// Stores the statements that the server has received, as the server logs them to the connection.
class StatementLog
#if PQXX_VERSION_MAJOR < 8
    : public ::pqxx::errorhandler
#endif
{
 public:
#if PQXX_VERSION_MAJOR < 8
  template <class Connection>
  explicit StatementLog(Connection& connection) : errorhandler(connection) {}
  bool operator()(const char* message) noexcept override {
    Add(message);
    return false;
  }
#else
  template <class Connection>
  explicit StatementLog(Connection& connection) {
    connection.set_notice_handler([this](::pqxx::zview message) noexcept { Add(message); });
  }
#endif
  const Statements& statements() const { return statements_; }

 private:
  /// `LOG:  statement: BEGIN` or `LOG:  execute NAME: BEGIN`.
  void Add(std::string_view message) {
    if (message.substr(0, 4) != "LOG:") return;
    std::string_view text = message.substr(message.find(": ", 5) + 2);
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    statements_.emplace_back(text);
  }
  Statements statements_;
};

/// Returns a URL for a connection whose server logs every statement to it. Needs a superuser.
inline std::string LoggingUrl(const std::string& url) {
  return url + "?options=-c%20log_statement%3Dall%20-c%20client_min_messages%3Dlog";
}

inline constexpr const char* kSelect = "SELECT current_user";

/// A use of transactions that programs have.
template <class Names>
struct Script {
  const char* name;
  std::function<void(typename Names::connection&)> run;
};

/// Returns all scripts. Each calls each kind of transaction and each way to send a statement that
/// controls transactions.
template <class Names>
std::vector<Script<Names>> Scripts() {
  using connection = typename Names::connection;
  using work = typename Names::work;
  using nontransaction = typename Names::nontransaction;
  using subtransaction = typename Names::subtransaction;
  std::vector<Script<Names>> scripts = {
      {"work, committed",
       [](connection& c) {
         work w{c};
         w.exec(kSelect);
         w.commit();
       }},
      {"work, committed twice",
       [](connection& c) {
         work w{c};
         w.exec(kSelect);
         w.commit();
         w.commit();
       }},
      {"work without statements",
       [](connection& c) {
         work w{c};
         w.commit();
       }},
      {"work, aborted",
       [](connection& c) {
         work w{c};
         w.exec(kSelect);
         w.abort();
         w.abort();
       }},
      {"work, left",
       [](connection& c) {
         work w{c};
         w.exec(kSelect);
       }},
      {"read_transaction",
       [](connection& c) {
         typename Names::read_transaction w{c};
         w.exec(kSelect);
         w.commit();
       }},
      {"serializable transaction",
       [](connection& c) {
         typename Names::serializable w{c};
         w.exec(kSelect);
         w.commit();
       }},
      {"nontransaction, committed",
       [](connection& c) {
         nontransaction w{c};
         w.exec(kSelect);
         w.commit();
       }},
      {"nontransaction, aborted",
       [](connection& c) {
         nontransaction w{c};
         w.exec(kSelect);
         w.abort();
       }},
      {"subtransactions, committed and aborted",
       [](connection& c) {
         work w{c};
         {
           subtransaction s{w, "inner"};
           s.exec(kSelect);
           s.commit();
         }
         {
           subtransaction s{w, "other"};
           s.exec(kSelect);
           s.abort();
         }
         {
           subtransaction s{w, "left"};
           s.exec(kSelect);
         }
         w.exec(kSelect);
         w.commit();
       }},
      {"subtransaction in a subtransaction",
       [](connection& c) {
         work w{c};
         subtransaction s{w, "outer"};
         subtransaction t{s, "inner"};
         t.exec(kSelect);
         t.commit();
         s.commit();
         w.commit();
       }},
      {"a statement that fails",
       [](connection& c) {
         work w{c};
         try {
           w.exec("SELECT nothing");
         } catch (const ::pqxx::sql_error&) {
         }
         w.abort();
       }},
      {"a commit that fails",
       [](connection& c) {
         work w{c};
         w.exec("CREATE TEMPORARY TABLE a (i int PRIMARY KEY) ON COMMIT DROP");
         w.exec(
             "CREATE TEMPORARY TABLE b (i int REFERENCES a DEFERRABLE INITIALLY DEFERRED) "
             "ON COMMIT DROP");
         w.exec("INSERT INTO b SELECT pg_backend_pid()");
         try {
           w.commit();
         } catch (const ::pqxx::failure&) {
         }
       }},
      {"prepared",
       [](connection& c) {
         c.prepare("begins", "BEGIN");
         c.prepare("selects", kSelect);
         c.prepare("ends", "ROLLBACK");
         nontransaction w{c};
         w.exec_prepared("begins");
         w.exec_prepared("selects");
         w.exec_prepared("ends");
       }},
      {"with parameters",
       [](connection& c) {
         nontransaction w{c};
         w.exec_params("BEGIN READ ONLY");
         w.exec_params(kSelect);
         w.exec_params("COMMIT");
       }},
  };
  // A text each; the last one belongs to no transaction.
  const std::vector<Statements> texts = {
      {"BEGIN", kSelect, "COMMIT"},
      {"begin transaction isolation level serializable", kSelect, "end"},
      {"START TRANSACTION READ ONLY", "SET TRANSACTION READ WRITE", kSelect, "ABORT"},
      {"BEGIN WORK", "SAVEPOINT one", kSelect, "ROLLBACK TO SAVEPOINT one", "RELEASE one",
       "COMMIT AND NO CHAIN"},
      {"SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", kSelect},
      {"BEGIN; SAVEPOINT one; COMMIT", kSelect},
      {"BEGIN;", kSelect, "ROLLBACK;"},
  };
  for (const Statements& sent : texts) {
    scripts.push_back({"texts", [sent](connection& c) {
                         nontransaction w{c};
                         for (const std::string& text : sent) w.exec(text);
                       }});
  }
  return scripts;
}

}  // namespace dbspan::test
