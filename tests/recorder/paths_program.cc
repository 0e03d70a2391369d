// Runs operations of one kind and exports them with dbspan::sdk::setup, through the OpenTelemetry
// API or through the recorder, depending on the first argument. paths_test.cc compares the exported
// data of both.
#include <dbspan/hiredis.h>
#include <dbspan/mysql_driver.h>
#include <dbspan/pqxx>

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/trace_state.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dbspan/call_site.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/filter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/pg/instrumentation.h"
#include "dbspan/propagation.h"
#include "dbspan/recorder.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/sdk/setup.h"
#include "dbspan/trace.h"
#include "tests/support/servers.h"
#include "tests/support/systems.h"

namespace {

using namespace dbspan;  // NOLINT(*-using-namespace): a program of its own
namespace trace_api = opentelemetry::trace;
namespace nostd = opentelemetry::nostd;

/// A tracer provider of the application whose spans are discarded.
class OwnProvider : public trace_api::TracerProvider {
 public:
  nostd::shared_ptr<trace_api::Tracer> GetTracer(nostd::string_view /*name*/,
                                                 nostd::string_view /*version*/,
                                                 nostd::string_view /*schema*/) noexcept override {
    return tracer_;
  }

 private:
  const nostd::shared_ptr<trace_api::Tracer> tracer_{new trace_api::NoopTracer};
};

bool by_api = false;

/// Adds a hook that takes a span, if the API is wanted: such a hook makes the instrumenter use the
/// API.
Options Chosen(Options options) {
  if (by_api) options.hooks.on_start = [](const Operation&, trace_api::Span&) {};
  return options;
}

const EndpointPtr& Shop() {
  static const EndpointPtr endpoint = std::make_shared<const Endpoint>(EndpointFields{
      systems::kPostgreSql, "shop|public", "db.example.com", 5432, "192.0.2.1", 5432});
  return endpoint;
}

const EndpointPtr& Cache() {
  static const EndpointPtr endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kRedis, "3", "cache.example.com", 6379, "192.0.2.2", 6379});
  return endpoint;
}

Operation Sql(std::string_view sql) {
  Operation operation;
  operation.endpoint = Shop();
  operation.sql = sql;
  return operation;
}

Operation Command(std::string_view name) {
  Operation operation;
  operation.endpoint = Cache();
  operation.name = name;
  operation.raw = "GET customer:7";
  operation.redact = [](std::string_view raw, std::size_t limit) {
    return std::string{raw.substr(0, limit)};
  };
  return operation;
}

/// An instrumenter of one client that uses the path (API or recorder) of the first argument.
struct Traced {
  explicit Traced(const Options& options = {}, Client client = {"dbspan.pg", "PG"})
      : instrumenter(client, Chosen(options)) {}

  void Run(const Operation& operation, const Outcome& outcome = {}) const {
    instrumenter.Start([&] { return operation; }).End(outcome);
  }

  const Instrumenter instrumenter;
};

Outcome Rows(std::int64_t rows) {
  Outcome outcome;
  outcome.returned_rows = rows;
  return outcome;
}

Outcome Failure(std::string exception = "pqxx::sql_error") {
  Outcome outcome;
  outcome.status_code = "42703";
  Error error;
  error.type = "42703";
  error.message = "column \"nothing\" does not exist";
  error.exception = std::move(exception);
  error.retry = Retry::kNo;
  outcome.error = std::move(error);
  return outcome;
}

void Statements() {
  const Traced client;
  for (int i = 0; i < 3; ++i) {
    client.Run(Sql("SELECT name FROM customers WHERE id = " + std::to_string(i)), Rows(i));
  }
  Outcome changed;
  changed.affected_rows = 3;
  changed.warnings = 2;
  changed.status_code = "01000";
  client.Run(Sql("UPDATE customers SET name = 'Ann'"), changed);
  client.Run(Sql("CALL restock(7)"));
  client.Run(Sql(""));
  client.Run(Sql("\xff\xfe"));
  Operation copy = Sql("");
  copy.name = "COPY";
  copy.collection = "customers";
  client.Run(copy, Rows(1000));
  Operation executed = Sql("SELECT 1");
  executed.name = "EXECUTE";
  executed.procedure = "restock";
  client.Run(executed);
}

void Batches() {
  const Traced client;
  for (const std::int64_t size : {0, 2, 1000}) {
    Operation batch = Sql("INSERT INTO t VALUES ($1)");
    batch.batch_size = size;
    client.Run(batch);
  }
  client.Run(detail::NamedOperation(Shop(), "CONNECT",
                                    std::chrono::steady_clock::now() - std::chrono::hours{1}));
}

