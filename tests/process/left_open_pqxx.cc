// The program ends with `exit` in the middle of streams, a cursor and pipelines of libpqxx, which
// are never destroyed (`kept`) or destroyed with the statics (`destroyed`).
#include <pqxx/pqxx>
#include <pqxx/version>

#include <cstring>
#include <memory>
#include <string>
#include <tuple>

#include "tests/process/case.h"

// libpqxx deprecates these functions since 7.10, but existing programs use them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace {

using dbspan::process::Say;

const char* Server() {
  const char* const url = std::getenv("DBSPAN_TEST_PG_URL");
  if (url == nullptr) dbspan::process::GiveUp("DBSPAN_TEST_PG_URL is not set");
  return url;
}

/// A connection with an open transaction, and what is open in it.
struct Open {
  pqxx::connection connection{Server()};
  pqxx::work work{connection};
};

struct Reading : Open {
  Reading() {
    work.exec("CREATE TEMPORARY TABLE rows AS SELECT generate_series(1, 100000), repeat('x', 100)");
#if PQXX_VERSION_MAJOR >= 7
    stream =
        std::make_unique<pqxx::stream_from>(pqxx::stream_from::query(work, "SELECT * FROM rows"));
#else
    stream = std::make_unique<pqxx::stream_from>(work, "rows");
#endif
  }
  std::unique_ptr<pqxx::stream_from> stream;
};

struct Writing : Open {
  Writing() {
    work.exec("CREATE TEMPORARY TABLE numbers (number int)");
#if PQXX_VERSION_MAJOR >= 7
    stream =
        std::make_unique<pqxx::stream_to>(pqxx::stream_to::table(work, {"numbers"}, {"number"}));
#else
    stream = std::make_unique<pqxx::stream_to>(work, "numbers");
#endif
  }
  ~Writing() { Say("wrote"); }
  std::unique_ptr<pqxx::stream_to> stream;
};

struct Piping : Open {
  pqxx::pipeline pipeline{work};
};

struct Moving : Open {
  pqxx::stateless_cursor<pqxx::cursor_base::read_only, pqxx::cursor_base::owned> cursor{
      work, "SELECT generate_series(1, 10)", "numbers", false};
};

template <class What>
What& Make(bool kept) {
  static std::unique_ptr<What> made;
  made = std::make_unique<What>();
  return kept ? *made.release() : *made;
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  const bool kept = std::strcmp(arguments[1], "kept") == 0;

  std::tuple<int, std::string> row;
  auto& reading = Make<Reading>(kept);
  *reading.stream >> row;
  Say("read %d", std::get<0>(row));

  auto& writing = Make<Writing>(kept);
  *writing.stream << std::make_tuple(1);

  auto& piping = Make<Piping>(kept);
  const auto first = piping.pipeline.insert("SELECT 11");
  piping.pipeline.insert("SELECT 12");
  Say("piped %s", piping.pipeline.retrieve(first).at(0).at(0).c_str());
  piping.pipeline.insert("SELECT pg_sleep(0.1)");
  piping.pipeline.resume();

  auto& moving = Make<Moving>(kept);
  Say("fetched %s", moving.cursor.retrieve(0, 2).at(1).at(0).c_str());

  static pqxx::connection pausing{Server()};
  static pqxx::nontransaction pause{pausing};
  Say("asked %s", pause.exec("SELECT 13").at(0).at(0).c_str());
  std::exit(3);
}
