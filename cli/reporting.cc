#include "cli/reporting.h"

#include <sys/stat.h>
#include <unistd.h>

#include <limits>

#include "cli/output.h"
#include "view/json_findings.h"
#include "view/json_spans.h"
#include "view/page.h"
#include "view/page_data.h"
#include "view/report.h"

namespace dbspan::cli {
namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max() / 2;
constexpr std::size_t kPageTextWidth = 100;

bool Complain(const std::string& path, const std::string& reason) {
  if (reason.empty()) return true;
  WriteAll(STDERR_FILENO, "dbspan: " + view::Printable(path) + ": " + reason + "\n");
  return false;
}

view::ReportOptions ReportOptionsOf(const Options& options) {
  view::ReportOptions report;
  report.statements = options.statements;
  if (options.all) report.lines = kUnlimited;
  return report;
}

// Inserts the signal before the file name extension: `run.logs.jsonl` for `run.jsonl`.
std::string PathBeside(const std::string& path, const std::string& signal) {
  const auto dot = path.rfind('.');
  const auto slash = path.rfind('/');
  const bool has_ending =
      dot != std::string::npos && (slash == std::string::npos || dot > slash + 1) && dot > 0;
  return has_ending ? path.substr(0, dot) + "." + signal + path.substr(dot) : path + "." + signal;
}

// Returns true if other files can be made next to the file, which is not so for `/dev/stdout`.
bool IsRegular(const std::string& path) {
  struct stat info {};
  return DescriptorNamedBy(path) < 0 && (stat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode));
}

std::string WriteJson(const std::string& path, const view::Picture& picture) {
  return WriteFile(path, [&picture](const view::Writer& write) {
    view::WriteJsonSpans(*picture.store, picture.run.processes, write);
  });
}

}  // namespace

std::string WritePage(const std::string& path, const view::Picture& picture) {
  constexpr int kSmallest = 9;  // level of compression
  view::Look look;
  look.width = kPageTextWidth;
  const std::string text = view::DrawReport(picture, look, {});
  const std::string packed = view::PackPageData(picture, kSmallest);
  return WriteFile(path, [&](const view::Writer& write) {
    view::WritePage(view::PageTemplate(), "dbspan: " + picture.run.title, text, packed, write);
  });
}

bool WriteReports(const view::Picture& picture, const Options& options, int descriptor,
                  const OtherSignals* others) {
  bool written = true;
  std::string paths;
  if (!options.html.empty()) {
    written &= Complain(options.html, WritePage(options.html, picture));
    paths += "  page: " + view::Printable(options.html) + "\n";
  }
  if (!options.json.empty()) {
    written &= Complain(options.json, WriteJson(options.json, picture));
    paths += "  spans: " + view::Printable(options.json) + "\n";
    const auto write_beside = [&](const char* signal, const char* name, const std::string& lines) {
      if (lines.empty()) return;
      if (!IsRegular(options.json)) {
        paths += std::string{"  "} + name + ": left out; no file can be made next to " +
                 view::Printable(options.json) + "\n";
        return;
      }
      const std::string path = PathBeside(options.json, signal);
      written &= Complain(path, WriteFile(path, lines));
      paths += std::string{"  "} + name + ": " + view::Printable(path) + "\n";
    };
    if (others != nullptr) write_beside("metrics", "metrics", others->metrics());
    write_beside("logs", "log records",
                 (others == nullptr ? "" : others->logs()) + view::FindingRecords(picture));
  }
  if (!options.output.empty()) {
    const std::string text =
        view::DrawReport(picture, LookOf(-1, options.colour), ReportOptionsOf(options));
    written &= Complain(options.output, WriteFile(options.output, text));
    if (written) return true;
  }
  if (options.quiet) return written;
  const view::Look look = LookOf(descriptor, options.colour);
  // If a file could not be written, the report takes its place.
  if (paths.empty() || !written) {
    WriteAll(descriptor, "\n" + view::DrawReport(picture, look, ReportOptionsOf(options)));
  } else {
    WriteAll(descriptor, "\n" + view::DrawHead(picture, look) + (written ? paths : ""));
  }
  return written;
}

}  // namespace dbspan::cli
