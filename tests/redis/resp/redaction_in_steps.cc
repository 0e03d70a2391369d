#include "tests/redis/resp/redaction_in_steps.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "redis/resp/argument_walk.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
namespace {

/// The well-formed arguments of a command, and the number of arguments that its header announces.
struct Words {
  std::vector<std::string_view> words;
  std::size_t announced = 0;
};

/// Removes `mark`, a number and the line end from the front of `rest`.
bool TakeNumber(std::string_view& rest, char mark, std::size_t& number) {
  constexpr std::size_t kMostDigits = 18;
  const std::size_t line_end = rest.find("\r\n");
  if (line_end == std::string_view::npos || line_end < 2 || rest[0] != mark) return false;
  const std::string_view digits = rest.substr(1, line_end - 1);
  if (digits.size() > kMostDigits) return false;
  number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return false;
    number = 10 * number + static_cast<std::size_t>(digit - '0');
  }
  rest.remove_prefix(line_end + 2);
  return true;
}

Words ReadAll(std::string_view wire) {
  Words all;
  if (!TakeNumber(wire, '*', all.announced)) return all;
  std::size_t length = 0;
  while (all.words.size() < all.announced && TakeNumber(wire, '$', length)) {
    if (length > wire.size() || wire.size() - length < 2) break;
    all.words.push_back(wire.substr(0, length));
    wire.remove_prefix(length + 2);
  }
  return all;
}

/// Determines the kind of each argument from `first` on. Arguments that the rule does not reach are
/// values.
class Describer {
 public:
  using Code = const std::uint8_t*;

  Describer(const Words& all, std::size_t first)
      : words_(all.words), announced_(all.announced), at_(first), kinds_(all.words.size()) {}

  std::vector<Argument> Run(const CommandRule& rule) {
    Sequence(ArgumentsOf(rule), nullptr, nullptr);
    return kinds_;
  }

 private:
  static Argument KindOf(std::uint8_t code) { return static_cast<Argument>(code - 1); }
  bool AtEnd() const { return at_ >= words_.size(); }
  std::size_t Left() const { return AtEnd() ? 0 : announced_ - at_; }
  void Take(Argument kind) { kinds_[at_++] = kind; }

  bool Sequence(Code at, Code end, Code around) {
    while (at != end && *at != ArgumentCode::kEnd) {
      const Code arguments = at;
      switch (*at) {
        case ArgumentCode::kOptions:
        case ArgumentCode::kChoice:
          at += 3 + arguments[1] + 256 * arguments[2];
          if (!Options(arguments + 3, *arguments == ArgumentCode::kChoice)) return false;
          break;
        case ArgumentCode::kRepeat: {
          at += 3 + arguments[2];
          const bool options = at != end && *at == ArgumentCode::kOptions;
          if (!Repeated(arguments + 3, at, arguments[1], options ? at + 3 : around)) return false;
          break;
        }
        case ArgumentCode::kRest:
          at += 2 + arguments[1];
          if (!Repeated(arguments + 2, at, 0, nullptr)) return false;
          break;
        case ArgumentCode::kRequired:
          at += 2;
          if (Left() < arguments[1]) return false;
          break;
        case ArgumentCode::kCounted:
        case ArgumentCode::kCountedOrAll:
          at += 2 + arguments[1];
          if (*arguments == ArgumentCode::kCountedOrAll && !AtEnd() && words_[at_] == "*") {
            Take(Argument::kWord);
          } else if (!Counted(arguments + 2, at)) {
            return false;
          }
          break;
        case ArgumentCode::kHalves:
          at += 3;
          if (!Halves(KindOf(arguments[1]), KindOf(arguments[2]))) return false;
          break;
        case ArgumentCode::kSubcommands:
          return false;
        default:
          ++at;
          if (!One(KindOf(*arguments))) return false;
      }
    }
    return true;
  }

  bool One(Argument kind) {
    if (AtEnd()) return false;
    if (kind == Argument::kBound) {
      if (!bound_) bound_ = AreRanks() ? Argument::kInteger : Argument::kValue;
      Take(*bound_);
    } else if (Fits(kind, words_[at_])) {
      Take(kind);
    } else if (kind == Argument::kPath) {
      Take(Argument::kValue);
    } else {
      return false;
    }
    return true;
  }

