#include "cli/diagnosis.h"

#include <cstdint>

#include "view/json_object.h"

namespace dbspan::cli {
namespace {

constexpr std::size_t kFirst = 11;
constexpr std::size_t kLibrary = 24;

const char* NameOf(Diagnosis::Word word) {
  switch (word) {
    case Diagnosis::Word::kOk:
      return "ok";
    case Diagnosis::Word::kPart:
      return "PART";
    case Diagnosis::Word::kNo:
      return "no";
    case Diagnosis::Word::kUnknown:
      return "?";
    case Diagnosis::Word::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string Diagnosis::Text(const view::Look& look) const {
  std::string text;
  const auto add = [&](const std::string& first, const std::string& rest, view::Colour colour) {
    text += view::Paint(view::FillTo(first, kFirst), colour, look) +
            view::Wrap(view::Printable(rest), look.width - kFirst, kFirst) + "\n";
  };
  for (const Line& line : lines_) {
    const bool fact = line.word == Word::kNone;
    const view::Colour colour =
        line.good ? fact ? view::Colour::kPlain : view::Colour::kGreen : view::Colour::kYellow;
    const std::string first = fact ? line.subject : std::string{"  "} + NameOf(line.word);
    const bool has_subject = !fact && !line.subject.empty();
    add(first, (has_subject ? view::FillTo(line.subject, kLibrary) + " " : "") + line.text, colour);
    if (!line.advice.empty()) add("", "→ " + line.advice, view::Colour::kPlain);
  }
  add("summary", Summary(), view::Colour::kPlain);
  return look.unicode ? text : view::ToAscii(text);
}

std::string Diagnosis::Json() const {
  view::JsonArray lines;
  for (const Line& line : lines_) {
    lines.Add(view::JsonObject{}
                  .Text("subject", line.subject)
                  .Text("verdict", NameOf(line.word))
                  .Text("text", line.text)
                  .Text("advice", line.advice)
                  .Flag("good", line.good)
                  .Done());
  }
  return view::JsonObject{}
             .Flag("good", good())
             .Number("clients", static_cast<std::int64_t>(clients_))
             .Number("traced", static_cast<std::int64_t>(traced_))
             .Number("inPart", static_cast<std::int64_t>(in_part_))
             .Raw("lines", lines.Done())
             .Done() +
         "\n";
}

}  // namespace dbspan::cli
