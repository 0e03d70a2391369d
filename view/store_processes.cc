#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "view/store.h"

namespace dbspan::view {

void Store::OnResource(ReceivedResource resource) {
  resource_ = std::move(resource);
  process_ = kNoRow;
}

// Makes the process of the last resource. A resource whose only spans represent processes is none.
void Store::TakeProcess() {
  ReceivedResource resource = std::exchange(resource_, {});
  std::string key = resource.instance;
  if (key.empty()) key = resource.service + '\0' + std::to_string(resource.pid);
  const auto [found, added] =
      process_numbers_.emplace(std::move(key), static_cast<std::uint32_t>(processes_.size()));
  if (added) {
    Process process;
    process.pid = resource.pid;
    process.service = std::move(resource.service);
    process.executable = std::move(resource.executable);
    process.attributes = KeepAttributes(resource.attributes, nullptr);
    processes_.push_back(std::move(process));
  }
  process_ = found->second;
}

TraceId Store::OwnTrace(TraceId id, SpanId span) {
  for (std::size_t i = 8; i < id.size(); ++i, span >>= 8U) {
    id[i] = static_cast<std::uint8_t>(id[i] ^ (span & 255U));
  }
  return id;
}

void Store::AddProcess(ProcessFacts facts) {
  const bool known =
      std::any_of(process_facts_.begin(), process_facts_.end(), [&facts](const auto& process) {
        return process.span == facts.span && process.trace == facts.trace;
      });
  if (known) return;  // it was sent again
  // The span of a process that has ended comes after the spans below it.
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    StoredSpan& span = spans_[i];
    if (span.parent_id != facts.span || span.parent_id == 0) continue;
    const TraceId trace = traces_[span.trace];
    if (trace != facts.trace) continue;
    span.parent_id = 0;
    span.below_process = true;
    if (!span.is_operation()) continue;
    span.trace = TraceOf(OwnTrace(trace, span.id));
    seen_.Add(traces_[span.trace], span.id);
  }
  process_facts_.push_back(std::move(facts));
}

bool Store::IsBelowProcess(const ReceivedSpan& span) const {
  if (span.parent_id == 0) return false;
  return std::any_of(process_facts_.begin(), process_facts_.end(), [&span](const auto& process) {
    return process.span == span.parent_id && process.trace == span.trace_id;
  });
}

}  // namespace dbspan::view