  // Of both bounds, the first of which is the current word.
  bool AreRanks() const {
    for (std::size_t i = at_ + 2; i < words_.size(); ++i) {
      if (IsWord("BYSCORE", words_[i]) || IsWord("BYLEX", words_[i])) return false;
    }
    return at_ + 1 < words_.size() && Fits(Argument::kInteger, words_[at_]) &&
           Fits(Argument::kInteger, words_[at_ + 1]);
  }

  Code Option(Code option) const {
    for (; *option != 0; option += 1 + *option) {
      const std::string_view word{reinterpret_cast<const char*>(option + 1), *option};
      option += 1 + *option;
      if (IsWord(word, words_[at_])) return option;
    }
    return nullptr;
  }

  bool Options(Code options, bool choice) {
    while (!AtEnd()) {
      const Code option = Option(options);
      if (option == nullptr) return !choice;
      Take(Argument::kWord);
      if (!Sequence(option + 1, option + 1 + *option, options)) return false;
      if (choice) return true;
    }
    return false;
  }

  bool Repeated(Code at, Code end, std::size_t leave, Code until) {
    const auto size = static_cast<std::size_t>(end - at);
    const bool whole = Left() <= leave || (Left() - leave) % size == 0;
    if (size > 1 && until == nullptr && !whole) return false;
    while (!AtEnd() && Left() > leave && (until == nullptr || Option(until) == nullptr)) {
      if (!Sequence(at, end, nullptr)) return false;
    }
    return true;
  }

  bool Counted(Code at, Code end) {
    if (AtEnd() || !Fits(Argument::kInteger, words_[at_]) || words_[at_].front() == '-')
      return false;
    std::size_t count = 0;
    for (const char digit : words_[at_]) {
      if (count > std::size_t{1} << 48U) return false;
      count = 10 * count + static_cast<std::size_t>(digit - '0');
    }
    if (count > (Left() - 1) / static_cast<std::size_t>(end - at)) return false;
    Take(Argument::kInteger);
    while (count-- > 0) {
      if (!Sequence(at, end, nullptr)) return false;
    }
    return true;
  }

  bool Halves(Argument first, Argument second) {
    const std::size_t all = Left();
    if (all == 0 || all % 2 != 0) return false;
    for (std::size_t i = 0; i < all; ++i) {
      if (!One(i < all / 2 ? first : second)) return false;
    }
    return true;
  }

  const std::vector<std::string_view>& words_;
  std::size_t announced_;
  std::size_t at_;
  std::optional<Argument> bound_;
  std::vector<Argument> kinds_;  // kValue unless the rule says otherwise
};

/// Returns the text as redis-cli prints a string: unquoted if it is unambiguous.
std::string Quoted(std::string_view word) {
  constexpr char kDigits[] = "0123456789abcdef";
  bool plain = !word.empty();
  std::string quoted = "\"";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    const bool mark = c == '"' || c == '\\';
    const bool printable = byte >= ' ' && byte < 0x7F;
    plain = plain && printable && !mark && c != ' ' && c != '\'';
    if (mark) quoted += '\\';
    if (printable) {
      quoted += c;
    } else {
      quoted += {'\\', 'x', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return plain ? std::string{word} : quoted + '"';
}

}  // namespace

std::string RedactInSteps(std::string_view wire, std::size_t limit) {
  const Words all = ReadAll(wire);
  const CommandFacts facts = ReadCommandByArguments(wire);
  if (facts.name.empty() || facts.name.size() > limit) return {};
  const std::size_t first = facts.subcommand.empty() ? 1 : 2;
  std::vector<Argument> kinds = Describer{all, first}.Run(*facts.rule);
  std::string text{all.words[0]};
  for (std::size_t i = 1; i < all.words.size(); ++i) {
    const bool shown = i < first || kinds[i] != Argument::kValue;
    const std::string word = shown ? Quoted(all.words[i]) : "?";
    const bool too_long = shown && all.words[i].size() > limit;
    if (too_long || text.size() + 1 + word.size() > limit) break;
    text += ' ' + word;
  }
  return text;
}

}  // namespace dbspan::redis
