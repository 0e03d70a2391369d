// Prints random messages encoded by the recorder, for check_encoding.py. Each line has the signal,
// the protobuf in hexadecimal and the JSON. Usage: encoding_samples SEED COUNT
#include <array>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "recorder/otlp/fields.h"
#include "recorder/otlp/json.h"
#include "recorder/otlp/log_record.h"
#include "recorder/otlp/metrics.h"
#include "recorder/otlp/request.h"
#include "recorder/otlp/spans.h"
#include "recorder/recorder.h"

namespace {

using namespace dbspan::recorder;        // NOLINT(*-using-namespace): a program of its own
using namespace dbspan::recorder::otlp;  // NOLINT(*-using-namespace)

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::int64_t Below(std::int64_t limit) {
    return std::uniform_int_distribution<std::int64_t>{0, limit - 1}(engine_);
  }
  bool Chance() { return Below(2) == 0; }
  std::int64_t Number() { return static_cast<std::int64_t>(engine_() >> 1U >> Below(63)); }
  /// Returns random bytes, mostly text.
  std::string Text() {
    static const std::array<std::string, 8> kPieces{
        "SELECT ",  "\xC3\xA9", "\xF0\x9F\x98\x80", "\xFF", std::string(1, '\0'), "\"\\",
        "\xE2\x82", "x\n\t"};
    std::string text;
    const std::int64_t longest = Below(20) == 0 ? 3000 : 12;
    for (std::int64_t i = Below(longest); i > 0; --i)
      text += kPieces[static_cast<std::size_t>(Below(8))];
    return text;
  }
  template <class Id>
  Id AnyId() {
    Id id;
    for (auto& byte : id) byte = static_cast<std::uint8_t>(Below(256));
    return id;
  }

 private:
  std::mt19937_64 engine_;
};

std::string Hex(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

void Print(const char* signal, Message message, const std::string& request) {
  std::cout << signal << ' ' << Hex(request) << ' ' << ToJson(message, request) << '\n';
}

std::string AnyResource(Random& random) {
  std::string resource;
  AddAttribute(resource, AttributesOf::kResource, "service.name", random.Text());
  AddAttribute(resource, AttributesOf::kResource, "process.pid", random.Number());
  AddAttribute(resource, AttributesOf::kResource, "fraction",
               1.0 / static_cast<double>(random.Number() + 1));
  return resource;
}

TextId AnyEndpoint(Random& random, Texts& texts) {
  const std::string database = random.Text();
  const std::string server = random.Text();
  return texts.Intern(EndpointTexts{"postgresql", database, server, 5432, server, 1});
}

TextId AnyStatement(Random& random, Texts& texts) {
  const std::array<std::string, 6> parts{random.Text(), random.Text(), random.Text(),
                                         random.Text(), random.Text(), random.Text()};
  return texts.Intern(
      StatementTexts{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], {}});
}

void PrintSpans(Random& random) {
  Texts texts{std::size_t{1} << 20U};
  Recorder recorder{{}, texts};
  for (std::int64_t i = random.Below(4) + 1; i > 0; --i) {
    OpenSpan open;
    recorder.Start(opentelemetry::trace::SpanContext::GetInvalid(), open, random.Below(2) * 1000);
    recorder.Describe(open, static_cast<ScopeId>(1 + random.Below(ScopeCount())),
                      AnyEndpoint(random, texts), AnyStatement(random, texts));
    std::string encoded;
    if (random.Chance()) AddTraceState(encoded, random.Text());
    if (random.Chance()) {
      AddLink(encoded, random.AnyId<TraceId>(), random.AnyId<SpanId>(), random.Text(),
              static_cast<std::uint8_t>(random.Below(2)));
    }
    const std::array<std::string, 5> words{random.Text(), random.Text(), random.Text(),
                                           random.Text(), random.Text()};
    Ending ending;
    ending.returned_rows = random.Number() - 1;
    ending.affected_rows = random.Number() - 1;
    ending.hits = random.Below(3);
    ending.misses = random.Below(3);
    ending.warnings = random.Below(3);
    ending.batch_size = random.Number() - 1;
    ending.transaction_aborted = random.Chance();
    ending.failed = random.Chance();
    ending.query_text = words[0];
    ending.status_code = words[1];
    ending.error_type = words[2];
    ending.error_message = words[3];
    ending.exception_type = words[4];
    ending.encoded = encoded;
    recorder.End(open, ending, open.since + random.Number() / 4);
  }
  RequestBuilder request{AnyResource(random)};
  recorder.Drain([&](const char* record) {
    RecordHeader header;
    std::memcpy(&header, record, sizeof header);
    std::string span;
    EncodeSpan(record, texts, span);
    request.Add(header.scope, span);
    return true;
  });
  Print("traces", Message::kTracesRequest, request.Take());
  MetricsBuilder metrics{AnyResource(random),
                         random.Chance() ? Temporality::kDelta : Temporality::kCumulative,
                         random.Number()};
  recorder.CountExported(static_cast<std::uint64_t>(random.Number()));
  Print("metrics", Message::kMetricsRequest, metrics.Build(recorder, random.Number()));
}

void PrintLogs(Random& random) {
  LogRecord record;
  const std::string name = random.Text();
  const std::string severity = random.Text();
  record.time = random.Number();
  record.severity = static_cast<std::uint32_t>(random.Below(25));
  record.severity_text = severity;
  record.event_name = name;
  if (random.Chance()) {
    record.trace_id = random.AnyId<TraceId>();
    record.span_id = random.AnyId<SpanId>();
    record.trace_flags = 1;
  }
  AddAttribute(record.attributes, AttributesOf::kLogRecord, "text", random.Text());
  AddFlag(record.attributes, AttributesOf::kLogRecord, "flag", random.Chance());
  RequestBuilder request{AnyResource(random)};
  request.Add(static_cast<ScopeId>(1 + random.Below(ScopeCount())), Encode(record));
  Print("logs", Message::kLogsRequest, request.Take());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " SEED COUNT\n";
    return EXIT_FAILURE;
  }
  Random random{static_cast<unsigned>(std::atoi(argv[1]))};
  for (int i = std::atoi(argv[2]); i > 0; --i) {
    PrintSpans(random);
    PrintLogs(random);
  }
  return EXIT_SUCCESS;
}
