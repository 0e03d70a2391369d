#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "cli/shared_store.h"
#include "view/page_data.h"

namespace dbspan::cli {

/// Returns how many spans of traces without findings and failures (`PageLimits::ordinary_spans`)
/// the next data have, if making those with `now` of them took this time. A live page on a busy
/// machine has fewer, so that it shows new ones soon.
std::size_t NextOrdinarySpans(std::size_t now, std::chrono::steady_clock::duration took);

/// Makes the data of the live page without keeping the store locked: a forked process makes them
/// from its copy of the memory, which the kernel shares until one of both writes. If that fails,
/// they are made from the locked store. If it takes long, they have fewer traces. Thread-safe.
class PageMaker {
 public:
  using Clock = std::chrono::steady_clock;
  using Packed = std::shared_ptr<const std::string>;

  /// Calls `made`, in a thread of its own, whenever new data were made. The store must outlive the
  /// object.
  PageMaker(SharedStore& store, std::function<void()> made);
  ~PageMaker();
  PageMaker(const PageMaker&) = delete;
  PageMaker& operator=(const PageMaker&) = delete;

  /// Returns compressed data with all spans that were received before `since`. If there are none
  /// yet, returns null and begins to make them.
  Packed Take(Clock::time_point since);

 private:
  void Work();
  bool IsStopping();
  std::optional<std::string> PackInOtherProcess(std::uint64_t& version,
                                                Clock::time_point& snapshot);

  SharedStore& store_;
  const std::function<void()> made_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool stopping_ = false;
  Packed packed_;
  std::uint64_t version_ = 0;    ///< Of the store when `packed_` was made.
  Clock::time_point snapshot_;   ///< Time of the copy that `packed_` was made from.
  std::atomic<pid_t> child_{0};  ///< The forked process; 0: none.
  std::size_t ordinary_spans_ = view::PageLimits{}.ordinary_spans;
  std::thread thread_;  ///< Started by the first call of Take.
};

}  // namespace dbspan::cli
