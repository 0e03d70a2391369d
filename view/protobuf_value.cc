#include "view/protobuf_value.h"

#include "view/attribute_text.h"
#include "view/utf8.h"

namespace dbspan::view {
namespace {

using protozero::pbf_reader;

// NOLINTNEXTLINE(misc-no-recursion): limited by `depth`
std::string AnyValue(pbf_reader value, int depth, bool within_json);

// NOLINTNEXTLINE(misc-no-recursion)
std::string ArrayText(pbf_reader array, int depth) {
  std::string text = "[";
  while (array.next(1)) {
    if (text.size() > 1) text += ',';
    text += AnyValue(array.get_message(), depth + 1, true);
  }
  return text + "]";
}

// NOLINTNEXTLINE(misc-no-recursion)
std::string MapText(pbf_reader map, int depth) {
  std::string text = "{";
  while (map.next(1)) {
    std::string key;
    std::string value = "null";
    pbf_reader pair = map.get_message();
    while (pair.next()) {
      if (pair.tag() == 1) {
        key = ProtobufText(pair);
      } else if (pair.tag() == 2) {
        value = AnyValue(pair.get_message(), depth + 1, true);
      } else {
        pair.skip();
      }
    }
    if (text.size() > 1) text += ',';
    text += JsonText(key) + ":" + value;
  }
  return text + "}";
}

// NOLINTNEXTLINE(misc-no-recursion)
std::string AnyValue(pbf_reader value, int depth, bool within_json) {
  std::string text = within_json ? "null" : "";
  if (depth > kDeepestValue) return JsonText("…");
  while (value.next()) {
    switch (value.tag()) {
      case 1:
        text = within_json ? JsonText(ProtobufText(value)) : ProtobufText(value);
        break;
      case 2:
        text = value.get_bool() ? "true" : "false";
        break;
      case 3:
        text = std::to_string(value.get_int64());
        break;
      case 4:
        text = NumberText(value.get_double());
        break;
      case 5:
        text = ArrayText(value.get_message(), depth);
        break;
      case 6:
        text = MapText(value.get_message(), depth);
        break;
      case 7: {
        const auto bytes = value.get_view();
        text = HexText({bytes.data(), bytes.size()});
        if (within_json) text = JsonText(text);
        break;
      }
      default:
        value.skip();
    }
  }
  return text;
}

}  // namespace

std::string ProtobufText(pbf_reader& field) {
  const auto view = field.get_view();
  return ReplaceInvalid({view.data(), view.size()});
}

Attribute ReadProtobufAttribute(pbf_reader pair) {
  Attribute attribute;
  while (pair.next()) {
    if (pair.tag() == 1) {
      attribute.first = ProtobufText(pair);
    } else if (pair.tag() == 2) {
      attribute.second = AnyValue(pair.get_message(), 0, false);
    } else {
      pair.skip();
    }
  }
  return attribute;
}

}  // namespace dbspan::view
