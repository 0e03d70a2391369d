#include "dbspan/recorder.h"

#include "core/span/sink.h"
#include "dbspan/propagation.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

void use_recorder(const std::string& service) {
  recorder::ProcessSettings settings;
  settings.service = service;
  settings.baggage_keys = {std::string{CorrelationScope::kKey}};
  recorder::Configure(settings);
  Sink::PreferTo(Sink::Providers::kAll);
  Sink::Install(&recorder::OperationSink());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
