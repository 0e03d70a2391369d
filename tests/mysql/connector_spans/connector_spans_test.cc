#include "mysql/connector_spans.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <cstddef>
#include <memory>
#include <string>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/switches.h"
#include "tests/mysql/connector_spans/connector.h"
#include "tests/support/heap.h"
#include "tests/support/telemetry.h"

namespace dbspan::mysql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

namespace trace = opentelemetry::trace;

class ConnectorSpansTest : public ::testing::Test {
 protected:
  ConnectorSpansTest() {
    configure<MySql>(telemetry_.options());
    trace::Provider::SetTracerProvider(telemetry_.options().tracer_provider);
  }
  ~ConnectorSpansTest() override {
    trace::Provider::SetTracerProvider(
        opentelemetry::nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider});
    configure<MySql>(Options{});
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& span : telemetry_.Spans()) names.push_back(span.name);
    return names;
  }

  test::Telemetry telemetry_;
};

TEST_F(ConnectorSpansTest, OnTheSharedClientOnlyOursAreMade) {
  ExecuteOnSharedClient();

  EXPECT_THAT(Names(), IsEmpty());
}

TEST_F(ConnectorSpansTest, TheServerIsSentTheSpanThatTheApplicationIsIn) {
  const auto tracer = trace::Provider::GetTracerProvider()->GetTracer("application");
  const auto span = tracer->StartSpan("request");
  const trace::Scope scope{span};

  const std::string sent = ExecuteOnSharedClient();

  span->End();
  ASSERT_THAT(Names(), ElementsAre("request"));
  EXPECT_EQ(sent, telemetry_.Spans()[0].span_id);
}

TEST_F(ConnectorSpansTest, OutsideAnySpanTheServerIsSentNone) {
  EXPECT_EQ(ExecuteOnSharedClient(), "0000000000000000");
}

TEST_F(ConnectorSpansTest, SwitchedOffTheConnectorMakesItsOwn) {
  switches<MySql>().set_enabled(false);

  ExecuteOnSharedClient();

  switches<MySql>().set_enabled(true);
  EXPECT_THAT(Names(), ElementsAre("SQL statement", "connection"));
}

TEST_F(ConnectorSpansTest, AClientThatIsNotSeenKeepsTheConnectorsSpans) {
  ExecuteWithClientInside();

  EXPECT_THAT(Names(), ElementsAre("SQL statement", "connection"));
}

TEST_F(ConnectorSpansTest, InACallThatIsTracedTheServerIsSentItsOperation) {
  std::string sent;
  {
    const auto instrumenter = MySql::instrumenter().Get();
    const auto endpoint = std::make_shared<const Endpoint>(EndpointFields{});
    detail::OperationSpan operation = instrumenter->Start([&] {
      Operation described;
      described.endpoint = endpoint;
      described.name = "PING";
      return described;
    });
    const ConnectorSpansReplaced replaced{operation};
    sent = ExecuteWithClientInside();
  }

  ASSERT_THAT(Names(), ElementsAre(Not("connection")));
  EXPECT_EQ(sent, telemetry_.Spans()[0].span_id);
}

TEST_F(ConnectorSpansTest, ACallThatIsNotRecordedHasNoSpanOfTheConnectorsEither) {
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};

  ExecuteWithClientInside();

  EXPECT_THAT(Names(), IsEmpty());
}

// dbspan knows a connector by its place in memory, which is valid until anything is unloaded.
TEST_F(ConnectorSpansTest, UnloadingOtherLibrariesLeavesNothingInMemory) {
  void* const connector = dlopen(LOADED_CONNECTOR, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(connector, nullptr) << dlerror();
  const auto execute = reinterpret_cast<void (*)()>(dlsym(connector, "execute_once"));
  const auto unload_something = [] {
    void* const library = dlopen("libBrokenLocale.so.1", RTLD_NOW);
    ASSERT_NE(library, nullptr) << dlerror();
    dlclose(library);
  };
  const auto run = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) {
      execute();
      unload_something();
    }
  };
  run(100);
  const std::size_t before = test::HeapInUse();

  run(1000);

  EXPECT_LT(test::HeapInUse(), before + 20'000);
  dlclose(connector);
}

}  // namespace
}  // namespace dbspan::mysql
