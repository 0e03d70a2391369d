// The names of libpqxx that dbspan re-exports unchanged.
//
// They are listed one by one. A using-directive for the whole namespace would make the names of
// dbspan's own classes ambiguous in programs that have a using-directive for `dbspan::pqxx`. A name
// can only be listed for the versions that have it, so there is one list per version.
#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include "dbspan/version.h"

#ifdef DBSPAN_PQXX_EVERYWHERE
// libpqxx's templates cannot be specialized in a block that reopens `namespace pqxx` while `pqxx`
// is a macro. The compiler then reports an error with the name of the template, so the namespace in
// that name contains the remedy.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {  // NOLINT(modernize-concat-nested-namespaces): the name is long enough
namespace put_DBSPAN_PQXX_NATIVE_BEGIN_before_and_DBSPAN_PQXX_NATIVE_END_after_this_block {
#if PQXX_VERSION_MAJOR >= 8
// libpqxx 8 has final specializations, from which no class can be derived.
template <class... Types>
using string_traits = ::pqxx::string_traits<Types...>;
template <class... Types>
using nullness = ::pqxx::nullness<Types...>;
#else
template <class... Types>
struct string_traits : ::pqxx::string_traits<Types...> {};
#if PQXX_VERSION_MAJOR == 7
template <class... Types>
struct nullness : ::pqxx::nullness<Types...> {};
#else
template <class... Types>
struct enum_traits : ::pqxx::enum_traits<Types...> {};
#endif
#endif
}  // namespace put_DBSPAN_PQXX_NATIVE_BEGIN_before_and_DBSPAN_PQXX_NATIVE_END_after_this_block
}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
#define DBSPAN_PQXX_TRAITS \
  dbspan::detail::put_DBSPAN_PQXX_NATIVE_BEGIN_before_and_DBSPAN_PQXX_NATIVE_END_after_this_block
#else
#define DBSPAN_PQXX_TRAITS ::pqxx
#endif

#if PQXX_VERSION_MAJOR == 6 && PQXX_VERSION_MINOR >= 4
#define DBSPAN_PQXX_6 1
#elif PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 8
#define DBSPAN_PQXX_7 1
#elif PQXX_VERSION_MAJOR == 8
#define DBSPAN_PQXX_8 1
#endif

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace internal {
using namespace ::pqxx::internal;  // NOLINT(google-build-using-namespace): too many to list
}

#if defined(DBSPAN_PQXX_6) || defined(DBSPAN_PQXX_7)

