#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <cstdlib>
#include <iostream>

#include "dbspan/sdk/setup.h"
#include "shop.h"

namespace {

/// Runs `work` below a span of the application.
template <class Work>
void Traced(const char* name, Work&& work) {
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("shop");
  const auto span = tracer->StartSpan(name);
  {
    const opentelemetry::trace::Scope scope{span};
    work();
  }
  span->End();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: " << argv[0]
              << " postgresql://… redis://host:port mysql://user:password@host:port/schema\n";
    return EXIT_FAILURE;
  }
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("shop", setup);
  try {
    shop::Shop shop{{argv[1], argv[2], argv[3]}};
    Traced("load", [&] { shop.Load(10'000, 100'000); });
    Traced("checkout", [&] {
      shop.CustomerName(7);                // a miss: Postgres, then Redis
      shop.CustomerName(7);                // a hit
      shop.WarmCache({8, 9, 10});          // a pipeline
      shop.CustomerNames({7, 8, 4711});    // two hits and a miss
      shop.PlaceOrder(7, "article-3", 2);  // stock in MySQL, order in Postgres
      shop.Mistakes();                     // one failing statement per client
    });
  } catch (const std::exception& error) {
    std::cerr << "shop: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