void Failures() {
  for (const ErrorMessages messages :
       {ErrorMessages::kRedacted, ErrorMessages::kFull, ErrorMessages::kOff}) {
    Options options;
    options.error_messages = messages;
    const Traced client{options};
    client.Run(Sql("SELECT nothing"), Failure());
    client.Run(Sql("SELECT nothing"), Failure(""));
  }
  for (const ExceptionSignal signal : {ExceptionSignal::kLogs, ExceptionSignal::kEventsAndLogs}) {
    Options options;
    options.exceptions = signal;
    Traced{options}.Run(Sql("SELECT nothing"), Failure());
  }
  for (const bool expected : {true, false}) {
    Options options;
    options.expected_errors = expected;
    Outcome moved = Failure();
    moved.error->expected = true;
    Traced{options}.Run(Sql("SELECT moved"), moved);
  }
}

void Texts() {
  for (const QueryText text : {QueryText::kOff, QueryText::kSanitized, QueryText::kVerbatim}) {
    Options options;
    options.query_text = text;
    options.query_text_limit = 30;
    const Traced client{options};
    client.Run(Sql("SELECT name, 'a literal that is long' FROM customers WHERE id = 7"));
    client.Run(Command("GET"));
  }
  Options old;
  old.conventions = Conventions::kStableAndOld;
  const Traced client{old};
  client.Run(Sql("SELECT name FROM customers"));
  client.Run(Command("GET"));
  Options parameters;
  parameters.parameters = {"0", "2"};
  const std::vector<Parameter> bound{{"0", "Ann"}, {"1", "hidden"}, {"2", "7"}};
  Operation operation = Sql("SELECT $1, $2, $3");
  operation.parameters = &bound;
  Traced{parameters}.Run(operation);
}

void Lookups() {
  const Traced client{{}, {"dbspan.redis", "REDIS"}};
  Outcome outcome;
  outcome.hits = 3;
  outcome.misses = 2;
  client.Run(Command("MGET"), outcome);
  outcome.hits = 0;
  client.Run(Command("MGET"), outcome);
  client.Run(Command("get"));
  Operation script = Command("EVALSHA");
  script.procedure = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
  client.Run(script);
  Outcome aborted;
  aborted.transaction_aborted = true;
  client.Run(Command("EXEC"), aborted);
  Options quiet;
  quiet.cache_events = false;
  quiet.rows = false;
  outcome.returned_rows = 7;
  Traced{quiet, {"dbspan.redis", "REDIS"}}.Run(Command("MGET"), outcome);
  Options unmeasured;
  unmeasured.metrics = false;
  Traced{unmeasured, {"dbspan.redis", "REDIS"}}.Run(Command("HGET"), outcome);
}

