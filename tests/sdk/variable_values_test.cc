// Gives every variable that `sdk::setup` reads generated values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sdk/environment.h"
#include "tests/support/variable_values.h"

namespace dbspan::sdk {
namespace {

using test::VariableForm;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = VariableForm::Kind;

std::string Describe(const Environment& environment) {
  std::ostringstream text;
  text << environment.disabled << ' ' << static_cast<int>(environment.sampler)
       << environment.parent_based << environment.sampler_ratio << ' '
       << environment.spans.max_queue_size << ' ' << environment.spans.max_export_batch_size << ' '
       << environment.spans.schedule_delay_millis.count() << ' '
       << environment.log_records.max_queue_size << ' '
       << environment.log_records.max_export_batch_size << ' '
       << environment.log_records.schedule_delay_millis.count() << ' '
       << environment.reader.export_interval_millis.count() << ' '
       << environment.reader.export_timeout_millis.count() << ' '
       << environment.exit_timeout.count() << environment.flush_on_sigterm;
  for (const Propagation one : environment.propagators) text << ' ' << static_cast<int>(one);
  for (const SignalTarget* target :
       {&environment.traces, &environment.metrics, &environment.logs}) {
    text << ' ' << static_cast<int>(target->exporter) << static_cast<int>(target->protocol)
         << target->timeout.has_value();
  }
  return text.str();
}

std::vector<VariableForm> Forms() {
  std::vector<VariableForm> forms = test::SharedForms();
  const std::vector<VariableForm> own{
      {"OTEL_SERVICE_NAME", Kind::kFreeText},
      {"OTEL_PROPAGATORS",
       Kind::kWords,
       {"tracecontext", "baggage", "b3", "b3multi", "jaeger", "none"}}};
  forms.insert(forms.end(), own.begin(), own.end());
  for (const std::string prefix : {"OTEL_BSP", "OTEL_BLRP"}) {
    forms.push_back({prefix + "_MAX_EXPORT_BATCH_SIZE", Kind::kNumber, {}, 1, 2048});
  }
  for (const std::string signal : {"TRACES", "METRICS", "LOGS"}) {
    forms.push_back({"OTEL_" + signal + "_EXPORTER", Kind::kWord, {"otlp", "console", "none"}});
  }
  return forms;
}

Environment Read(const VariableForm& form, const std::string& value, std::set<std::string>& asked) {
  std::map<std::string, std::string> variables{{form.name, value}};
  if (form.name == "OTEL_TRACES_SAMPLER_ARG") variables["OTEL_TRACES_SAMPLER"] = "traceidratio";
  return ReadEnvironment(
      [&](const char* name) -> const char* {
        asked.insert(name);
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      true);
}

TEST(SdkVariablesTest, EachBadValueIsOneLineAndTheDefaultIsUsed) {
  std::set<std::string> asked;
  for (const VariableForm& form : Forms()) {
    const std::string defaults = Describe(Read(form, "", asked));
    for (const std::string& value : ValuesOf(form).bad) {
      const Environment environment = Read(form, value, asked);

      EXPECT_THAT(environment.complaints,
                  ElementsAre(AllOf(HasSubstr(form.name), HasSubstr(" is ignored; accepted: "))))
          << form.name << '=' << value;
      const bool batch_beyond_queue = form.name.find("BATCH_SIZE") != std::string::npos;
      if (!batch_beyond_queue) {
        EXPECT_EQ(Describe(environment), defaults) << form.name << '=' << value;
      }
    }
  }
}

TEST(SdkVariablesTest, AGoodValueGivesNoLine) {
  std::set<std::string> asked;
  for (const VariableForm& form : Forms()) {
    for (const std::string& value : ValuesOf(form).good) {
      EXPECT_THAT(Read(form, value, asked).complaints, IsEmpty()) << form.name << '=' << value;
    }
  }
  std::set<std::string> known;
  for (const VariableForm& form : Forms()) known.insert(form.name);
  EXPECT_EQ(asked, known);
}

}  // namespace
}  // namespace dbspan::sdk
