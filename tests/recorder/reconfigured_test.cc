// Operations that are only measured take a short form (measured_test.cc). After a change of the
// settings, their spans may be wanted.
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>

#include "tests/recorder/measured_test.h"
#include "tests/recorder/pg_connection.h"
#include "tests/support/http_sink.h"

namespace dbspan::recorder {
namespace {

void Send(PGconn* connection) { EXPECT_EQ(PQsendQuery(connection, "SELECT 1"), 1); }
void ReadResults(PGconn* connection) {
  while (PGresult* const result = PQgetResult(connection)) PQclear(result);
}
void Exec(PGconn* connection) { PQclear(PQexec(connection, "SELECT 1")); }

class ReconfiguredTest : public MeasuredTest {
 protected:
  static void RecordAllAt(const test::HttpSink& receiver) {
    setenv("OTEL_TRACES_SAMPLER", "always_on", 1);
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url().c_str(), 1);
  }
  static std::uint64_t Exported() {
    EXPECT_TRUE(Flush(std::chrono::minutes{2}));
    return Current()->counts().exported;
  }
};

TEST_F(ReconfiguredTest, FirstOperationsAfterMeasuringOnlyAreRecorded) {
  const PgPtr connection = Connect();
  const PgPtr other = Connect();
  TheSink().measured = 0;
  TheSink().continued = 0;
  for (int i = 0; i < 3; ++i) {
    Exec(connection.get());
    Send(other.get());
    ReadResults(other.get());
  }
  ASSERT_GT(TheSink().measured, 0);
  ASSERT_GT(TheSink().continued, 0);

  const test::HttpSink receiver;
  RecordAllAt(receiver);
  Configure({});
  EXPECT_EQ(Sink::measuring().serial(), 0U);
  Send(other.get());
  Exec(connection.get());
  ReadResults(other.get());

  EXPECT_EQ(Exported(), 2U);
}

}  // namespace
}  // namespace dbspan::recorder
