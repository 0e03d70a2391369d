#include "sdk/flat_attributes.h"

#include <cstring>
#include <memory>
#include <utility>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk_common = opentelemetry::sdk::common;

using Callback = FlatAttributes::Callback;

nostd::string_view View(std::string_view text) noexcept { return {text.data(), text.size()}; }

/// Hands out an array that was copied, as a view of it.
struct ArrayHandOut {
  Callback callback;
  nostd::string_view key;

  template <class Element>
  bool operator()(const std::vector<Element>& array) const {
    return callback(key, nostd::span<const Element>{array.data(), array.size()});
  }
  bool operator()(const std::vector<bool>& array) const {  // has no elements to point to
    const std::unique_ptr<bool[]> copy{new bool[array.size()]};
    for (std::size_t i = 0; i < array.size(); ++i) copy[i] = array[i];
    return callback(key, nostd::span<const bool>{copy.get(), array.size()});
  }
  bool operator()(const std::vector<std::string>& array) const {
    const std::vector<nostd::string_view> views{array.begin(), array.end()};
    return callback(key, nostd::span<const nostd::string_view>{views.data(), views.size()});
  }
  template <class Scalar>
  bool operator()(const Scalar& /*scalar*/) const {
    return true;  // has a slot of its own
  }
};

}  // namespace

/// Writes one value into its slot.
struct FlatAttributes::Setter {
  FlatAttributes& to;
  Slot& slot;

  void operator()(bool value) const { Number(Kind::kBool, value ? 1 : 0); }
  void operator()(std::int32_t value) const { Number(Kind::kInt32, value); }
  void operator()(std::int64_t value) const { Number(Kind::kInt64, value); }
  void operator()(std::uint32_t value) const { Number(Kind::kUint32, value); }
  void operator()(std::uint64_t value) const {
    Number(Kind::kUint64, static_cast<std::int64_t>(value));
  }
  void operator()(double value) const {
    slot.kind = Kind::kDouble;
    slot.fraction = value;
  }
  void operator()(const char* value) const { (*this)(nostd::string_view{value}); }
  void operator()(nostd::string_view value) const {
    Number(Kind::kText, to.Keep({value.data(), value.size()}));
    slot.length = static_cast<std::uint32_t>(value.size());
  }
  template <class Array>
  void operator()(const Array& array) const {
    Number(Kind::kArray, static_cast<std::int64_t>(to.arrays_.size()));
    to.arrays_.push_back(sdk_common::AttributeConverter{}(array));
  }

 private:
  void Number(Kind kind, std::int64_t value) const {
    slot.kind = kind;
    slot.integer = value;
  }
};

void FlatAttributes::Set(nostd::string_view key, const Value& value) {
  nostd::visit(Setter{*this, SlotOf({key.data(), key.size()})}, value);
}

std::uint32_t FlatAttributes::Keep(std::string_view text) {
  if (used_ + text.size() <= bytes_.size()) {
    const std::uint32_t at = used_;
    std::memcpy(bytes_.data() + at, text.data(), text.size());
    used_ += static_cast<std::uint32_t>(text.size());
    return at;
  }
  const std::size_t at = bytes_.size() + more_bytes_.size();
  more_bytes_ += text;
  return static_cast<std::uint32_t>(at);
}

FlatAttributes::Slot& FlatAttributes::SlotOf(std::string_view key) {
  for (std::size_t i = 0; i < size_; ++i) {
    const Slot& slot = SlotAt(i);
    if (slot.key_size == key.size() && std::memcmp(At(slot.key), key.data(), key.size()) == 0) {
      return const_cast<Slot&>(slot);
    }
  }
  Slot& added = size_ < slots_.size() ? slots_[size_] : more_slots_.emplace_back();
  added = Slot{};
  added.key_size = static_cast<std::uint16_t>(key.size());
  added.key = Keep(key.substr(0, added.key_size));
  ++size_;
  return added;
}

bool FlatAttributes::HandOut(Callback callback, const Slot& slot) const {
  const nostd::string_view key = View(Text(slot.key, slot.key_size));
  switch (slot.kind) {
    case Kind::kBool:
      return callback(key, slot.integer != 0);
    case Kind::kInt32:
      return callback(key, static_cast<std::int32_t>(slot.integer));
    case Kind::kInt64:
      return callback(key, slot.integer);
    case Kind::kUint32:
      return callback(key, static_cast<std::uint32_t>(slot.integer));
    case Kind::kUint64:
      return callback(key, static_cast<std::uint64_t>(slot.integer));
    case Kind::kDouble:
      return callback(key, slot.fraction);
    case Kind::kText:
      return callback(key, View(Text(static_cast<std::uint32_t>(slot.integer), slot.length)));
    case Kind::kArray:
      return nostd::visit(ArrayHandOut{callback, key},
                          arrays_[static_cast<std::size_t>(slot.integer)]);
  }
  return true;
}

bool FlatAttributes::ForEachKeyValue(Callback callback) const noexcept try {
  for (std::size_t i = 0; i < size_; ++i) {
    if (!HandOut(callback, SlotAt(i))) return false;
  }
  return true;
} catch (...) {
  return false;  // no memory for the copy of an array
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
