#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dbspan/detail/kept_text.h"
#include "dbspan/version.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the form of a command that may be recorded: `SET key ?`, in the notation of redis-cli.
///
/// Keys and field names are kept, values become `?` (semconv, db/redis.md; docs/redis-commands.md
/// lists every command). `limit` is in bytes. The text ends before a shown argument that does not
/// fit; the length of a hidden argument has no influence. Arguments with special characters are
/// quoted.
std::string RedactCommand(std::string_view wire, std::size_t limit);

/// Writes the same form of a command that was already read; `facts` points to its CommandFacts. The
/// type is dbspan::WriteText.
void WriteCommand(const void* facts, std::size_t limit, detail::KeptText& text);

/// The text of several commands: joined by `; `, or a single text if all are the same.
///
/// Stores only the redacted text, at most `limit` bytes of it.
class PipelineText {
 public:
  void Add(const CommandFacts& facts, std::size_t limit);
  std::string_view view() const noexcept { return all_same_ ? first_ : joined_; }

 private:
  std::string first_;
  std::string joined_;
  bool all_same_ = true;
  bool full_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
