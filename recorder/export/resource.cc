#include "recorder/export/resource.h"

#include <limits.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "recorder/otlp/fields.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Attributes = std::map<std::string, std::string>;

std::string ExecutablePath() {
  // not on the stack, because threads of the application may have a small one
  std::string path(PATH_MAX, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return path;
}

// Returns a random UUID, version 4 (RFC 9562).
std::string NewInstanceId() {
  std::random_device random;
  std::array<unsigned, 4> words;
  for (unsigned& word : words) word = random();
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%04x%08x", words[0],
                words[1] >> 16U, words[1] & 0xFFFU, (words[2] >> 16U & 0x3FFFU) | 0x8000U,
                words[2] & 0xFFFFU, words[3]);
  return text.data();
}

/// Returns the id of this process. A forked child gets another one. Ids are never freed.
const std::string& InstanceId() {
  struct Instance {
    pid_t process;
    std::string id;
  };
  static std::atomic<const Instance*> known{nullptr};
  const Instance* found = known.load(std::memory_order_acquire);
  while (found == nullptr || found->process != getpid()) {
    auto made = std::make_unique<const Instance>(Instance{getpid(), NewInstanceId()});
    if (known.compare_exchange_strong(found, made.get())) return made.release()->id;
  }
  return found->id;
}

// Returns the value of host.arch in semconv.
std::string Architecture(const std::string& machine) {
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  if (machine == "i686" || machine == "i386") return "x86";
  if (machine == "ppc64le" || machine == "ppc64") return "ppc64";
  return machine;
}

void AddHost(Attributes& attributes) {
  utsname system{};
  if (uname(&system) != 0) return;
  attributes["host.name"] = system.nodename;
  attributes["host.arch"] = Architecture(system.machine);
  attributes["os.type"] = "linux";
}

void AddGiven(Variables& variables, Attributes& attributes) {
  const std::string name = "OTEL_RESOURCE_ATTRIBUTES";
  const auto text = variables.Text(name);
  if (!text) return;
  const std::vector<std::string> parts = SplitList(*text);
  if (parts.empty()) {
    variables.Complain(name + " is ignored; accepted: key=value, separated by commas");
  }
  std::size_t number = 0;
  for (const std::string& part : parts) {
    ++number;
    const std::size_t equals = part.find('=');
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : DecodePercent(Trim(std::string_view{part}.substr(equals + 1)));
    if (!value || equals == 0) {
      variables.Complain("attribute " + std::to_string(number) + " of " + name +
                         " is ignored; accepted: key=value, with a percent-coded value");
      continue;
    }
    attributes[std::string{Trim(std::string_view{part}.substr(0, equals))}] = *value;
  }
}

}  // namespace

Attributes DescribeProcess(const std::string& service, Variables& variables) {
  const std::string path = ExecutablePath();
  const std::string executable = path.substr(path.rfind('/') + 1);
  Attributes attributes;
  AddHost(attributes);
  attributes["process.executable.name"] = executable;
  attributes["process.executable.path"] = path;
  attributes["service.instance.id"] = InstanceId();
  attributes["service.name"] = service.empty() ? "unknown_service:" + executable : service;
  AddGiven(variables, attributes);
  attributes.erase("process.pid");
  variables.Text("OTEL_SERVICE_NAME", attributes["service.name"]);
  return attributes;
}

std::string EncodeResource(const std::string& service, Variables& variables) {
  Attributes attributes = DescribeProcess(service, variables);
  const auto add = [&attributes](const char* key, const char* value) {
    attributes.emplace(key, value);  // unless the environment sets it
  };
  add("telemetry.distro.name", "dbspan");
  add("telemetry.distro.version", kVersion);
  // Not "opentelemetry", because that means the SDK of the OpenTelemetry project (semconv,
  // resource/telemetry).
  add("telemetry.sdk.language", "cpp");
  add("telemetry.sdk.name", "dbspan");
  add("telemetry.sdk.version", kVersion);

  std::string encoded;
  for (const auto& [key, value] : attributes) {
    if (!value.empty()) otlp::AddAttribute(encoded, otlp::AttributesOf::kResource, key, value);
  }
  otlp::AddAttribute(encoded, otlp::AttributesOf::kResource, "process.pid",
                     static_cast<std::int64_t>(getpid()));
  return encoded;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
