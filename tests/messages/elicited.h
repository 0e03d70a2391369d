#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::test {

/// Failing statements of a server, read from a file of this folder. {v}, {i} and {n} are
/// placeholders for a value, a name and a number.
struct FailingStatements {
  std::vector<std::string> preparations;
  std::vector<std::string> failing;
};
FailingStatements ReadStatements(const std::string& path);

/// The data that replaces the placeholders. Both texts are unusual, so that they can be found in
/// messages.
struct Marks {
  std::string word;
  std::string digits;
};
extern const Marks kMarks;  ///< The data that must not be recorded.
/// For a second message of the same statement: words that differ between the two are data.
extern const Marks kOtherMarks;

/// Returns a value that contains the word: alone, or between line breaks and quotation marks of
/// several languages, depending on `shape`.
constexpr int kValueShapes = 4;
std::string ValueOf(const Marks& marks, int shape);

/// Replaces the placeholders of a statement by data. Doubles quotation marks in values and in
/// names.
std::string Fill(std::string statement, const Marks& marks, int shape, char name_quote);

/// Returns whether a text contains any of the data, in any form in which servers print it.
bool ShowsMarks(std::string_view text, const Marks& marks);

/// Counts, for each language, the recorded messages that keep all their fixed words.
class KeptWords {
 public:
  /// Adds a message and what dbspan records of it. `other` is the message of the same statement
  /// with other data, and shows which words are fixed.
  void Add(const std::string& language, const std::string& statement, const std::string& message,
           const std::string& other, const std::string& recorded);
  /// Returns the share of messages that keep all their fixed words, for the language with the
  /// lowest share.
  double Lowest() const;
  /// Returns the number of different recorded texts.
  std::size_t kinds() const { return kinds_.size(); }
  /// Prints the shares and, if DBSPAN_TEST_VERBOSE is set, the messages that lost fixed words.
  void Print() const;

 private:
  struct Count {
    int kept = 0;
    int all = 0;
  };

  std::map<std::string, Count> languages_;
  std::set<std::string> kinds_;
  std::vector<std::string> lost_;
};

/// Returns the languages to test: those of DBSPAN_TEST_LANGUAGES (set by `./run messages`), or "C".
std::vector<std::string> LanguagesOfTest();

}  // namespace dbspan::test
