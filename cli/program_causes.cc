#include "cli/program_causes.h"

#include <cstdlib>
#include <string_view>

#include "cli/hidden_client.h"
#include "cli/program_check.h"

namespace dbspan::cli {
namespace {

using view::Notice;

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void AddSwitches(std::vector<view::Notice>& notices) {
  const auto add = [&notices](const char* name, const std::string& value, const char* effect) {
    notices.push_back(
        {Notice::Level::kWarning, std::string{name} + "=" + value + " " + effect, ""});
  };
  for (const char* name :
       {"OTEL_SDK_DISABLED", "DBSPAN_ENABLED", "OTEL_TRACES_EXPORTER", "OTEL_TRACES_SAMPLER"}) {
    const char* variable = std::getenv(name);
    const std::string value = variable == nullptr ? "" : variable;
    const std::string_view key = name;
    if (key == "OTEL_SDK_DISABLED" && value == "true") add(name, value, "switches recording off");
    if (key == "DBSPAN_ENABLED" && (value == "off" || value == "false" || value == "0")) {
      add(name, value, "switches recording off");
    }
    if (key == "OTEL_TRACES_EXPORTER" && !value.empty() &&
        value.find("otlp") == std::string::npos) {
      add(name, value, "sends spans elsewhere or nowhere");
    }
    if (key == "OTEL_TRACES_SAMPLER" && value.find("always_on") == std::string::npos &&
        !value.empty()) {
      add(name, value, "may leave spans out");
    }
  }
}

void AddFileCauses(const std::string& program, std::vector<view::Notice>& notices) {
  ProgramCheck check = CheckProgram(program);
  if (check.path.empty()) return;
  if (check.clients.empty()) check.clients = HiddenClientsIn(check.path);
  if (!check.obstacle.empty()) {
    notices.push_back({Notice::Level::kWarning, check.path + " " + check.obstacle, check.advice});
    return;
  }
  bool traced = false;
  for (const ClientCheck& client : check.clients) {
    if (client.traced == Traced::kNo) {
      notices.push_back({Notice::Level::kWarning,
                         NameOf(check.path) + ": " + client.library + " " +
                             (client.path == check.path ? "" : "is ") + client.note,
                         client.advice});
    }
    traced = traced || client.traced == Traced::kYes;
  }
  if (traced && check.has_dbspan) {
    notices.push_back(
        {Notice::Level::kInfo,
         NameOf(check.path) +
             " has dbspan inside, and called nothing that is recorded, or records with "
             "providers of its own that export elsewhere",
         "connecting is recorded with DBSPAN_CONNECT_SPANS=true"});
  } else if (traced) {
    notices.push_back(
        {Notice::Level::kInfo,
         NameOf(check.path) + " has a client that is traced, but called nothing that is recorded",
         "connecting is recorded with DBSPAN_CONNECT_SPANS=true"});
  } else if (check.clients.empty()) {
    notices.push_back(
        {Notice::Level::kInfo,
         NameOf(check.path) +
             " is linked with no database client, and no process was seen to load one",
         ""});
  }
}

}  // namespace dbspan::cli
