#include "redis/resp/command_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "redis/resp/argument_walk.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

#include "redis/resp/command_data.inc"

constexpr std::uint8_t kNoArguments[] = {ArgumentCode::kEnd};
constexpr CommandRule MakeUnknown() {
  CommandRule rule;
  rule.effect = Effect::kUnknown;
  return rule;
}
constexpr CommandRule kUnknown = MakeUnknown();

constexpr std::size_t kSlots = 2048;
constexpr std::size_t kLongestKnownName = 40;
static_assert(std::size(kRules) < kSlots / 2, "more slots keep the searches short");
static_assert(std::size(kArguments) < UINT16_MAX);

// FNV-1a of the name, without the bit that distinguishes upper from lower case.
constexpr std::uint32_t Hash(std::string_view name, std::uint32_t hash = 2166136261U) noexcept {
  for (const char c : name) hash = (hash ^ (static_cast<unsigned char>(c) & 0xDFU)) * 16777619U;
  return hash;
}

constexpr std::size_t SlotOf(std::uint32_t hash) noexcept {
  return (hash ^ (hash >> 15U)) % kSlots;
}

/// Returns the hash table: a slot is the index of a rule plus 1, or 0 if it is free.
constexpr std::array<std::uint16_t, kSlots> MakeTable() {
  std::array<std::uint16_t, kSlots> table{};
  for (std::size_t i = 0; i < std::size(kRules); ++i) {
    std::size_t slot = SlotOf(Hash(kRules[i].name));
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}

constexpr std::array<std::uint16_t, kSlots> kTable = MakeTable();

template <class IsIt>
const CommandRule& Find(std::uint32_t hash, const IsIt& is_it) noexcept {
  for (std::size_t slot = SlotOf(hash); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const CommandRule& rule = kRules[kTable[slot] - 1U];
    if (is_it(rule.name)) return rule;
  }
  return kUnknown;
}

// A second hash table for commands with names of up to 8 bytes, which are compared as one 64-bit
// word.
constexpr std::size_t kShortSlots = 1024;
constexpr std::size_t kShortName = sizeof(std::uint64_t);

struct ShortName {
  std::uint64_t word = 0;  // 0: free
  std::uint16_t rule = 0;
};

/// Returns a name as a word whose lowest byte is the first character.
constexpr std::uint64_t WordOf(std::string_view name) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = name.size(); i > 0; --i) {
    word = word << 8U | static_cast<unsigned char>(name[i - 1]);
  }
  return word;
}

constexpr std::size_t ShortSlotOf(std::uint64_t word) noexcept {
  return (word * 0x9E3779B97F4A7C15U) >> 54U;
}

constexpr std::array<ShortName, kShortSlots> MakeShortTable() {
  std::array<ShortName, kShortSlots> table{};
  for (std::size_t i = 0; i < std::size(kRules); ++i) {
    const std::string_view name = kRules[i].name;
    if (name.size() > kShortName || name.find('|') != std::string_view::npos) continue;
    std::size_t slot = ShortSlotOf(WordOf(name));
    while (table[slot].word != 0) slot = (slot + 1) % kShortSlots;
    table[slot] = {WordOf(name), static_cast<std::uint16_t>(i)};
  }
  return table;
}

constexpr std::array<ShortName, kShortSlots> kShortTable = MakeShortTable();

/// Returns the word with all ASCII letters in upper case.
constexpr std::uint64_t UpperWord(std::uint64_t word) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = 0x80U * kEach;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + (0x80U - 'a') * kEach;
  const std::uint64_t behind_z = low + (0x7FU - 'z') * kEach;
  const std::uint64_t letters = from_a & ~behind_z & ~word & kHigh;
  return word ^ (letters >> 2U);
}

}  // namespace

const CommandRule* FindShortCommand(std::uint64_t name) noexcept {
  const std::uint64_t word = UpperWord(name);
  for (std::size_t slot = ShortSlotOf(word); kShortTable[slot].word != 0;
       slot = (slot + 1) % kShortSlots) {
    if (kShortTable[slot].word == word) return &kRules[kShortTable[slot].rule];
  }
  return nullptr;
}

const CommandRule& FindCommand(std::string_view name) noexcept {
  if (name.size() > kLongestKnownName) return kUnknown;
  return Find(Hash(name), [&](std::string_view known) { return IsWord(known, name); });
}

const CommandRule& FindSubcommand(const CommandRule& command, std::string_view name) noexcept {
  if (name.size() > kLongestKnownName) return kUnknown;
  const std::uint32_t hash = Hash(name, Hash("|", Hash(command.name)));
  return Find(hash, [&](std::string_view known) {
    const std::size_t length = command.name.size();
    return known.size() > length && known[length] == '|' &&
           known.substr(0, length) == command.name && IsWord(known.substr(length + 1), name);
  });
}

bool HasSubcommands(const CommandRule& rule) noexcept {
  return *ArgumentsOf(rule) == ArgumentCode::kSubcommands;
}

const std::uint8_t* ArgumentsOf(const CommandRule& rule) noexcept {
  return rule.name.empty() ? kNoArguments : &kArguments[rule.arguments];
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
