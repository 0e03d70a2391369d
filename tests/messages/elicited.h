#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::test {

/// Statements that fail, read from a file of this folder: {v}, {i} and {n} stand for data.
struct FailingStatements {
  std::vector<std::string> preparations;
  std::vector<std::string> failing;
};
FailingStatements ReadStatements(const std::string& path);

/// The data that a statement is filled with: every value, name and number is recognisable.
struct Marks {
  std::string word;
  std::string digits;
};
extern const Marks kMarks;       ///< What is looked for.
extern const Marks kOtherMarks;  ///< What differs between two messages is no fixed word.

/// A value with the word in it: alone, or between line breaks and quotes of several languages.
constexpr int kValueShapes = 4;
std::string ValueOf(const Marks& marks, int shape);

/// Puts data into a statement; a quote of the language is doubled in values and in names.
std::string Fill(std::string statement, const Marks& marks, int shape, char name_quote);

/// Tells whether anything of the marks is in a text, in any form that servers give it.
bool ShowsMarks(std::string_view text, const Marks& marks);

/// Collects, by language, how many messages keep their fixed words.
class KeptWords {
 public:
  /// `message` and `other` came from one statement with different marks.
  void Add(const std::string& language, const std::string& statement, const std::string& message,
           const std::string& other, const std::string& recorded);
  /// The share of messages that keep all their fixed words, of the language with the lowest.
  double Lowest() const;
  /// Kinds of errors: different texts that were recorded.
  std::size_t kinds() const { return kinds_.size(); }
  /// Prints the shares and, if DBSPAN_TEST_VERBOSE is set, the messages that lost words.
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

/// The languages to ask for: DBSPAN_TEST_LANGUAGES (`./run messages`), or "C".
std::vector<std::string> LanguagesOfTest();

}  // namespace dbspan::test
