#include "view/statement_labels.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "insight/verb.h"

namespace dbspan::view {
namespace {

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

// Returns the label followed by the text from WHERE on; without a WHERE, the whole text in a line.
std::string WithCondition(const Statement& statement) {
  const std::string line = OneLine(statement.text);
  std::string upper = line;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const auto where = upper.find(" WHERE ");
  return where == std::string::npos ? line : statement.label + line.substr(where);
}

// Texts of at least this length may have been cut: dbspan cuts at the last token within 4 KiB by
// default, other instrumentations at other lengths.
constexpr std::size_t kPerhapsCut = 3840;

// Returns a note for the label if operations with different texts may have been added up as one
// statement, because their texts are cut or missing; else an empty text.
std::string DoubtOf(const Statement& statement) {
  constexpr std::array<std::string_view, 9> kHaveTexts{
      "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "CALL", "EXECUTE", "WITH"};
  if (statement.text.size() >= kPerhapsCut) return " (text perhaps cut)";
  const bool has_text = std::any_of(
      kHaveTexts.begin(), kHaveTexts.end(),
      [&statement](std::string_view verb) { return insight::IsVerb(statement.verb, verb); });
  return has_text && statement.text.empty() ? " (text unknown)" : "";
}

// Replaces labels that several statements of a system and service have by longer ones, if there are
// any.
template <class Label>
void Lengthen(const std::vector<Statement>& statements, std::vector<std::string>& labels,
              Label&& longer) {
  std::vector<std::string> keys;
  keys.reserve(labels.size());
  std::unordered_map<std::string_view, std::size_t> uses;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    keys.push_back(statements[i].system + '\0' + statements[i].service + '\0' + labels[i]);
    ++uses[keys.back()];
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (uses[keys[i]] < 2) continue;
    const std::string label = longer(statements[i]);
    if (!label.empty()) labels[i] = label;
  }
}

}  // namespace

std::vector<std::string> DistinctLabels(const std::vector<Statement>& statements) {
  std::vector<std::string> labels;
  for (const Statement& statement : statements) labels.push_back(statement.label);
  Lengthen(statements, labels, WithCondition);
  Lengthen(statements, labels, [](const Statement& statement) { return OneLine(statement.text); });
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] += DoubtOf(statements[i]);
  return labels;
}

}  // namespace dbspan::view
