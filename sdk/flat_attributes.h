#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/common/key_value_iterable.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/sdk/common/attribute_utils.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Attributes in one piece of memory: a few slots and the bytes of keys and texts behind one
/// another; more of either goes to the heap. Setting a key again replaces its value.
class FlatAttributes : public opentelemetry::common::KeyValueIterable {
 public:
  using Value = opentelemetry::common::AttributeValue;
  using Callback = opentelemetry::nostd::function_ref<bool(opentelemetry::nostd::string_view,
                                                           opentelemetry::common::AttributeValue)>;

  /// Leaves its memory as it is: clearing it would cost more than most spans need of it.
  FlatAttributes() noexcept {}  // NOLINT(*-use-equals-default)

  void Set(opentelemetry::nostd::string_view key, const Value& value);
  /// Copies a text; returns where it is.
  std::uint32_t Keep(std::string_view text);
  std::string_view Text(std::uint32_t at, std::size_t size) const noexcept {
    return {At(at), size};
  }

  bool ForEachKeyValue(Callback callback) const noexcept override;
  std::size_t size() const noexcept override { return size_; }

 private:
  enum class Kind : std::uint8_t {
    kBool,
    kInt64,
    kUint64,
    kInt32,
    kUint32,
    kDouble,
    kText,
    kArray
  };
  struct Slot {
    std::uint32_t key;
    std::uint16_t key_size;
    Kind kind;
    std::uint32_t length;  // of a text
    union {
      std::int64_t integer;
      double fraction;
    };
  };

  struct Setter;
  Slot& SlotOf(std::string_view key);
  const Slot& SlotAt(std::size_t index) const noexcept {
    return index < slots_.size() ? slots_[index] : more_slots_[index - slots_.size()];
  }
  const char* At(std::uint32_t at) const noexcept {
    return at < bytes_.size() ? bytes_.data() + at : more_bytes_.data() + (at - bytes_.size());
  }
  bool HandOut(Callback callback, const Slot& slot) const;

  std::size_t size_ = 0;
  std::uint32_t used_ = 0;
  std::array<Slot, 14> slots_;
  std::array<char, 400> bytes_;
  std::vector<Slot> more_slots_;
  std::string more_bytes_;
  std::vector<opentelemetry::sdk::common::OwnedAttributeValue> arrays_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
