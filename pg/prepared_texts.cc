#include "pg/prepared_texts.h"

#include "core/log/log_once.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

void PreparedTexts::Keep(std::string_view name, std::string_view text) {
  Forget(name);
  entries_.push_front({std::string{name}, std::string{text}});
  try {
    places_.emplace(entries_.front().name, entries_.begin());
  } catch (...) {
    entries_.pop_front();
    throw;
  }
  bytes_ += entries_.front().bytes();
  while (entries_.size() > kMost || bytes_ > kMostBytes) DropOldest();
}

void PreparedTexts::Forget(std::string_view name) noexcept {
  const auto place = places_.find(name);
  if (place == places_.end()) return;
  const auto entry = place->second;
  bytes_ -= entry->bytes();
  places_.erase(place);
  entries_.erase(entry);
}

void PreparedTexts::Clear() noexcept {
  places_.clear();
  entries_.clear();
  bytes_ = 0;
  dropped_ = false;
}

std::string_view PreparedTexts::Find(std::string_view name) noexcept {
  const auto place = places_.find(name);
  if (place != places_.end()) {
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->text;
  }
  if (dropped_) {
    LogOnce(
        "a connection has prepared more statements than dbspan keeps the texts of (4096, or 16 MiB "
        "of text): those that were not used for the longest time are recorded without text. "
        "Prepare each statement once and reuse its name");
  }
  return {};
}

void PreparedTexts::DropOldest() noexcept {
  bytes_ -= entries_.back().bytes();
  places_.erase(entries_.back().name);
  entries_.pop_back();
  dropped_ = true;
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
