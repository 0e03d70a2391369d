#include "tests/messages/elicited.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace dbspan::test {
namespace {

constexpr std::array<std::string_view, 16> kQuotes = {"«",  "»",  "„",  "“",  "”", "‘", "’",  "‚",
                                                      "「", "」", "『", "』", "‹", "›", "（", "）"};

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & '\x80'); }

std::set<std::string> WordsOf(std::string text) {
  for (const std::string_view quote : kQuotes) text = Replaced(text, quote, " ");
  text = Replaced(text, "\u00a0", " ");
  std::set<std::string> words;
  std::string word;
  for (const char c : text + ' ') {
    if (IsLetter(c)) {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::exchange(word, {}));
    }
  }
  return words;
}

std::set<std::string> Lower(const std::set<std::string>& words) {
  std::set<std::string> lower;
  for (std::string word : words) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    lower.insert(std::move(word));
  }
  return lower;
}

/// Returns the message without quoted text, which is names and values.
std::string Unquoted(const std::string& message) {
  static const std::regex quoted{
      "'[^']*'|\"[^\"]*\"|`[^`]*`|«[^»]*»|„[^”“]*[”“]|»[^«]*«|「[^」]*」"};
  return std::regex_replace(message, quoted, " ");
}

}  // namespace

const Marks kMarks{"Zqj1x", "47117711"};
const Marks kOtherMarks{"Wvk2y", "93833984"};

FailingStatements ReadStatements(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{path + " cannot be read"};
  FailingStatements statements;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '+') {
      statements.preparations.push_back(line.substr(2));
    } else {
      statements.failing.push_back(line);
    }
  }
  return statements;
}

std::string ValueOf(const Marks& marks, int shape) {
  constexpr std::array<std::string_view, kValueShapes> kShapes = {
      "{}", "{}'s \"{}\" {} 7", "{}\n{}\" \n'{}`, {}: {}", "«{}» „{}” 「{}」 »{}« ‘{}’ {}. {}"};
  return Replaced(std::string{kShapes.at(static_cast<std::size_t>(shape))}, "{}", marks.word);
}

std::string Fill(std::string statement, const Marks& marks, int shape, char name_quote) {
  const std::string value = ValueOf(marks, shape);
  statement = Replaced(std::move(statement), "{v}", Replaced(value, "'", "''"));
  const std::string quote(1, name_quote);
  statement = Replaced(std::move(statement), "{i}", Replaced(value, quote, quote + quote));
  return Replaced(std::move(statement), "{n}", marks.digits);
}

bool ShowsMarks(std::string_view text, const Marks& marks) {
  const std::string lower = *Lower({std::string{text}}).begin();
  const std::string word = *Lower({marks.word.substr(0, 3)}).begin();
  std::string bytes;  // the first two bytes as MariaDB prints them: 0x5a 0x71
  for (const char c : marks.word.substr(0, 2)) {
    char hexadecimal[3];
    std::snprintf(hexadecimal, sizeof hexadecimal, "%02x", static_cast<unsigned char>(c));
    bytes += (bytes.empty() ? "0x" : " 0x") + std::string{hexadecimal};
  }
  for (const std::string& mark : {word, bytes, marks.digits, std::string{"1985-"}}) {
    if (lower.find(mark) != std::string::npos) return true;
  }
  return false;
}

void KeptWords::Add(const std::string& language, const std::string& statement,
                    const std::string& message, const std::string& other,
                    const std::string& recorded) {
  const auto words = WordsOf(Unquoted(message));
  const auto others = WordsOf(other);
  const auto of_statement = Lower(WordsOf(statement + " shop messages"));
  std::set<std::string> fixed;
  for (const std::string& word : words) {
    const bool own = others.count(word) != 0 && of_statement.count(*Lower({word}).begin()) == 0;
    if (own) fixed.insert(word);
  }
  if (fixed.empty()) return;
  kinds_.insert(recorded);
  const auto kept = WordsOf(recorded);
  Count& count = languages_[language];
  ++count.all;
  if (std::includes(kept.begin(), kept.end(), fixed.begin(), fixed.end())) {
    ++count.kept;
  } else {
    lost_.push_back(language + ": " + message.substr(0, 300) + "  ->  " + recorded);
  }
}

double KeptWords::Lowest() const {
  double lowest = languages_.empty() ? 0 : 1;
  for (const auto& [language, count] : languages_) {
    lowest = std::min(lowest, static_cast<double>(count.kept) / count.all);
  }
  return lowest;
}

void KeptWords::Print() const {
  for (const auto& [language, count] : languages_) {
    std::printf("%-12s %d of %d messages keep their fixed words: %.1f %%\n", language.c_str(),
                count.kept, count.all, 100.0 * count.kept / count.all);
  }
  std::printf("%zu kinds\n", kinds_.size());
  if (std::getenv("DBSPAN_TEST_VERBOSE") == nullptr) return;
  for (const std::string& message : lost_) std::printf("%s\n", message.c_str());
}

std::vector<std::string> LanguagesOfTest() {
  const char* languages = std::getenv("DBSPAN_TEST_LANGUAGES");
  std::istringstream words{languages == nullptr ? "C" : languages};
  std::vector<std::string> all;
  for (std::string word; words >> word;) all.push_back(word);
  return all;
}

}  // namespace dbspan::test
