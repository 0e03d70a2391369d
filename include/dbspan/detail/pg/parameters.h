#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Parameter;

namespace detail::pg {

template <class Value>
struct IsNullable : std::false_type {};
template <class Value>
struct IsNullable<std::optional<Value>> : std::true_type {};
template <class Value, class Deleter>
struct IsNullable<std::unique_ptr<Value, Deleter>> : std::true_type {};
template <class Value>
struct IsNullable<std::shared_ptr<Value>> : std::true_type {};

/// True for the result of `pqxx::prepare::make_dynamic_params`, which binds one parameter per
/// element.
template <class Value, class = void>
struct IsDynamic : std::false_type {};
#if PQXX_VERSION_MAJOR < 8
template <template <class...> class List, class... Types>
struct IsDynamic<
    List<Types...>,
    std::enable_if_t<std::is_same_v<List<Types...>, ::pqxx::internal::dynamic_params<Types...>>>>
    : std::true_type {};
#endif

template <class Value>
inline constexpr bool kIsCharacter =
    std::is_same_v<Value, char> || std::is_same_v<Value, signed char> ||
    std::is_same_v<Value, unsigned char> || std::is_same_v<Value, wchar_t> ||
    std::is_same_v<Value, char16_t> || std::is_same_v<Value, char32_t>;

/// Converts bound values to text, in the form that libpqxx sends, and appends them to `parameters`,
/// which must outlive it.
class ParameterReader {
 public:
  explicit ParameterReader(std::vector<Parameter>& parameters) noexcept : parameters_(parameters) {}

  template <class Value>
  void Add(const Value& value) {
    if constexpr (std::is_same_v<Value, bool>) {
      Push(value ? "true" : "false");
    } else if constexpr ((std::is_arithmetic_v<Value> && !kIsCharacter<Value>) ||
                         std::is_enum_v<Value>) {
      Push(::pqxx::to_string(value));
    } else if constexpr (std::is_null_pointer_v<Value>) {  // NOLINT(bugprone-branch-clone)
      ++next_;
    } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
      AddText(value);
    } else if constexpr (IsNullable<Value>::value) {
      if (value) {
        Add(*value);
      } else {
        ++next_;
      }
    } else if constexpr (IsDynamic<Value>::value) {
      for (const auto& element : value) AddElement(value, element);
#if PQXX_VERSION_MAJOR >= 7
    } else if constexpr (std::is_same_v<Value, ::pqxx::params>) {
      AddAll(value);
#endif
    } else {
      ++next_;  // other types are not converted, only counted
    }
  }

 private:
  template <class Text>
  void AddText(const Text& text) {
    if constexpr (std::is_pointer_v<Text>) {
      if (text == nullptr) {
        ++next_;
        return;
      }
    }
    Push(std::string{std::string_view{text}});
  }

  template <class List, class Element>
  void AddElement(const List& list, const Element& element) {
#if PQXX_VERSION_MAJOR == 7
    const auto& value = list.access(element);
    Add<std::decay_t<decltype(value)>>(value);
#else
    static_cast<void>(list);
    Add(element);
#endif
  }

#if PQXX_VERSION_MAJOR >= 7
  void AddAll(const ::pqxx::params& values) {
#if PQXX_VERSION_MAJOR >= 8
    const auto sent = values.make_c_params(::pqxx::sl::current());
#else
    const auto sent = values.make_c_params();
#endif
    for (std::size_t i = 0; i < sent.values.size(); ++i) {
      const bool text = static_cast<int>(sent.formats[i]) == 0;
      if (text && sent.values[i] != nullptr) {
        Push(sent.values[i]);
      } else {
        ++next_;  // NULL or binary
      }
    }
  }
#endif

  void Push(std::string value);

  std::vector<Parameter>& parameters_;
  std::size_t next_ = 0;
};

/// The values bound to a statement, of any number and type.
struct BoundValues {
  const void* values = nullptr;
  /// Passes `values` to the reader; null if there are none.
  void (*read)(const void* values, ParameterReader& reader) = nullptr;
};

/// References to the values bound to a statement; converted only if they are recorded.
///
/// Converts numbers, booleans, texts, optionals and smart pointers of these, `pqxx::params` and
/// dynamic parameters. Other values, NULL and binary values are omitted but keep their position.
template <class... Values>
class Parameters {
 public:
  explicit Parameters(const Values&... values) noexcept : values_(values...) {}

  operator BoundValues() const noexcept {  // NOLINT(*-explicit-*): a view
    return {&values_, [](const void* values, ParameterReader& reader) {
              std::apply([&](const Values&... each) { (reader.Add(each), ...); },
                         *static_cast<const std::tuple<const Values&...>*>(values));
            }};
  }

 private:
  std::tuple<const Values&...> values_;
};

template <class... Values>
Parameters(const Values&...) -> Parameters<Values...>;

/// Finds the bound values in the arguments of a call that also accepts a description of the
/// statement (a text for libpqxx's error messages). Only arguments of type `pqxx::params` are
/// values.
template <class... Arguments>
class ParamsAmong {
 public:
  explicit ParamsAmong(const Arguments&... arguments) noexcept : arguments_(arguments...) {}

  operator BoundValues() const noexcept {  // NOLINT(*-explicit-*): a view
    return {&arguments_, [](const void* arguments, ParameterReader& reader) {
              std::apply([&](const Arguments&... each) { (AddTo(reader, each), ...); },
                         *static_cast<const std::tuple<const Arguments&...>*>(arguments));
            }};
  }

 private:
  template <class Argument>
  static void AddTo(ParameterReader& reader, const Argument& argument) {
#if PQXX_VERSION_MAJOR >= 7
    if constexpr (std::is_same_v<Argument, ::pqxx::params>) reader.Add(argument);
#endif
    static_cast<void>(reader);
    static_cast<void>(argument);
  }

  std::tuple<const Arguments&...> arguments_;
};

template <class... Arguments>
ParamsAmong(const Arguments&...) -> ParamsAmong<Arguments...>;

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
