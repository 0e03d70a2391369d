#include "view/json_lines.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "view/otlp_json.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

constexpr std::size_t kNamedLines = 100;

struct CloseFile {
  void operator()(gzFile file) const { gzclose(file); }
};
using File = std::unique_ptr<std::remove_pointer_t<gzFile>, CloseFile>;

// Counts spans and passes everything on to `next`.
class CountingSink : public SpanSink {
 public:
  CountingSink(SpanSink& next, std::size_t& spans) : next_(next), spans_(spans) {}
  void OnResource(ReceivedResource resource) override { next_.OnResource(std::move(resource)); }
  void OnSpan(ReceivedSpan span) override {
    ++spans_;
    next_.OnSpan(std::move(span));
  }

 private:
  SpanSink& next_;
  std::size_t& spans_;
};

void ReadLine(std::string_view line, std::size_t number, SpanSink& sink, FileOutcome& outcome) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  ++outcome.lines;
  try {
    const Signal signal = ReadTracesJson(line, sink);
    if (signal == Signal::kOther) throw BadJson{"this is no OTLP message"};
    if (signal != Signal::kTraces) ++outcome.other_signals;
  } catch (const BadJson& reason) {
    ++outcome.bad;
    if (outcome.bad_lines.size() < kNamedLines)
      outcome.bad_lines.emplace_back(number, reason.what());
  }
}

}  // namespace

FileOutcome ReadJsonLines(const std::string& path, SpanSink& sink) {
  FileOutcome outcome;
  const int descriptor = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    outcome.error = std::strerror(errno);
    return outcome;
  }
  const File file{gzdopen(descriptor, "rb")};
  if (!file) {
    close(descriptor);
    outcome.error = "not enough memory";
    return outcome;
  }
  CountingSink counting{sink, outcome.spans};
  std::string pending;
  std::size_t number = 0;
  auto chunk = std::make_unique<std::array<char, 1 << 16>>();
  int size = 0;
  while ((size = gzread(file.get(), chunk->data(), static_cast<unsigned>(chunk->size()))) > 0) {
    std::string_view rest{chunk->data(), static_cast<std::size_t>(size)};
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      pending.append(rest.substr(0, end));
      ReadLine(pending, ++number, counting, outcome);
      pending.clear();
      rest.remove_prefix(end + 1);
    }
    pending.append(rest);
  }
  if (!pending.empty()) ReadLine(pending, ++number, counting, outcome);
  if (size < 0) {
    int code = 0;
    const char* reason = gzerror(file.get(), &code);
    outcome.error = code == Z_ERRNO ? std::strerror(errno) : reason;
  } else if (outcome.lines > 0 && outcome.bad == outcome.lines) {
    const auto& [first, reason] = outcome.bad_lines[0];
    outcome.error =
        (outcome.lines == 1 ? "the only line cannot be read"
                            : "none of its " + CountText(outcome.lines) + " lines can be read") +
        std::string{"; line "} + std::to_string(first) + ": " + reason;
  }
  return outcome;
}

}  // namespace dbspan::view
