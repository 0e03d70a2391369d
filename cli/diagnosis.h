#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "view/terminal_text.h"
#include "view/units.h"

namespace dbspan::cli {

/// Collects the results of `dbspan doctor`, line by line.
class Diagnosis {
 public:
  enum class Word { kNone, kOk, kPart, kNo, kUnknown };

  void Fact(const std::string& subject, const std::string& text, bool good = true) {
    lines_.push_back({subject, Word::kNone, text, "", good});
  }
  void Client(Word word, const std::string& library, const std::string& text,
              const std::string& advice) {
    lines_.push_back({library, word, text, advice, word == Word::kOk});
    ++clients_;
    traced_ += word == Word::kOk ? 1 : 0;
    in_part_ += word == Word::kPart ? 1 : 0;
  }
  void Problem(Word word, const std::string& text, const std::string& advice) {
    lines_.push_back({"", word, text, advice, false});
  }
  bool has_client(const std::string& library) const {
    return std::any_of(lines_.begin(), lines_.end(), [&library](const Line& line) {
      return line.word != Word::kNone && line.subject == library;
    });
  }
  std::size_t clients() const { return clients_; }

  bool good() const {
    return traced_ > 0 &&
           std::all_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.good; });
  }
  std::string Summary() const {
    std::string text =
        view::CountText(clients_, "client", "clients") + ": " + std::to_string(traced_) + " traced";
    if (in_part_ > 0) text += ", " + std::to_string(in_part_) + " in part";
    return text;
  }

  std::string Text(const view::Look& look) const;
  std::string Json() const;

 private:
  struct Line {
    std::string subject;
    Word word;
    std::string text;
    std::string advice;
    bool good;
  };

  std::vector<Line> lines_;
  std::size_t clients_ = 0;
  std::size_t traced_ = 0;
  std::size_t in_part_ = 0;
};

}  // namespace dbspan::cli
