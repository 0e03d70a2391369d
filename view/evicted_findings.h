#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "view/placed_finding.h"
#include "view/statement.h"

namespace dbspan::view {

class Store;

/// A finding that the store had before an eviction, and the spans of its operations.
struct FoundFinding {
  PlacedFinding placed;
  std::vector<std::uint32_t> spans;  ///< Indices in `Store::spans()`, by start time.
};

/// A finding some or all of whose operations were evicted.
class KeptFinding {
 public:
  explicit KeptFinding(PlacedFinding placed);

  /// Returns the finding as it was when its last operations were evicted. Its texts are views of
  /// this object's.
  PlacedFinding placed() const;
  /// Index in `Store::spans()` of the first of its operations that is still there; kNoRow: none.
  /// A finding of the same kind and statement with that operation is this finding.
  std::uint32_t anchor = kNoRow;

 private:
  friend class EvictedFindings;

  PlacedFinding placed_;
  std::string system_;
  std::string label_;
  std::string verb_;
  std::string error_;
};

/// Failed operations of one statement with the same error and call site that were evicted.
struct KeptFailure {
  std::int32_t statement = -1;
  std::string error;
  std::uint32_t site = 0;
  std::size_t count = 0;
};

/// Findings and failures whose operations a store has evicted, so that a report still has them.
/// Bounded: at most `kMost` of each; the cheapest findings go.
class EvictedFindings {
 public:
  static constexpr std::size_t kMost = 1000;

  const std::vector<KeptFinding>& findings() const { return findings_; }
  const std::vector<KeptFailure>& failures() const { return failures_; }
  std::uint64_t left_out() const { return left_out_; }  ///< Findings beyond `kMost`.
  std::size_t bytes() const { return (findings_.size() + failures_.size()) * kBytesOfEach; }

  /// Replaces the findings by those of `found`, which are all that the store has now, including
  /// those that were kept before. Keeps only findings that lose operations or have lost some.
  /// `goes` says for each span of the store whether it is about to be evicted.
  void Keep(std::vector<FoundFinding> found, const Store& store, const std::vector<bool>& goes);
  /// Counts the failed operations among the spans that are about to be evicted.
  void CountFailures(const Store& store, const std::vector<bool>& goes);

  /// Replaces the index of each anchor by its index in `numbers`.
  void MoveAnchors(const std::vector<std::uint32_t>& numbers);
  /// Replaces the index of each set of attributes by the result of `move`.
  template <class Move>
  void MoveSites(Move&& move) {
    for (KeptFinding& kept : findings_) kept.placed_.site = move(kept.placed_.site);
    for (KeptFailure& kept : failures_) kept.site = move(kept.site);
  }

 private:
  static constexpr std::size_t kBytesOfEach = sizeof(KeptFinding) + 200;

  void DropCheapest();

  std::vector<KeptFinding> findings_;
  std::vector<KeptFailure> failures_;
  std::uint64_t left_out_ = 0;
};

/// Tells findings apart that are different problems: kind, statement, error, parent, call site.
using FindingKey = std::tuple<insight::FindingKind, std::int64_t, std::string, std::string,
                              std::string, bool, bool, bool>;
FindingKey KeyOf(const PlacedFinding& placed, const std::string& site);

/// Makes one finding of two with the same key: `first`, which counts `other` and those that it
/// counts.
void MergeInto(PlacedFinding& first, PlacedFinding other);

}  // namespace dbspan::view
