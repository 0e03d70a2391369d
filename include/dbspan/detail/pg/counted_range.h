#pragma once

#include <iterator>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/running.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Wraps a range of tuples that libpqxx reads during iteration, and counts its rows. `Operation` is
/// a Running, or a reference to the one of the stream that is read.
template <class Native, class Operation = Running>
class CountedRange {
 public:
  template <class Make>
  CountedRange(Operation&& running, Make&& make)
      : running_(std::forward<Operation>(running)),
        native_(running_.Call(std::forward<Make>(make))) {}

  class iterator {
   public:
    using Base = decltype(std::declval<Native&>().begin());
    using value_type = std::decay_t<decltype(*std::declval<Base&>())>;
    using difference_type = long;
    using reference = value_type&;
    using pointer = value_type*;
    using iterator_category = std::input_iterator_tag;

    // Constructs `base_` in place, because libpqxx 8's iterator cannot be moved.
    template <class Make>
    iterator(Make&& make, CountedRange& range)
        : base_(range.running_.Call(std::forward<Make>(make))), range_(&range) {
      Count();
    }
    iterator& operator++() {
      range_->running_.Call([this] { ++base_; });
      Count();
      return *this;
    }
    decltype(auto) operator*() const { return *base_; }
    template <class End>
    friend bool operator==(const iterator& left, const End& /*end*/) {
      return left.AtEnd();
    }
    template <class End>
    friend bool operator!=(const iterator& left, const End& /*end*/) {
      return !left.AtEnd();
    }

   private:
    bool AtEnd() const { return !(base_ != range_->native_.end()); }
    void Count() { AtEnd() ? range_->running_.End() : range_->running_.OnRow(); }

    Base base_;
    CountedRange* range_;
  };

  iterator begin() {
    return iterator{[this] { return native_.begin(); }, *this};
  }
  auto end() { return native_.end(); }

 private:
  Operation running_;
  Native native_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
