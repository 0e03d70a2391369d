// Gives every variable that the recorder reads generated values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "recorder/export/resource.h"
#include "recorder/export/settings.h"
#include "tests/support/variable_values.h"

namespace dbspan::recorder {
namespace {

using test::VariableForm;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = VariableForm::Kind;

std::string Describe(const ExportSettings& settings) {
  std::ostringstream text;
  text << settings.disabled << ' ' << settings.spans.most << ' ' << settings.spans.delay.count()
       << ' ' << settings.log_records.most << ' ' << settings.log_records.delay.count() << ' '
       << settings.metric_interval.count() << ' ' << static_cast<int>(settings.temporality) << ' '
       << settings.exit_timeout.count() << settings.flush_on_sigterm << ' '
       << settings.recorder.bytes << ' ' << settings.text_bytes << ' '
       << settings.recorder.sampler.parent_based << settings.recorder.sampler.ratio << ' '
       << settings.recorder.merge_faster_than << ' ' << settings.rings.arguments
       << static_cast<int>(settings.rings.consumer) << settings.recorder.process_parent.has_value();
  for (const SignalSettings* signal : {&settings.traces, &settings.metrics, &settings.logs}) {
    text << ' ' << signal->otlp << signal->console << ' ' << signal->target.url << ' '
         << static_cast<int>(signal->target.protocol) << signal->target.gzip << ' '
         << signal->target.timeout.count() << ' ' << signal->target.headers.size();
  }
  return text.str();
}

std::vector<VariableForm> Forms() {
  std::vector<VariableForm> forms = test::SharedForms();
  const std::vector<VariableForm> own{
      {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
       Kind::kWord,
       {"cumulative", "delta", "lowmemory"}},
      {"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
       Kind::kWord,
       {"explicit_bucket_histogram"}},
      {"OTEL_PROPAGATORS", Kind::kWords, {"tracecontext", "baggage", "b3", "jaeger", "none"}},
      {"DBSPAN_RECORDER_MEMORY", Kind::kNumber, {}, 1, 65536},
      {"DBSPAN_MERGE_FASTER_THAN", Kind::kDuration},
      {"DBSPAN_RING_DIR", Kind::kFreeText},
      {"DBSPAN_RING_ARGUMENTS", Kind::kBoolean},
      {"DBSPAN_RING_READER", Kind::kBoolean},
      // A traceparent that cannot be read starts a new trace (W3C, Trace Context).
      {"TRACEPARENT", Kind::kFreeText},
      {"OTEL_CONFIG_FILE", Kind::kFreeText},
      {"OTEL_EXPORTER_OTLP_INSECURE", Kind::kOtelBoolean}};
  forms.insert(forms.end(), own.begin(), own.end());
  for (const std::string prefix : {"OTEL_BSP", "OTEL_BLRP"}) {
    forms.push_back({prefix + "_MAX_EXPORT_BATCH_SIZE", Kind::kNumber, {}, 1});
    forms.push_back({prefix + "_EXPORT_TIMEOUT", Kind::kNumber});
  }
  for (const std::string signal : {"TRACES", "METRICS", "LOGS"}) {
    forms.push_back({"OTEL_" + signal + "_EXPORTER", Kind::kWords, {"otlp", "console", "none"}});
    forms.push_back({"OTEL_EXPORTER_OTLP_" + signal + "_INSECURE", Kind::kOtelBoolean});
  }
  for (const std::string signal : {"", "TRACES_", "METRICS_", "LOGS_"}) {
    const std::string prefix = "OTEL_EXPORTER_OTLP_" + signal;
    forms.push_back({prefix + "COMPRESSION", Kind::kWord, {"gzip", "none"}});
    forms.push_back({prefix + "HEADERS", Kind::kPairs});
    for (const char* text : {"CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"}) {
      forms.push_back({prefix + text, Kind::kFreeText});
    }
  }
  return forms;
}

struct Answer {
  std::string settings;
  std::vector<std::string> complaints;
  std::set<std::string> asked;
};

/// Reads one variable, and the others that make the recorder read it.
Answer Read(const std::string& name, const std::string& value) {
  std::map<std::string, std::string> variables{{"DBSPAN_RING_DIR", "/tmp/rings"},
                                               {"TRACEPARENT", "00-1-2-01"},
                                               {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:1"}};
  if (name == "OTEL_TRACES_SAMPLER_ARG") variables["OTEL_TRACES_SAMPLER"] = "traceidratio";
  if (name.find("INSECURE") != std::string::npos) variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
  if (!name.empty()) variables[name] = value;
  Answer answer;
  const ExportSettings settings = ReadExportSettings([&](const char* asked) -> const char* {
    answer.asked.insert(asked);
    const auto found = variables.find(asked);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
  answer.settings = Describe(settings);
  answer.complaints = settings.complaints;
  return answer;
}

TEST(RecorderVariablesTest, EachBadValueIsOneLineAndTheDefaultIsUsed) {
  for (const VariableForm& form : Forms()) {
    const std::string defaults = Read(form.name, "").settings;
    for (const std::string& value : ValuesOf(form).bad) {
      const Answer answer = Read(form.name, value);

      EXPECT_THAT(answer.complaints,
                  ElementsAre(AllOf(HasSubstr(form.name), HasSubstr(" is ignored; accepted: "))))
          << form.name << '=' << value;
      if (form.kind != Kind::kPairs) {
        EXPECT_EQ(answer.settings, defaults) << form.name << '=' << value;
      }
    }
  }
}

TEST(RecorderVariablesTest, ABadListOfAttributesIsOneLine) {
  const VariableForm form{"OTEL_RESOURCE_ATTRIBUTES", Kind::kPairs};
  const auto complaints = [&](const std::string& value) {
    Variables variables{[&](const char* name) -> const char* {
      return name == form.name ? value.c_str() : nullptr;
    }};
    DescribeProcess("shop", variables);
    return variables.TakeComplaints();
  };

  for (const std::string& value : ValuesOf(form).bad) {
    EXPECT_THAT(complaints(value),
                ElementsAre(AllOf(HasSubstr(form.name), HasSubstr(" is ignored; accepted: "))))
        << value;
  }
  for (const std::string& value : ValuesOf(form).good) {
    EXPECT_THAT(complaints(value), IsEmpty()) << value;
  }
}

TEST(RecorderVariablesTest, AGoodValueGivesNoLine) {
  for (const VariableForm& form : Forms()) {
    for (const std::string& value : ValuesOf(form).good) {
      EXPECT_THAT(Read(form.name, value).complaints, IsEmpty()) << form.name << '=' << value;
    }
  }
}

TEST(RecorderVariablesTest, EveryVariableThatIsReadHasAForm) {
  std::set<std::string> known;
  for (const VariableForm& form : Forms()) known.insert(form.name);
  std::set<std::string> asked = Read("", "").asked;
  for (const char* name : {"OTEL_TRACES_SAMPLER_ARG", "OTEL_EXPORTER_OTLP_INSECURE"}) {
    asked.merge(Read(name, "").asked);
  }

  for (const std::string& name : asked) EXPECT_EQ(known.count(name), 1U) << name;
}

TEST(RecorderVariablesTest, AHeaderOrAPasswordInAUrlIsInNoLine) {
  for (const VariableForm& form : Forms()) {
    for (const char* value : {"http://user:S3CRET@host:1/x", "authorization Bearer S3CRET",
                              "S3CRET@host", "postgresql://u:S3CRET@h/d?password=S3CRET"}) {
      const bool url = std::string{value}.find('@') != std::string::npos;
      if (!url && form.kind != Kind::kPairs) continue;
      for (const std::string& complaint : Read(form.name, value).complaints) {
        EXPECT_THAT(complaint, ::testing::Not(HasSubstr("S3CRET"))) << form.name << '=' << value;
      }
    }
  }
}

}  // namespace
}  // namespace dbspan::recorder