using DBSPAN_PQXX_TRAITS::string_traits;
using ::pqxx::argument_error;
using ::pqxx::array_parser;
using ::pqxx::basic_fieldstream;
using ::pqxx::basic_ilostream;
using ::pqxx::basic_lostream;
using ::pqxx::basic_olostream;
using ::pqxx::binarystring;
using ::pqxx::broken_connection;
using ::pqxx::check_violation;
using ::pqxx::const_result_iterator;
using ::pqxx::const_reverse_result_iterator;
using ::pqxx::const_reverse_row_iterator;
using ::pqxx::const_row_iterator;
using ::pqxx::conversion_error;
using ::pqxx::cursor_base;
using ::pqxx::data_exception;
using ::pqxx::deadlock_detected;
using ::pqxx::describe_thread_safety;
using ::pqxx::disk_full;
using ::pqxx::encrypt_password;
using ::pqxx::errorhandler;
using ::pqxx::failure;
using ::pqxx::feature_not_supported;
using ::pqxx::field;
using ::pqxx::field_size_type;
using ::pqxx::field_streambuf;
using ::pqxx::fieldstream;
using ::pqxx::foreign_key_violation;
using ::pqxx::from_string;
using ::pqxx::icursor_iterator;
using ::pqxx::ignore_unused;
using ::pqxx::ilostream;
using ::pqxx::in_doubt_error;
using ::pqxx::insufficient_privilege;
using ::pqxx::insufficient_resources;
using ::pqxx::integrity_constraint_violation;
using ::pqxx::internal_error;
using ::pqxx::invalid_cursor_name;
using ::pqxx::invalid_cursor_state;
using ::pqxx::invalid_sql_statement_name;
using ::pqxx::isolation_level;
using ::pqxx::large_object_size_type;
using ::pqxx::largeobject;
using ::pqxx::largeobject_streambuf;
using ::pqxx::largeobjectaccess;
using ::pqxx::lostream;
using ::pqxx::not_null_violation;
using ::pqxx::notification_receiver;
using ::pqxx::oid;
using ::pqxx::oid_none;
using ::pqxx::olostream;
using ::pqxx::out_of_memory;
using ::pqxx::plpgsql_error;
using ::pqxx::plpgsql_no_data_found;
using ::pqxx::plpgsql_raise;
using ::pqxx::plpgsql_too_many_rows;
using ::pqxx::quiet_errorhandler;
using ::pqxx::range_error;
using ::pqxx::read_committed;
using ::pqxx::repeatable_read;
using ::pqxx::restrict_violation;
using ::pqxx::result;
using ::pqxx::result_difference_type;
using ::pqxx::result_size_type;
using ::pqxx::row;
using ::pqxx::row_difference_type;
using ::pqxx::row_size_type;
using ::pqxx::separated_list;
using ::pqxx::serializable;
using ::pqxx::serialization_failure;
using ::pqxx::sql_error;
using ::pqxx::statement_completion_unknown;
using ::pqxx::syntax_error;
using ::pqxx::thread_safety_model;
using ::pqxx::to_string;
using ::pqxx::too_many_connections;
using ::pqxx::transaction_rollback;
using ::pqxx::undefined_column;
using ::pqxx::undefined_function;
using ::pqxx::undefined_table;
using ::pqxx::unexpected_rows;
using ::pqxx::unique_violation;
using ::pqxx::usage_error;

#elif defined(DBSPAN_PQXX_8)

