// Gives every switch generated values, for all clients and for one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/log/log_line.h"
#include "core/options/options_reader.h"
#include "core/options/variable_table.h"
#include "tests/support/variable_values.h"

namespace dbspan {
namespace {

using test::VariableForm;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = VariableForm::Kind;

/// The value of every switch, as text.
std::string Describe(const Options& options) {
  std::ostringstream text;
  text << options.enabled << options.require_parent << options.metrics << options.rows
       << options.cache_events << options.health_checks << options.connect_spans
       << options.transaction_spans << options.current_spans << options.pipeline_command_spans
       << options.message_spans << options.expected_errors << ' '
       << static_cast<int>(options.query_text) << ' ' << options.query_text_limit << ' '
       << options.ansi_quotes.value_or(false) << options.ansi_quotes.has_value()
       << options.backslash_escapes.has_value() << ' ' << static_cast<int>(options.error_messages)
       << ' ' << options.parameters.size() << ' ' << options.metric_series_limit << ' '
       << options.slow_threshold.count() << ' ' << options.stream_milestone << ' '
       << static_cast<int>(options.sqlcommenter) << ' ' << options.sqlcommenter_tags.size() << ' '
       << options.report_interval.count() << ' ' << options.report_statements << ' '
       << static_cast<int>(options.conventions) << static_cast<int>(options.exceptions);
  return text.str();
}

std::vector<std::string> WordsIn(std::string_view accepted) { return SplitList(accepted); }

VariableForm FormOf(const Variable& variable, const std::string& client) {
  VariableForm form{"DBSPAN_" + client + std::string{variable.name}, Kind::kFreeText};
  switch (variable.kind) {
    case VariableKind::kBoolean:
      form.kind = Kind::kBoolean;
      break;
    case VariableKind::kChoice:
      form.kind = Kind::kWord;
      form.words = WordsIn(variable.accepted);
      break;
    case VariableKind::kNumber:
      form.kind = Kind::kNumber;
      form.most = 999'999'999;
      break;
    case VariableKind::kDuration:
      form.kind = Kind::kDuration;
      break;
    case VariableKind::kList:
      form.kind = variable.name == "PARAMETERS" ? Kind::kPositions : Kind::kPairs;
      break;
  }
  return form;
}

std::vector<VariableForm> Forms() {
  std::vector<VariableForm> forms;
  for (const Variable& variable : Variables()) {
    forms.push_back(FormOf(variable, ""));
    forms.push_back(FormOf(variable, "PG_"));
  }
  forms.push_back({"OTEL_SDK_DISABLED", Kind::kOtelBoolean});
  forms.push_back(
      {"OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED", Kind::kOtelBoolean});
  forms.push_back({"OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN", Kind::kWord, {"logs", "logs/dup"}});
  // Other libraries share it: entries that dbspan does not know are not errors.
  forms.push_back({"OTEL_SEMCONV_STABILITY_OPT_IN", Kind::kFreeText});
  return forms;
}

struct Answer {
  std::string options;
  std::vector<std::string> complaints;
  std::set<std::string> asked;
};

Answer Read(const std::map<std::string, std::string>& variables) {
  Answer answer;
  const EnvironmentReader reader{
      [&](const char* name) -> const char* {
        answer.asked.insert(name);
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      [&](const std::string& complaint) { answer.complaints.push_back(complaint); }};
  answer.options = Describe(ReadOptions(reader, "PG"));
  return answer;
}

/// Returns the default, or what an invalid value means if it decides how much is recorded.
std::string Expected(const std::string& name) {
  Options options;
  if (name.find("QUERY_TEXT") == name.size() - std::string{"QUERY_TEXT"}.size()) {
    options.query_text = QueryText::kOff;
  }
  if (name.find("ERROR_MESSAGES") != std::string::npos) {
    options.error_messages = ErrorMessages::kOff;
  }
  return Describe(options);
}

TEST(VariableValuesTest, EachBadValueIsOneLineAndTheDefaultIsUsed) {
  for (const VariableForm& form : Forms()) {
    for (const std::string& value : ValuesOf(form).bad) {
      const Answer answer = Read({{form.name, value}});

      ASSERT_THAT(
          answer.complaints,
          ElementsAre(AllOf(HasSubstr(form.name),
                            AnyOf(HasSubstr(" is ignored; accepted: "), HasSubstr(" is read as ")),
                            HasSubstr("; accepted: "))))
          << form.name << '=' << value;
      const std::string line{LogLine{answer.complaints[0]}.text()};
      EXPECT_THAT(line, HasSubstr("; accepted: ")) << "the line is cut";
      EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
      EXPECT_EQ(answer.options, Expected(form.name)) << form.name << '=' << value;
    }
  }
}

TEST(VariableValuesTest, AGoodValueGivesNoLine) {
  for (const VariableForm& form : Forms()) {
    for (const std::string& value : ValuesOf(form).good) {
      EXPECT_THAT(Read({{form.name, value}}).complaints, IsEmpty()) << form.name << '=' << value;
    }
  }
}

TEST(VariableValuesTest, EveryVariableThatIsReadHasAForm) {
  std::set<std::string> known;
  for (const VariableForm& form : Forms()) known.insert(form.name);

  for (const std::string& name : Read({}).asked) EXPECT_EQ(known.count(name), 1U) << name;
}

}  // namespace
}  // namespace dbspan
