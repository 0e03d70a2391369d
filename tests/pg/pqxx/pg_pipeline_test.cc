// Tests pipelines of libpqxx with its traced header. The truth is the server: which queries it has
// executed.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;  // what a user of libpqxx writes

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int kQueries = 4;
constexpr int kNone = -1;

/// A query that cannot be executed, and its error.
struct Wrong {
  const char* sql;
  const char* code;
};
constexpr Wrong kWrong[] = {
    {"SELECT 1 / 0", "22012"},
    {"SELEC", "42601"},
    {"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$", "40001"},
};

using Ids = std::vector<pqxx::pipeline::query_id>;

/// A way to end a pipeline.
struct Ending {
  const char* name;
  bool reads_all;  // all queries that can be executed are, and all results are received
  std::function<void(pqxx::pipeline&, const Ids&)> run;
};

void Retrieve(pqxx::pipeline& pipeline, pqxx::pipeline::query_id id) {
  try {
    pipeline.retrieve(id);
  } catch (const std::exception&) {
  }
}

std::vector<Ending> Endings() {
  return {
      {"destroyed", false, [](auto&, const Ids&) {}},
      {"completed", true, [](auto& pipeline, const Ids&) { pipeline.complete(); }},
      {"flushed", false, [](auto& pipeline, const Ids&) { pipeline.flush(); }},
      {"completed and flushed", true,
       [](auto& pipeline, const Ids&) {
         pipeline.complete();
         pipeline.flush();
       }},
      {"cancelled", false, [](auto& pipeline, const Ids&) { pipeline.cancel(); }},
      {"resumed and cancelled", false,
       [](auto& pipeline, const Ids&) {
         pipeline.resume();
         pipeline.cancel();
       }},
      {"all retrieved", true,
       [](auto& pipeline, const Ids& ids) {
         for (const auto id : ids) Retrieve(pipeline, id);
       }},
      {"completed and retrieved backwards", true,
       [](auto& pipeline, const Ids& ids) {
         pipeline.complete();
         for (auto id = ids.rbegin(); id != ids.rend(); ++id) Retrieve(pipeline, *id);
       }},
      {"first retrieved", false,
       [](auto& pipeline, const Ids& ids) { Retrieve(pipeline, ids.front()); }},
      {"completed, third retrieved", true,
       [](auto& pipeline, const Ids& ids) {
         pipeline.complete();
         Retrieve(pipeline, ids[2]);
       }},
      {"completed, all but the first retrieved", true,
       [](auto& pipeline, const Ids& ids) {
         pipeline.complete();
         for (std::size_t i = 1; i < ids.size(); ++i) Retrieve(pipeline, ids[i]);
       }},
  };
}

class PgPipelineTest : public ::testing::Test {
 protected:
  PgPipelineTest() {
    dbspan::configure<Postgres>(telemetry_.options());
    connection_.emplace(server_.text);
    pqxx::nontransaction work{*connection_};
    for (int i = 0; i < kQueries; ++i) work.exec("CREATE TEMPORARY SEQUENCE " + NameOf(i));
  }
  ~PgPipelineTest() override { dbspan::configure<Postgres>(Options{}); }

  static std::string NameOf(int query) { return "ran" + std::to_string(query); }

  /// The queries that the server has executed since the last call. A sequence keeps its value when
  /// its transaction is rolled back.
  std::vector<bool> Executed() {
    std::vector<bool> executed(kQueries);
    pqxx::nontransaction work{*connection_};
    const auto for_each = [&](const auto& run) {
      return UnlessCancelled([&] {
        work.exec("ROLLBACK");
        for (int i = 0; i < kQueries; ++i) run(i);
      });
    };
    while (!for_each([&](int i) {
      executed[i] = work.exec("SELECT is_called FROM " + NameOf(i))[0][0].template as<bool>();
    })) {
    }
    while (!for_each([&](int i) { work.exec("SELECT setval('" + NameOf(i) + "', 1, false)"); })) {
    }
    return executed;
  }
  /// Returns false if the server has cancelled a statement: the request for a query of a pipeline
  /// may arrive later than its end.
  template <class Run>
  static bool UnlessCancelled(const Run& run) {
    try {
      run();
      return true;
    } catch (const pqxx::sql_error& error) {
      if (error.sqlstate() != "57014") throw;
      return false;
    }
  }

  /// After a syntax error, the server refuses the whole text, and libpqxx sends the queries again
  /// one by one until one fails: in the transaction that the error has aborted.
  static auto NotExecutedAgain() {
    return AllOf(HasAttribute("db.query.text", Text("SELEC")),
                 SpanFailedWith("PGRES_PIPELINE_ABORTED"));
  }

