#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "insight/busy_time.h"
#include "view/operation.h"
#include "view/statement.h"

namespace dbspan::view {

/// Sums over all received operations. They stay exact when the store evicts spans.
///
/// Memory is bounded: once there are `kStatements` statements, or statements, errors and keys take
/// `memory` bytes, new statements are added up per system under one statement "others". New errors
/// beyond that or beyond `kErrors`, and new key patterns beyond that or beyond `kKeys`, only
/// increase `left_out`.
class Aggregates {
 public:
  static constexpr std::size_t kStatements = 10000;
  static constexpr std::size_t kErrors = 1000;
  static constexpr std::size_t kKeys = 10000;

  explicit Aggregates(std::size_t memory) : memory_(memory) {}

  /// Adds an operation and returns the index of its statement in `statements()`. `duration` is -1
  /// if the operation did not end.
  std::int32_t Add(const Operation& operation, const std::string& service,
                   const std::string& message, std::int64_t start, std::int64_t duration);

  const std::vector<Statement>& statements() const { return statements_; }
  const std::vector<ErrorSum>& errors() const { return errors_; }
  const std::vector<KeySum>& keys() const { return keys_; }
  std::uint64_t operations() const { return operations_; }
  std::uint64_t failed() const { return failed_; }
  std::uint64_t unfinished() const { return unfinished_; }
  std::uint64_t left_out() const { return left_out_; }  ///< Errors and keys beyond the limits.
  std::size_t bytes() const { return bytes_; }          ///< Estimate of the memory in use.
  /// Time in which at least one operation ran, in nanoseconds.
  std::int64_t busy() const { return busy_.Total(); }

 private:
  std::int32_t StatementOf(const Operation& operation, const std::string& service);
  void AddError(const Operation& operation, const std::string& message, std::int32_t statement,
                std::int64_t start);
  void AddKey(const Operation& operation, const std::string& service);

  bool is_full() const { return bytes_ > memory_; }

  const std::size_t memory_;
  std::size_t bytes_ = 0;
  std::vector<Statement> statements_;
  std::unordered_map<std::string, std::int32_t> statement_numbers_;
  std::vector<ErrorSum> errors_;
  std::map<std::tuple<std::int32_t, std::string, std::string>, std::size_t> error_numbers_;
  std::vector<KeySum> keys_;
  std::unordered_map<std::string, std::size_t> key_numbers_;
  insight::BusyTimeSum busy_;
  std::uint64_t operations_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t unfinished_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace dbspan::view