void Parents() {
  const Traced client;
  trace("checkout", [&] {
    client.Run(Sql("SELECT 1 FROM inside"));
    const BaggageScope baggage{{"correlation.id", "request-7"}, {"other", "not copied"}};
    client.Run(Sql("SELECT 2 FROM baggage"));
  });
  const std::uint8_t trace_id[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  const std::uint8_t span_id[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (const std::uint8_t flags : {1, 0}) {
    const trace_api::SpanContext remote{trace_api::TraceId{trace_id}, trace_api::SpanId{span_id},
                                        trace_api::TraceFlags{flags}, true,
                                        trace_api::TraceState::FromHeader("vendor=1,other=2")};
    const trace_api::Scope scope{
        nostd::shared_ptr<trace_api::Span>{new trace_api::DefaultSpan{remote}}};
    client.Run(Sql("SELECT 3 FROM remote"));
    Operation linked = Command("MESSAGE");
    linked.link = &remote;
    client.Run(linked);
  }
  Options required;
  required.require_parent = true;
  const Traced below{required};
  below.Run(Sql("SELECT 4 FROM nowhere"));
  trace("parent", [&] { below.Run(Sql("SELECT 5 FROM required")); });
}

void Slow() {
  Options options;
  options.slow_threshold = std::chrono::milliseconds{100};
  const Traced client{options};
  Operation late = Sql("SELECT late FROM slow");
  late.since = std::chrono::steady_clock::now() - std::chrono::seconds{1};
  detail::OperationSpan span = client.instrumenter.Start([&] { return late; });
  span.MarkSent();
  span.MarkAnswered();
  span.End(Rows(1));
  client.Run(Sql("SELECT quick FROM slow"));
  Options milestones;
  milestones.stream_milestone = 2;
  const Traced stream{milestones};
  detail::OperationSpan rows =
      stream.instrumenter.Start([] { return Sql("SELECT * FROM stream"); });
  for (std::uint64_t row = 1; row <= 5; ++row) rows.MarkRows(row);
  rows.End(Rows(5));
}

/// Runs operations of each kind that records its call site, and one of a kind that does not.
void Places() {
  Options options;
  options.slow_threshold = std::chrono::milliseconds{100};
  const Traced client{options};
  client.Run(Sql("SELECT quick FROM places"), Rows(1));
  client.Run(Sql("SELECT failed FROM places"), Failure());
  Operation late = Sql("SELECT late FROM places");
  late.since = std::chrono::steady_clock::now() - std::chrono::seconds{1};
  client.Run(late, Rows(1));
  client.Run(late, Failure());
  for (int i = 0; i < 6; ++i) client.Run(Sql("SELECT again FROM places"), Rows(1));
}

/// Runs fast operations below one parent, of kinds that are merged and of kinds that are not.
void Merged() {
  Options options;
  const Traced sql{options};
  const Traced redis{options, {"dbspan.redis", "REDIS"}};
  trace("checkout", [&] {
    Operation get = Command("GET");
    Outcome hit;
    hit.hits = 1;
    Outcome miss;
    miss.misses = 1;
    for (int i = 0; i < 10; ++i) redis.Run(get, i < 7 ? hit : miss);
    for (int i = 0; i < 5; ++i) sql.Run(Sql("SELECT again FROM merged"), Rows(2));
    sql.Run(Sql("SELECT again FROM merged"), Failure());
    sql.Run(Sql("SELECT once FROM merged"), Rows(1));
    Operation late = Sql("SELECT again FROM merged");
    late.since = std::chrono::steady_clock::now() - std::chrono::seconds{60};
    sql.Run(late, Rows(2));
  });
  trace("next", [&] {
    for (int i = 0; i < 3; ++i) sql.Run(Sql("SELECT again FROM merged"), Rows(2));
  });
  for (int i = 0; i < 2; ++i) sql.Run(Sql("SELECT alone FROM merged"), Rows(2));
}

void PlacesOfACallSite() {
  const CallSite here{"/src/shop/places.cc", 12, "Places"};
  Places();
}

void Reports() {
  Options options;
  options.report_interval = std::chrono::hours{1};
  const Traced client{options};
  client.Run(Sql("SELECT 1 FROM reported"), Rows(1));
  client.Run(Sql("SELECT 1 FROM reported"), Failure());
}

void Comments() {
  for (const SqlCommenter commenter : {SqlCommenter::kTags, SqlCommenter::kTraceContext}) {
    Options options;
    options.sqlcommenter = commenter;
    options.sqlcommenter_tags = {{"app", "shop"}};
    const Traced client{options};
    detail::OperationSpan span =
        client.instrumenter.Start([] { return Sql("SELECT 1 FROM commented"); });
    const std::string comment = span.Commented("SELECT 1 FROM commented");
    const std::string id =
        comment.find("traceparent") == std::string::npos ? "" : span.TraceParent();
    // The ids differ between runs, so the outcome records whether the comment contains the span's
    // own id.
    Outcome outcome;
    outcome.returned_rows = static_cast<std::int64_t>(comment.size());
    outcome.affected_rows = id.empty() || comment.find(id) != std::string::npos ? 1 : 0;
    span.End(outcome);
  }
}

void Filters() {
  Options options;
  options.hooks.filter = skip_operations({"DELETE"});
  options.health_checks = false;
  const Traced client{options};
  client.Run(Sql("SELECT 1"));
  client.Run(Sql("DELETE FROM t"));
  client.Run(Sql("SELECT a FROM t"));
  const SuppressInstrumentation quiet;
  client.Run(Sql("SELECT b FROM suppressed"));
}

void Streams() {
  Options options;
  options.current_spans = true;
  const Traced client{options};
  struct Observe {
    Outcome operator()(int /*result*/) const { return Rows(1); }
    Outcome operator()() const { return Failure(); }
  };
  client.instrumenter.Run([] { return Sql("SELECT outer FROM current"); },
                          [] {
                            trace("inside the call", [] {});
                            return 1;
                          },
                          Observe{});
  try {
    client.instrumenter.Run([] { return Sql("SELECT thrown FROM current"); },
                            []() -> int { throw std::runtime_error{"x"}; }, Observe{});
  } catch (const std::runtime_error&) {
  }
}

void RedisCalls() {
  Options options;
  options.query_text_limit = 200;
  configure<Redis>(Chosen(options));
  const test::ServerUrl server = test::RedisServer();
  redisContext* const context = redisConnect(server.host.c_str(), server.port);
  const auto ask = [context](const char* command) {
    freeReplyObject(redisCommand(context, command));
  };
  ask("DEL paths:a paths:b");
  ask("SET paths:a secret");
  ask("GET paths:a");
  ask("GET paths:missing");
  ask("MGET paths:a paths:missing paths:b");
  ask("HSET paths:b field secret other secret");
  ask("HGETALL paths:b");
  ask("LPUSH paths:a x");
  ask("SELECT 1");
  ask("CONFIG GET maxmemory");
  ask("NOSUCHCOMMAND secret");
  ask("EVAL return{1,2} 0");
  ask("MULTI");
  ask("GET paths:a");
  ask("EXEC");
  for (int i = 0; i < 3; ++i) redisAppendCommand(context, "GET paths:%d", i);
  redisAppendCommand(context, "PING");
  for (int i = 0; i < 4; ++i) {
    void* reply = nullptr;
    redisGetReply(context, &reply);
    freeReplyObject(reply);
  }
  const std::string longest(600, 'k');
  ask(("GET " + longest).c_str());
  ask("SELECT 0");
  ask("DEL paths:a paths:b");
  redisFree(context);
}

void PostgresCalls() {
  Options options;
  options.parameters = {"*"};
  options.transaction_spans = true;
  options.connect_spans = true;
  configure<Postgres>(Chosen(options));
  {
    dbspan::pqxx::connection traced{test::PostgresServer().text};
    dbspan::pqxx::work tx{traced};
    tx.exec("CREATE TEMPORARY TABLE paths (a int, b text)");
    tx.exec_params("INSERT INTO paths VALUES ($1, $2)", 1, "Ann");
    tx.exec("SELECT a, 'secret' FROM paths");
    try {
      dbspan::pqxx::subtransaction sub{tx};
      sub.exec("SELECT nothing");
    } catch (const std::exception&) {
    }
    tx.commit();
  }
}

void MySqlCalls() {
  configure<MySql>(Chosen({}));
  const test::ServerUrl server = test::MySqlServer();
  const std::unique_ptr<sql::Connection> connection{get_driver_instance()->connect(
      "tcp://" + server.host + ":" + std::to_string(server.port), server.user, server.password)};
  connection->setSchema(server.database);
  const std::unique_ptr<sql::Statement> statement{connection->createStatement()};
  statement->execute("CREATE TEMPORARY TABLE paths (a INT, b TEXT)");
  const std::unique_ptr<sql::PreparedStatement> insert{
      connection->prepareStatement("INSERT INTO paths VALUES (?, ?)")};
  insert->setInt(1, 7);
  insert->setString(2, "secret");
  insert->executeUpdate();
  const std::unique_ptr<sql::ResultSet> rows{
      statement->executeQuery("SELECT a FROM paths WHERE b = 'secret'")};
  while (rows->next()) {
  }
  try {
    statement->execute("SELECT nothing");
  } catch (const sql::SQLException&) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, void (*)()> cases{{"statements", Statements},
                                                {"batches", Batches},
                                                {"failures", Failures},
                                                {"texts", Texts},
                                                {"lookups", Lookups},
                                                {"parents", Parents},
                                                {"slow", Slow},
                                                {"merged", Merged},
                                                {"places", Places},
                                                {"site", PlacesOfACallSite},
                                                {"reports", Reports},
                                                {"comments", Comments},
                                                {"filters", Filters},
                                                {"streams", Streams},
                                                {"redis", RedisCalls},
                                                {"postgres", PostgresCalls},
                                                {"mysql", MySqlCalls}};
  const auto found = cases.find(argc > 2 ? argv[2] : "");
  if (found == cases.end()) {
    std::cerr << "usage: paths_program api|recorder|used CASE\n";
    return EXIT_FAILURE;
  }
  const std::string path = argv[1];
  by_api = path == "api";
  if (path == "used") {
    trace_api::Provider::SetTracerProvider(
        nostd::shared_ptr<trace_api::TracerProvider>{new OwnProvider});
    use_recorder("paths");
    found->second();
    return EXIT_SUCCESS;
  }
  sdk::Setup setup;
  setup.keep_failed = std::getenv("PATHS_KEEP") != nullptr;
  if (setup.keep_failed) setup.keep_slower_than = std::chrono::milliseconds{200};
  if (std::getenv("PATHS_RATE") != nullptr) setup.spans_per_statement_per_second = 0.001;
  const auto providers = sdk::setup("paths", setup);
  found->second();
}
