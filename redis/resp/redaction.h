#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dbspan/detail/kept_text.h"
#include "dbspan/version.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The form of a command that may be recorded: `SET key ?`, in the way redis-cli writes it.
///
/// Keys and field names stay, values become `?` (semconv, db/redis.md; docs/redis-commands.md has
/// every command). `limit` is in bytes, and an argument that is shown but does not fit ends the
/// text; the length of a hidden one has no influence. Arguments that would not read well are
/// quoted.
std::string RedactCommand(std::string_view wire, std::size_t limit);

/// The same for a command that was read: `facts` are its CommandFacts (dbspan::WriteText).
void WriteCommand(const void* facts, std::size_t limit, detail::KeptText& text);

/// The text of several commands: joined by `; `, or one text if all are the same.
///
/// Keeps nothing but the redacted text, at most `limit` bytes of it.
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
