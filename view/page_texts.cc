#include "view/page_texts.h"

#include <algorithm>
#include <cstddef>

namespace dbspan::view {

PageTexts::PageTexts(const Picture& picture)
    : picture_(picture),
      text_of_(picture.store->strings().size(), kNoRow),
      set_of_(picture.store->attribute_sets().size(), kNoRow),
      label_of_(picture.labels.size(), kNoRow),
      service_of_(picture.store->processes().size() + 1, kNoRow) {
  text_of_[0] = set_of_[0] = 0;
}

void PageTexts::Take(const Row& row) {
  TakeService(row.process);
  const StoredSpan* const span = picture_.SpanOf(row);
  if (span == nullptr || !span->is_operation()) {
    strings_.Add(picture_.NameOf(row));
  } else {
    std::uint32_t& label = label_of_[static_cast<std::size_t>(span->statement)];
    if (label == kNoRow) label = strings_.Add(picture_.NameOf(row));
  }
  if (span == nullptr) return;
  TakeText(span->text);
  TakeText(span->error);
  TakeText(span->message);
  TakeSet(span->attributes);
  for (std::uint32_t i = 0; i < span->events; ++i) {
    const StoredEvent& event = picture_.store->events()[span->first_event + i];
    TakeText(event.name);
    TakeSet(event.attributes);
    ++events_;
  }
}

std::uint32_t PageTexts::TakeText(std::uint32_t text) {
  if (text_of_[text] == kNoRow) text_of_[text] = strings_.Add(picture_.store->strings()[text]);
  return text_of_[text];
}

void PageTexts::TakeSet(std::uint32_t set) {
  if (set_of_[set] != kNoRow) return;
  AttributeSets::Entries entries;
  for (const auto& [key, value] : picture_.store->attribute_sets()[set]) {
    entries.emplace_back(TakeText(key), TakeText(value));
  }
  set_of_[set] = sets_.Add(entries);
}

// All services beyond 65,535 share the last index.
void PageTexts::TakeService(std::uint32_t process) {
  const auto& processes = picture_.store->processes();
  std::uint32_t& number = service_of_[std::min<std::size_t>(process, processes.size())];
  if (number != kNoRow) return;
  const std::string name = process < processes.size() ? processes[process].service : std::string{};
  const auto known = service_numbers_.find(name);
  if (known != service_numbers_.end()) {
    number = known->second;
    return;
  }
  if (services_.size() < 0xFFFF) services_.push_back(name);
  number = static_cast<std::uint32_t>(services_.size() - 1);
  service_numbers_.emplace(name, static_cast<std::uint16_t>(number));
}

std::uint32_t PageTexts::NameOf(const Row& row) const {
  const StoredSpan* const span = picture_.SpanOf(row);
  if (span != nullptr && span->is_operation()) {
    return label_of_[static_cast<std::size_t>(span->statement)];
  }
  return strings_.Find(picture_.NameOf(row));
}

}  // namespace dbspan::view
