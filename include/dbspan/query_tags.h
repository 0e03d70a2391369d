#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tags for this thread's statements during the lifetime of the object. They appear in the comments
/// for the server (`SQLCOMMENTER`): `const dbspan::QueryTags tags{{"route", "/checkout"},
/// {"controller", "cart"}};`
///
/// An inner tag overrides an outer one of the same name; all override `SQLCOMMENTER_TAGS`. Tags
/// after the first `kMost` are ignored. The names and values must outlive the object. A stack
/// object; nests. Use tags with few distinct values, because each combination needs its own entry
/// in the server's statement caches.
class QueryTags {
 public:
  using Tag = std::pair<std::string_view, std::string_view>;
  static constexpr std::size_t kMost = 8;

  QueryTags(std::initializer_list<Tag> tags) noexcept : outer_(innermost_) {
    for (const Tag& tag : tags) {
      if (size_ < kMost) tags_[size_++] = tag;
    }
    innermost_ = this;
  }
  QueryTags(const QueryTags&) = delete;
  QueryTags& operator=(const QueryTags&) = delete;
  ~QueryTags() { innermost_ = outer_; }

  /// Calls `take(name, value)` for every tag of this thread, outer ones first.
  template <class Take>
  static void ForEach(Take&& take) {
    if (innermost_ != nullptr) innermost_->Visit(take);
  }

 private:
  template <class Take>
  void Visit(Take& take) const {
    if (outer_ != nullptr) outer_->Visit(take);
    for (std::size_t i = 0; i < size_; ++i) take(tags_[i].first, tags_[i].second);
  }

  // Exported, so that all shared objects of the process share one variable.
  [[gnu::visibility("default")]] inline static thread_local const QueryTags* innermost_ = nullptr;

  Tag tags_[kMost];
  std::size_t size_ = 0;
  const QueryTags* outer_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
