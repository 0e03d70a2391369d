#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace dbspan::test {

/// What a variable accepts.
struct VariableForm {
  enum class Kind : std::uint8_t {
    kFreeText,  ///< Anything, such as a path.
    kBoolean,   ///< true, false, 1, 0, on, off, yes, no.
    kOtelBoolean,
    kWord,
    kWords,  ///< A list.
    kNumber,
    kDuration,
    kTimeout,
    kFraction,
    kPositions,
    kPairs,
  };
  std::string name;
  Kind kind;
  std::vector<std::string> words = {};
  std::int64_t least = 0;
  std::int64_t most = 1'000'000'000;
};

/// The variables that the recorder and the SDK read alike.
inline std::vector<VariableForm> SharedForms() {
  using Kind = VariableForm::Kind;
  std::vector<VariableForm> forms{
      {"OTEL_SDK_DISABLED", Kind::kOtelBoolean},
      {"OTEL_TRACES_SAMPLER",
       Kind::kWord,
       {"always_on", "always_off", "traceidratio", "parentbased_always_on",
        "parentbased_always_off", "parentbased_traceidratio"}},
      {"OTEL_TRACES_SAMPLER_ARG", Kind::kFraction},
      {"OTEL_METRIC_EXPORT_INTERVAL", Kind::kNumber, {}, 1},
      {"OTEL_METRIC_EXPORT_TIMEOUT", Kind::kNumber},
      {"DBSPAN_EXIT_TIMEOUT", Kind::kNumber},
      {"DBSPAN_FLUSH_ON_SIGTERM", Kind::kBoolean}};
  for (const std::string prefix : {"OTEL_BSP", "OTEL_BLRP"}) {
    forms.push_back({prefix + "_SCHEDULE_DELAY", Kind::kNumber});
    forms.push_back({prefix + "_MAX_QUEUE_SIZE", Kind::kNumber, {}, 1});
  }
  for (const std::string signal : {"", "TRACES_", "METRICS_", "LOGS_"}) {
    const std::string prefix = "OTEL_EXPORTER_OTLP_" + signal;
    forms.push_back({prefix + "PROTOCOL", Kind::kWord, {"http/protobuf", "http/json", "grpc"}});
    forms.push_back({prefix + "TIMEOUT", Kind::kTimeout});
    forms.push_back({prefix + "ENDPOINT", Kind::kFreeText});
  }
  return forms;
}

/// Values of a variable for tests, generated from its form.
struct VariableValues {
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

inline std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

inline VariableValues ValuesOf(const VariableForm& form) {
  using Kind = VariableForm::Kind;
  VariableValues values{{"", " ", " \t "}, {}};
  const auto add = [](std::vector<std::string>& to, std::vector<std::string> more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  const auto words = [&](const std::vector<std::string>& accepted) {
    for (const std::string& word : accepted) {
      add(values.good, {word, Upper(word), " " + word + " \t"});
      add(values.bad, {word + "x", word + " " + word, "-" + word});
    }
    add(values.bad, {"bogus", "-1", "2", "99999999999999999999", "?", std::string(3000, 'w'),
                     std::string(300, '\n') + "x" + std::string(3, '\x01')});
  };
  switch (form.kind) {
    case Kind::kFreeText:
      break;
    case Kind::kBoolean:
      words({"true", "false", "1", "0", "on", "off", "yes", "no"});
      break;
    case Kind::kOtelBoolean:
      words({"true", "false"});
      add(values.bad, {"1", "0", "yes"});
      break;
    case Kind::kWord:
      words(form.words);
      add(values.bad, {",", form.words.front() + ",bogus"});
      break;
    case Kind::kWords:
      words(form.words);
      add(values.good, {form.words.front() + " , " + form.words.front()});
      add(values.bad, {",", " , ,"});
      break;
    case Kind::kNumber:
      add(values.good, {std::to_string(form.least), std::to_string(form.most), "\t7 "});
      add(values.bad, {std::to_string(form.least - 1), std::to_string(form.most + 1)});
      break;
    case Kind::kDuration:
      add(values.good, {"0", "0s", "250us", "10MS", " 1s ", "999999999ns"});
      add(values.bad,
          {"5", "-1s", "1.5s", "1 s", "s", "1sec", "1e3ms", "+1s", "9999999999s", "1,s"});
      break;
    case Kind::kTimeout:
      add(values.good, {"0", "500", " 500 ", "5s", "500MS"});
      add(values.bad, {"-1s", "1.5s", "1 s", "s", "+1s", "9999999999s", "1000000001"});
      break;
    case Kind::kFraction:
      add(values.good, {"0", "1", "0.25", " 1e-3 ", ".5", "1.0"});
      add(values.bad, {"-0.1", "1.1", "nan", "inf", "half", "0,5", "0.5x", "0x1", "1e999", "+0.5"});
      break;
    case Kind::kPositions:
      add(values.good, {"*", "0", "0, 2", "65535"});
      add(values.bad,
          {"name", "0, name", "-1", "01", "1.5", "99999999999999999999", ",", "100000"});
      break;
    case Kind::kPairs:
      add(values.good, {"a=b", " a = b , c=d=e", "a="});
      add(values.bad, {"a", "=b", ",", "a=b, c", std::string(3000, 'w')});
      break;
  }
  if (form.kind == Kind::kNumber || form.kind == Kind::kTimeout) {
    add(values.bad, {"-1", "abc", "1x", "1 2", "+5", "0x10", "1.5", "1e3", "1,2", "\xD9\xA3", "-",
                     "9223372036854775808", "-9223372036854775809", "99999999999999999999999",
                     std::string(3000, '1')});
  }
  return values;
}

}  // namespace dbspan::test
