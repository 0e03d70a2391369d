#include "cli/forwarder.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <protozero/pbf_writer.hpp>
#include <utility>

#include "cli/process_encoding.h"
#include "cli/request_encoding.h"
#include "core/process/signal_guard.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

constexpr std::chrono::seconds kPatience{1};

bool IsSet(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::int64_t SteadyNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Forwarder::Forwarder() {
  const recorder::ExportSettings settings =
      recorder::ReadExportSettings([](const char* name) { return std::getenv(name); });
  const auto set = [this](Message message, const recorder::SignalSettings& of_signal,
                          const char* endpoint) {
    Route& route = RouteOf(message);
    route.wanted = of_signal.otlp && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet(endpoint));
    route.settings = route.json = of_signal;
    // The console is the program's: only the endpoint gets what is forwarded.
    route.settings.console = route.json.console = false;
    route.json.target.protocol = recorder::Protocol::kHttpJson;
  };
  set(Message::kTracesRequest, settings.traces, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  set(Message::kMetricsRequest, settings.metrics, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
  set(Message::kLogsRequest, settings.logs, "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT");
}

Forwarder::~Forwarder() {
  if (thread_.joinable()) Finish();
}

void Forwarder::Start() {
  if (std::none_of(routes_.begin(), routes_.end(), [](const Route& one) { return one.wanted; })) {
    return;
  }
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] { Run(); }};
}

void Forwarder::Send(Message message, Encoding encoding, std::string request, std::size_t items) {
  Route& route = RouteOf(message);
  if (!route.wanted || request.empty()) return;
  const std::lock_guard<std::mutex> lock{mutex_};
  if (bytes_ + request.size() > kMostBytes) {
    route.lost += items;
    return;
  }
  bytes_ += request.size();
  waiting_.push_back({message, encoding, std::move(request), items});
  changed_.notify_all();
}

void Forwarder::Send(const std::vector<view::ProcessFacts>& processes) {
  std::string request;
  protozero::pbf_writer writer{request};
  for (const view::ProcessFacts& process : processes) {
    writer.add_message(1, EncodeProcess(process));
  }
  Send(std::move(request), processes.size());
}

void Forwarder::Run() {
  const auto deadline = [this] { return deadline_.load(); };
  for (const Message message :
       {Message::kTracesRequest, Message::kMetricsRequest, Message::kLogsRequest}) {
    Route& route = RouteOf(message);
    route.exporter = std::make_unique<recorder::OtlpExporter>(route.settings, message, deadline);
    route.json_exporter = std::make_unique<recorder::OtlpExporter>(route.json, message, deadline);
  }
  while (true) {
    Request next;
    {
      std::unique_lock<std::mutex> lock{mutex_};
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
      bytes_ -= next.body.size();
    }
    Route& route = RouteOf(next.message);
    const std::size_t items = next.items;
    route.lost += SteadyNow() < deadline_.load() ? Export(route, std::move(next)) : items;
  }
}

// Returns the number of items that were not taken.
std::size_t Forwarder::Export(Route& route, Request request) try {
  const recorder::Protocol protocol = route.settings.target.protocol;
  const bool json = request.encoding == Encoding::kJson;
  if (json && protocol == recorder::Protocol::kGrpc) {
    return route.exporter->Export(EncodeRequest(request.message, request.body), request.items);
  }
  if (json) return route.json_exporter->ExportJson(std::move(request.body), request.items);
  if (protocol == recorder::Protocol::kHttpJson) {
    return route.json_exporter->ExportJson(DecodeRequest(request.message, request.body),
                                           request.items);
  }
  return route.exporter->Export(std::move(request.body), request.items);
} catch (const std::exception&) {
  return request.items;  // it is no OTLP message
}

std::vector<view::Notice> Forwarder::Finish() {
  if (!thread_.joinable()) return {};
  deadline_ = SteadyNow() + std::chrono::nanoseconds{kPatience}.count();
  {
    const std::lock_guard<std::mutex> lock{mutex_};
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
  std::vector<view::Notice> notices;
  const auto add = [&](Message message, const char* one, const char* several) {
    const Route& route = RouteOf(message);
    if (route.lost == 0) return;
    notices.push_back(
        {view::Notice::Level::kWarning,
         view::CountText(route.lost, one, several) + " not taken by " + route.settings.target.url,
         "dbspan doctor asks that endpoint"});
  };
  add(Message::kTracesRequest, "span was", "spans were");
  add(Message::kMetricsRequest, "request with metrics was", "requests with metrics were");
  add(Message::kLogsRequest, "request with log records was", "requests with log records were");
  return notices;
}

}  // namespace dbspan::cli
