#pragma once

#include <hiredis/hiredis.h>

#include <atomic>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/operation_span.h"
#include "dbspan/outcome.h"
#include "redis/conversation.h"

namespace dbspan::redis {

/// The commands of one connection that were appended and wait for their replies.
///
/// Replies come in the order of the commands. What was appended before the buffer is flushed is one
/// batch, and one operation: a PIPELINE of n commands, or a plain command if there is one. It
/// starts when it is flushed and ends with its last reply. With Options::pipeline_command_spans
/// every command is a batch of its own. Used by the connection's thread; bounded
/// by the replies that are outstanding and, for the text, by `kWireBytes` per batch.
class Pipeline {
 public:
  static constexpr std::size_t kWireBytes = std::size_t{16} * 1024;

  Pipeline() = default;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline() { FailAll({}); }

  bool idle() const noexcept { return batches_.empty(); }
  /// Tells whether any pipeline of the process waits for replies. While one does, even a client
  /// that is switched off has to count them, or they would be taken for those of later commands.
  static bool AnyOpen() noexcept { return open_.load(std::memory_order_relaxed) != 0; }

  /// A command went into the output buffer. Not recorded, it is only counted.
  void Append(std::string_view wire, bool recorded, const Options& options);
  /// The output buffer is about to be sent: what was appended so far starts.
  void Flush(const Instrumenter& instrumenter, const EndpointPtr& endpoint) noexcept;
  /// A reply came, which `conversation` reads. `reply` is null if it cannot be read.
  void OnReply(const redisReply* reply, Conversation& conversation) noexcept;
  /// The connection is gone: everything ends with `outcome`.
  void FailAll(const Outcome& outcome) noexcept;

 private:
  struct Batch {
    bool recorded = false;
    bool flushed = false;
    std::size_t commands = 0;
    std::size_t replies = 0;
    std::deque<ReplyReading> readings;  // of the commands that wait, oldest first
    std::string name;                   // of the first command
    std::string procedure;
    bool all_same = true;
    std::string wires;  // for the text, if anybody wants it
    OperationSpan span;
    Outcome outcome;
  };

  static void Start(Batch& batch, const Instrumenter& instrumenter,
                    const EndpointPtr& endpoint) noexcept;
  static Operation Describe(Batch& batch, const EndpointPtr& endpoint);
  void AddBatch(bool recorded);
  void EndBatch() noexcept;

  inline static std::atomic<std::size_t> open_{0};
  std::deque<Batch> batches_;
};

}  // namespace dbspan::redis
