#pragma once

#include <string>
#include <string_view>

namespace dbspan::insight {

/// Returns a key with the parts that tell one entry from another as `*`: `cart:4711:lines` →
/// `cart:*:lines`. Parts are what stands between `:`, `/`, `|` and `.`; a part with a digit or an
/// `@` is an entry's, but not a version (`v2`).
std::string KeyPattern(std::string_view key);

/// A Redis command in short, of its recorded text: `GET cart:*`. `key` gets the pattern of the
/// first key; empty if there is none.
std::string CommandLabel(std::string_view name, std::string_view text, std::string& key);

/// The same for the text of Redis commands, one a line. Equal words and lines that follow each
/// other become one: `MGET cart:1 cart:2` → `MGET cart:*`.
std::string CommandPattern(std::string_view text);

}  // namespace dbspan::insight
