#pragma once

#include <atomic>
#include <string_view>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The entry that a command works on. Findings name commands by it, without their text.
struct CommandTarget {
  /// The first argument, if recorded texts show it whatever it is; empty if they may not.
  std::string_view key;
  bool if_absent = false;  ///< The key is written only if it does not exist: `SET` with NX.

  /// Finds the target of a parsed command (`Operation::parsed`).
  using Find = CommandTarget (*)(const void* parsed);

  /// Tells that `find` finds the targets of operations with this `write_text`. One system can do
  /// so. Returns true.
  static bool Register(WriteText write_text, Find find) noexcept {
    find_.store(find, std::memory_order_relaxed);
    write_text_.store(write_text, std::memory_order_release);
    return true;
  }
  /// Returns the target of an operation; without a key if it is not known.
  static CommandTarget Of(const Operation& operation) {
    if (operation.write_text != write_text_.load(std::memory_order_acquire)) return {};
    return find_.load(std::memory_order_relaxed)(operation.parsed);
  }

 private:
  inline static std::atomic<WriteText> write_text_{nullptr};
  inline static std::atomic<Find> find_{nullptr};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