using ::pqxx::operator""_zv;
using DBSPAN_PQXX_TRAITS::nullness;
using DBSPAN_PQXX_TRAITS::string_traits;
using ::pqxx::abi_version;
using ::pqxx::all_null;
using ::pqxx::always_null;
using ::pqxx::argument_error;
using ::pqxx::array;
using ::pqxx::array_parser;
using ::pqxx::array_separator;
using ::pqxx::basic_fieldstream;
using ::pqxx::basic_ilostream;
using ::pqxx::basic_lostream;
using ::pqxx::basic_olostream;
using ::pqxx::binary;
using ::pqxx::binary_cast;
using ::pqxx::blob;
using ::pqxx::broken_connection;
using ::pqxx::byte_char_traits;
using ::pqxx::bytes;
using ::pqxx::bytes_view;
using ::pqxx::c_source_location;
using ::pqxx::char_sized;
using ::pqxx::char_string;
using ::pqxx::char_strings;
using ::pqxx::check_cast;
using ::pqxx::check_violation;
using ::pqxx::composite_into_buf;
using ::pqxx::composite_size_buffer;
using ::pqxx::connecting;
using ::pqxx::const_result_iterator;
using ::pqxx::const_reverse_result_iterator;
using ::pqxx::const_reverse_row_iterator;
using ::pqxx::const_row_iterator;
using ::pqxx::conversion_context;
using ::pqxx::conversion_error;
using ::pqxx::conversion_overrun;
using ::pqxx::crypto;
using ::pqxx::ctx;
using ::pqxx::cursor_base;
using ::pqxx::data_exception;
using ::pqxx::deadlock_detected;
using ::pqxx::describe_thread_safety;
using ::pqxx::disk_full;
using ::pqxx::encoding_group;
using ::pqxx::enum_type;
using ::pqxx::error_verbosity;
using ::pqxx::errorhandler;
using ::pqxx::exclusive_bound;
using ::pqxx::failure;
using ::pqxx::feature_not_supported;
using ::pqxx::field;
using ::pqxx::field_ref;
using ::pqxx::field_size_type;
using ::pqxx::field_streambuf;
using ::pqxx::fieldstream;
using ::pqxx::forbidden_conversion;
using ::pqxx::foreign_key_violation;
using ::pqxx::format;
using ::pqxx::from_query;
using ::pqxx::from_query_t;
using ::pqxx::from_string;
using ::pqxx::from_table;
using ::pqxx::from_table_t;
using ::pqxx::has_equal;
using ::pqxx::has_less;
using ::pqxx::has_null;
using ::pqxx::icursor_iterator;
using ::pqxx::ignore_unused;
using ::pqxx::ilostream;
using ::pqxx::in_doubt_error;
using ::pqxx::inclusive_bound;
using ::pqxx::insufficient_privilege;
using ::pqxx::insufficient_resources;
using ::pqxx::integrity_constraint_violation;
using ::pqxx::internal_error;
using ::pqxx::into_buf;
using ::pqxx::into_string;
using ::pqxx::invalid_cursor_name;
using ::pqxx::invalid_cursor_state;
using ::pqxx::invalid_sql_statement_name;
using ::pqxx::is_null;
using ::pqxx::is_sql_array;
using ::pqxx::is_unquoted_safe;
using ::pqxx::isolation_level;
using ::pqxx::large_object_size_type;
using ::pqxx::largeobject;
using ::pqxx::largeobject_streambuf;
using ::pqxx::largeobjectaccess;
using ::pqxx::lostream;
using ::pqxx::make_null;
using ::pqxx::name_type;
using ::pqxx::no_bound;
using ::pqxx::no_null;
using ::pqxx::nonbinary_range;
using ::pqxx::not_borrowed;
using ::pqxx::not_null_violation;
using ::pqxx::nothing;
using ::pqxx::notification;
using ::pqxx::notification_receiver;
using ::pqxx::oid;
using ::pqxx::oid_none;
using ::pqxx::olostream;
using ::pqxx::openssl;
using ::pqxx::param_format;
using ::pqxx::params;
using ::pqxx::parse_composite;
using ::pqxx::placeholders;
using ::pqxx::plpgsql_error;
using ::pqxx::plpgsql_no_data_found;
using ::pqxx::plpgsql_raise;
using ::pqxx::plpgsql_too_many_rows;
using ::pqxx::potential_binary;
using ::pqxx::prepped;
using ::pqxx::protocol_violation;
using ::pqxx::quiet_errorhandler;
using ::pqxx::range;
using ::pqxx::range_bound;
using ::pqxx::range_error;
using ::pqxx::read_committed;
using ::pqxx::repeatable_read;
using ::pqxx::restrict_violation;
using ::pqxx::result;
using ::pqxx::result_difference_type;
using ::pqxx::result_size_type;
using ::pqxx::row;
using ::pqxx::row_difference_type;
using ::pqxx::row_ref;
using ::pqxx::row_size_type;
using ::pqxx::separated_list;
using ::pqxx::serializable;
using ::pqxx::serialization_failure;
using ::pqxx::server_out_of_memory;
using ::pqxx::size_buffer;
using ::pqxx::skip_init;
using ::pqxx::skip_init_ssl;
using ::pqxx::sl;
using ::pqxx::source_loc;
using ::pqxx::sql_error;
using ::pqxx::st;
using ::pqxx::stacktrace_placeholder;
using ::pqxx::statement_completion_unknown;
using ::pqxx::str_contains;
using ::pqxx::stream_query;
using ::pqxx::strip_t;
using ::pqxx::supports_from_string_8;
using ::pqxx::supports_to_buf_8;
using ::pqxx::syntax_error;
using ::pqxx::table_path;
using ::pqxx::thread_safety_model;
using ::pqxx::to_buf;
using ::pqxx::to_buf_multi;
using ::pqxx::to_string;
using ::pqxx::too_many_connections;
using ::pqxx::transaction_focus;
using ::pqxx::transaction_rollback;
using ::pqxx::type_name;
using ::pqxx::undefined_column;
using ::pqxx::undefined_function;
using ::pqxx::undefined_table;
using ::pqxx::unexpected_null;
using ::pqxx::unexpected_rows;
using ::pqxx::unique_violation;
using ::pqxx::usage_error;
using ::pqxx::value_type;
using ::pqxx::variable_set_to_null;
using ::pqxx::version;
using ::pqxx::version_major;
using ::pqxx::version_minor;
using ::pqxx::version_mismatch;
using ::pqxx::version_patch;
using ::pqxx::writable_bytes_view;
using ::pqxx::write_policy;
using ::pqxx::ZKey_ZValues;
using ::pqxx::ZString;
using ::pqxx::zview;

