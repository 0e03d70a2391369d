#include <cstddef>
#include <cstdint>
#include <cstring>
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

std::uint64_t Store::HashOfProcess(const TraceId& trace, SpanId span) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, trace.data(), sizeof high);
  std::memcpy(&low, trace.data() + sizeof high, sizeof low);
  // The ids are random, except those of tests; a multiplication spreads these, too.
  return (high ^ low ^ span) * 0x9e3779b97f4a7c15U;
}

bool Store::HasProcess(const TraceId& trace, SpanId span) const {
  if (process_facts_.empty()) return false;
  return fact_numbers_.Find(HashOfProcess(trace, span), [&](std::uint32_t number) {
    return process_facts_[number].span == span && process_facts_[number].trace == trace;
  }) != HashIndex::kNone;
}

void Store::AddProcess(ProcessFacts facts) {
  if (facts.span != 0 && HasProcess(facts.trace, facts.span)) return;  // it was sent again
  if (process_facts_.size() >= kMostProcesses) DropEarliestProcesses();
  ++processes_added_;
  process_facts_.push_back(std::move(facts));
  AddFactNumber(static_cast<std::uint32_t>(process_facts_.size() - 1));
}

void Store::AddFactNumber(std::uint32_t number) {
  const auto hash_of = [this](std::uint32_t other) {
    return HashOfProcess(process_facts_[other].trace, process_facts_[other].span);
  };
  fact_numbers_.Add(hash_of(number), number, hash_of);
}

// Drops the half of the processes that came first. The spans below them have their places already.
void Store::DropEarliestProcesses() {
  PlaceProcesses();
  const auto half = process_facts_.begin() + kMostProcesses / 2;
  process_facts_.erase(process_facts_.begin(), half);
  processes_dropped_ += kMostProcesses / 2;
  placed_processes_ = process_facts_.size();
  fact_numbers_.Clear();
  for (std::uint32_t i = 0; i < process_facts_.size(); ++i) AddFactNumber(i);
}

// The span of a process that has ended comes after the spans below it.
void Store::PlaceProcesses() {
  if (placed_processes_ == process_facts_.size()) return;
  placed_processes_ = process_facts_.size();
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    StoredSpan& span = spans_[i];
    if (span.parent_id == 0) continue;
    const TraceId trace = traces_[span.trace];
    if (!HasProcess(trace, span.parent_id)) continue;
    span.parent_id = 0;
    span.below_process = true;
    if (span.is_operation()) span.trace = TraceOf(OwnTrace(trace, span.id));
  }
}

bool Store::IsBelowProcess(const ReceivedSpan& span) const {
  return span.parent_id != 0 && HasProcess(span.trace_id, span.parent_id);
}

}  // namespace dbspan::view
