#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "dbspan/detail/open_operation.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/conversation.h"
#include "redis/resp/command.h"
#include "redis/resp/redaction.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tracks the commands of one connection that were appended and wait for their replies.
///
/// Replies arrive in the order of the commands. The commands that are appended between two flushes
/// form one batch. A batch is one operation: a PIPELINE of n commands, or a plain command if there
/// is only one. It starts at the flush and ends with its last reply. A SELECT changes the database,
/// so the commands after it form a new batch, unless that would split a transaction. With
/// Options::pipeline_command_spans, every command is a batch.
///
/// Used by the thread of the connection. Memory is bounded by `kMostSent`, `kMostCommands` and, for
/// the text, Options::query_text_limit. Does not keep the bytes of the commands.
class Pipeline {
 public:
  /// Limits for the batches that wait for replies, and for the commands of one batch. Exceeding one
  /// means that the program reads its replies without hiredis's functions, so the pipelines of this
  /// connection are no longer followed.
  static constexpr std::size_t kMostSent = 4096;
  static constexpr std::size_t kMostCommands = std::size_t{1} << 20U;

  Pipeline() = default;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline() { FailAll({}); }

  bool idle() const noexcept { return batches_.empty(); }
  /// Returns whether any pipeline of the process waits for replies. While one does, replies must be
  /// counted even if the client is switched off. Otherwise they would be taken for replies to later
  /// commands.
  static bool AnyOpen() noexcept { return open_.load(std::memory_order_relaxed) != 0; }

  /// Notes that a command for the database of `endpoint` was appended to the output buffer. If it
  /// is not `recorded`, it is only counted. If it is `queued` (between MULTI and EXEC), it joins
  /// the batch of the commands before it. Returns how to read its reply.
  ReplyReading Append(std::string_view wire, bool recorded, const Options& options,
                      const EndpointPtr& endpoint, bool queued);
  /// Keeps `span` until the reply to its command arrives. For a command that was sent alone, but
  /// something else arrived before its reply.
  void Adopt(detail::OperationSpan span, const ReplyReading& reading);
  /// Starts the operations of the appended commands. Call it before the output buffer is sent.
  void Flush(const Instrumenter& instrumenter) noexcept;
  /// Matches a reply to the oldest waiting command; `conversation` reads it. `reply` is null if it
  /// cannot be read. Pushes and messages answer no command and are skipped.
  void OnReply(const ReplyView* reply, Conversation& conversation) noexcept;
  /// Ends all operations with `outcome`, because the connection is lost.
  void FailAll(const Outcome& outcome) noexcept;

 private:
  struct Batch {
    bool recorded = false;
    bool flushed = false;
    std::size_t commands = 0;
    EndpointPtr endpoint;
    std::deque<ReplyReading> readings;  // of the waiting commands, oldest first
    std::string name;                   // of the first command
    std::string procedure;
    std::string key;  // of the first command, if there is a filter
    bool all_same = true;
    PipelineText text;
    detail::OpenOperation open;
  };

  bool IsReadElsewhere() const noexcept;
  void GiveUp();
  static void Start(Batch& batch, const Instrumenter& instrumenter) noexcept;
  static Operation Describe(Batch& batch);
  static void Add(Batch& batch, const CommandFacts& facts, const Options& options);
  void AddBatch(bool recorded, const EndpointPtr& endpoint);
  void RemoveBatch() noexcept;

  inline static std::atomic<std::size_t> open_{0};
  bool given_up_ = false;
  std::deque<Batch> batches_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