#else

using namespace ::pqxx;  // NOLINT(google-build-using-namespace): versions without a list of names

#endif

#ifdef DBSPAN_PQXX_6
using DBSPAN_PQXX_TRAITS::enum_traits;
using ::pqxx::basic_connection_base;
using ::pqxx::connect_async;
using ::pqxx::connect_direct;
using ::pqxx::connect_lazy;
using ::pqxx::connect_null;
using ::pqxx::connectionpolicy;
using ::pqxx::isolation_traits;
using ::pqxx::pqxx_exception;
using ::pqxx::read_only;
using ::pqxx::read_write;
using ::pqxx::readwrite_policy;
using ::pqxx::stream_base;
using ::pqxx::tablereader;
using ::pqxx::transactor;
namespace prepare = ::pqxx::prepare;
#endif

#ifdef DBSPAN_PQXX_7
using ::pqxx::operator""_zv;
using DBSPAN_PQXX_TRAITS::nullness;
using ::pqxx::array;
using ::pqxx::array_separator;
using ::pqxx::binary_cast;
using ::pqxx::blob;
using ::pqxx::check_cast;
using ::pqxx::check_version;
using ::pqxx::composite_into_buf;
using ::pqxx::composite_size_buffer;
using ::pqxx::connecting;
using ::pqxx::conversion_overrun;
using ::pqxx::crypto;
using ::pqxx::error_verbosity;
using ::pqxx::exclusive_bound;
using ::pqxx::forbidden_conversion;
using ::pqxx::format;
using ::pqxx::from_query;
using ::pqxx::from_query_t;
using ::pqxx::from_table;
using ::pqxx::from_table_t;
using ::pqxx::generic_to_buf;
using ::pqxx::inclusive_bound;
using ::pqxx::into_string;
using ::pqxx::is_null;
using ::pqxx::is_sql_array;
using ::pqxx::is_unquoted_safe;
using ::pqxx::no_bound;
using ::pqxx::no_null;
using ::pqxx::nothing;
using ::pqxx::oops_forbidden_conversion;
using ::pqxx::openssl;
using ::pqxx::param_format;
using ::pqxx::params;
using ::pqxx::parse_composite;
using ::pqxx::placeholders;
using ::pqxx::protocol_violation;
using ::pqxx::range;
using ::pqxx::range_bound;
using ::pqxx::size_buffer;
using ::pqxx::skip_init;
using ::pqxx::skip_init_ssl;
using ::pqxx::stream_query;
using ::pqxx::strip_t;
using ::pqxx::table_path;
using ::pqxx::to_buf;
using ::pqxx::transaction_focus;
using ::pqxx::type_name;
using ::pqxx::unexpected_null;
using ::pqxx::value_type;
using ::pqxx::variable_set_to_null;
using ::pqxx::write_policy;
using ::pqxx::zview;
namespace prepare = ::pqxx::prepare;
#if PQXX_VERSION_MINOR >= 9
using ::pqxx::byte_char_traits;
using ::pqxx::bytes;
using ::pqxx::bytes_view;
using ::pqxx::has_generic_bytes_char_traits;
using ::pqxx::has_generic_char_traits;
#endif
#if PQXX_VERSION_MINOR >= 10
using ::pqxx::notification;
using ::pqxx::prepped;
#endif
#ifdef PQXX_TYPES_HXX  // since 7.10.7; no macro has the last number of the version
using ::pqxx::name_type;
#endif
#endif

#undef DBSPAN_PQXX_TRAITS
#undef DBSPAN_PQXX_6
#undef DBSPAN_PQXX_7
#undef DBSPAN_PQXX_8

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