  /// Runs a pipeline whose query `wrong_at` is wrong. Returns its spans, in the order of the
  /// queries.
  std::vector<RecordedSpan> Run(int wrong_at, const char* wrong, int retained,
                                const Ending& ending) {
    telemetry_.Clear();
    {
      pqxx::work work{*connection_};
      pqxx::pipeline pipeline{work};
      pipeline.retain(retained);
      Ids ids;
      for (int i = 0; i < kQueries; ++i) {
        const std::string right = "SELECT nextval('" + NameOf(i) + "') AS " + NameOf(i);
        ids.push_back(pipeline.insert(i == wrong_at ? std::string{wrong} : right));
      }
      ending.run(pipeline, ids);
    }
    std::vector<RecordedSpan> ordered;
    for (int i = 0; i < kQueries; ++i) {
      for (const RecordedSpan& span : telemetry_.Spans()) {
        const auto text = std::get<std::string>(span.attributes.at("db.query.text"));
        const bool own = text.find(NameOf(i)) != std::string::npos;
        if (own || (i == wrong_at && text.find("ran") == std::string::npos)) {
          ordered.push_back(span);
        }
      }
    }
    EXPECT_THAT(telemetry_.Spans(), SizeIs(kQueries));
    return ordered;
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
  std::optional<pqxx::connection> connection_;
};

TEST_F(PgPipelineTest, AQuerySucceedsOnlyIfTheServerHasExecutedIt) {
  std::size_t skipped = 0;
  for (const Ending& ending : Endings()) {
    for (const Wrong& wrong : kWrong) {
      for (const int retained : {0, 2, 10}) {
        for (int wrong_at = kNone; wrong_at < kQueries; ++wrong_at) {
          const std::string where = std::string{ending.name} + ", " + wrong.code + " at " +
                                    std::to_string(wrong_at) + ", retained " +
                                    std::to_string(retained);
          const auto spans = Run(wrong_at, wrong.sql, retained, ending);
          const auto executed = Executed();
          ASSERT_THAT(spans, SizeIs(kQueries)) << where;
          for (int i = 0; i < kQueries; ++i) {
            const RecordedSpan& span = spans[i];
            const bool succeeded = span.status == opentelemetry::trace::StatusCode::kUnset;
            EXPECT_THAT(span, KeepsTheContract()) << where;
            if (succeeded) {
              EXPECT_TRUE(executed[i]) << where << span;
            }
            if (!ending.reads_all) continue;
            if (i == wrong_at) {
              EXPECT_THAT(span, ::testing::AnyOf(SpanFailedWith(wrong.code), NotExecutedAgain()))
                  << where;
            } else if (executed[i]) {
              EXPECT_TRUE(succeeded) << where << span;
            } else if (!succeeded && wrong_at != kNone && i > wrong_at) {
              const auto type = std::get<std::string>(span.attributes.at("error.type"));
              EXPECT_THAT(type, ::testing::AnyOf("PGRES_PIPELINE_ABORTED", "25P02")) << where;
              skipped += type == "PGRES_PIPELINE_ABORTED" ? 1 : 0;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(skipped, 50U);
}

TEST_F(PgPipelineTest, AFlushedPipelineHasTheRowsOfItsQueries) {
  pqxx::work work{*connection_};
  telemetry_.Clear();
  pqxx::pipeline pipeline{work};
  pipeline.insert("SELECT generate_series(1, 3)");
  pipeline.flush();

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanSucceeded(), HasAttribute("db.response.returned_rows", Number(3)))));
}

TEST_F(PgPipelineTest, ASkippedQueryHasTheExceptionOfItsRetrieval) {
  pqxx::work work{*connection_};
  telemetry_.Clear();
  pqxx::pipeline pipeline{work};
  pipeline.retain(2);
  const auto wrong = pipeline.insert("SELECT 1 / 0");
  const auto skipped = pipeline.insert("SELECT 2");
  EXPECT_ANY_THROW(pipeline.retrieve(wrong));
  EXPECT_THROW(pipeline.retrieve(skipped), std::runtime_error);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanFailedWith("22012"),
                          AllOf(SpanFailedWith("PGRES_PIPELINE_ABORTED"), KeepsTheContract(),
                                HasAttribute("dbspan.error.retry", Text("no")),
                                LacksAttribute("db.response.status_code"),
                                ::testing::Field(&RecordedSpan::events, SizeIs(1)))));
}

}  // namespace
}  // namespace dbspan::test
