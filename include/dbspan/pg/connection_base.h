#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/detail/pg/connect.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// libpqxx's own class of connections; before libpqxx 7, the base of its classes.
using native_connection_base = detail::pg::NativeConnection;

/// Base of all traced connections: libpqxx's members, and the session with dbspan's state.
///
/// Does not own the native connection; `basic_connection` does.
class connection_base {
 public:
  connection_base(const connection_base&) = delete;
  connection_base& operator=(const connection_base&) = delete;

  native_connection_base& native() const noexcept { return *native_; }
  operator native_connection_base&() const noexcept {
    return *native_;
  }  // NOLINT(*-explicit-*): drop-in
  const std::shared_ptr<detail::pg::Session>& session() const noexcept {
    if (moved_from_) StartSession();
    return session_;
  }

  /// Prepares a statement and stores its text for the spans of its executions.
  template <class Name, class Text>
  auto prepare(Name&& name, Text&& text DBSPAN_AND_PLACE)
      -> decltype(std::declval<native_connection_base&>().prepare(std::forward<Name>(name),
                                                                  std::forward<Text>(text))) {
    Remember(name, text);
    return native().prepare(std::forward<Name>(name),
                            std::forward<Text>(text) DBSPAN_PASS_AND_PLACE);
  }
  /// Prepares the statement without a name.
  template <class Text>
  auto prepare(Text&& text DBSPAN_AND_PLACE)
      -> decltype(std::declval<native_connection_base&>().prepare(std::forward<Text>(text))) {
    Remember({}, text);
    return native().prepare(std::forward<Text>(text) DBSPAN_PASS_AND_PLACE);
  }

  template <class Name>
  auto unprepare(Name&& name DBSPAN_AND_PLACE)
      -> decltype(std::declval<native_connection_base&>().unprepare(std::forward<Name>(name))) {
    Forget(name);
    return native().unprepare(std::forward<Name>(name) DBSPAN_PASS_AND_PLACE);
  }

  DBSPAN_FORWARD(native_connection_base, activate);
  DBSPAN_FORWARD(native_connection_base, add_receiver);
  DBSPAN_FORWARD(native_connection_base, adorn_name);
  DBSPAN_FORWARD(native_connection_base, await_notification);
  DBSPAN_FORWARD(native_connection_base, backendpid);
  DBSPAN_FORWARD(native_connection_base, cancel_query);
  DBSPAN_FORWARD(native_connection_base, close);
  DBSPAN_FORWARD(native_connection_base, connection_string);
  DBSPAN_FORWARD(native_connection_base, dbname);
  DBSPAN_FORWARD(native_connection_base, deactivate);
  DBSPAN_FORWARD(native_connection_base, disconnect);
  DBSPAN_FORWARD(native_connection_base, encoding_id);
  DBSPAN_FORWARD(native_connection_base, encrypt_password);
  DBSPAN_FORWARD(native_connection_base, esc);
  DBSPAN_FORWARD(native_connection_base, esc_like);
  DBSPAN_FORWARD(native_connection_base, esc_raw);
  DBSPAN_FORWARD(native_connection_base, get_client_encoding);
  DBSPAN_FORWARD(native_connection_base, get_encoding_group);
  DBSPAN_FORWARD(native_connection_base, get_errorhandlers);
  DBSPAN_FORWARD(native_connection_base, get_notifs);
  DBSPAN_FORWARD(native_connection_base, get_variable);
  DBSPAN_FORWARD(native_connection_base, get_var);
#if PQXX_VERSION_MAJOR >= 7
  template <class Value>
  Value get_var_as(std::string_view name DBSPAN_AND_PLACE) const {
    return native().template get_var_as<Value>(name DBSPAN_PASS_AND_PLACE);
  }
#endif
  DBSPAN_FORWARD(native_connection_base, get_verbosity);
  DBSPAN_FORWARD(native_connection_base, hostname);
  DBSPAN_FORWARD(native_connection_base, inhibit_reactivation);
  DBSPAN_FORWARD(native_connection_base, init);
  DBSPAN_FORWARD(native_connection_base, is_open);
#if PQXX_VERSION_MAJOR >= 8
  void listen(
      std::string_view channel,
      native_connection_base::notification_handler handler = {} DBSPAN_AND_PLACE) {
    native().listen(channel, std::move(handler), place);
  }
#else
  DBSPAN_FORWARD(native_connection_base, listen);
#endif
  DBSPAN_FORWARD(native_connection_base, port);
  DBSPAN_FORWARD(native_connection_base, port_number);
  DBSPAN_FORWARD(native_connection_base, prepare_now);
  DBSPAN_FORWARD(native_connection_base, process_notice);
  DBSPAN_FORWARD(native_connection_base, protocol_version);
  DBSPAN_FORWARD(native_connection_base, quote);
  DBSPAN_FORWARD(native_connection_base, quote_columns);
  DBSPAN_FORWARD(native_connection_base, quote_name);
  DBSPAN_FORWARD(native_connection_base, quote_raw);
  DBSPAN_FORWARD(native_connection_base, quote_table);
#if PQXX_VERSION_MAJOR >= 7
  // For arguments in braces, which a template cannot deduce.
  std::string quote_table(::pqxx::table_path path) const { return native().quote_table(path); }
#endif
  DBSPAN_FORWARD(native_connection_base, server_version);
  DBSPAN_FORWARD(native_connection_base, set_blocking);
  DBSPAN_FORWARD(native_connection_base, set_client_encoding);
  DBSPAN_FORWARD(native_connection_base, set_notice_handler);
  DBSPAN_FORWARD(native_connection_base, set_session_var);
  DBSPAN_FORWARD(native_connection_base, set_variable);
  DBSPAN_FORWARD(native_connection_base, set_verbosity);
  DBSPAN_FORWARD(native_connection_base, simulate_failure);
  DBSPAN_FORWARD(native_connection_base, sock);
  DBSPAN_FORWARD(native_connection_base, supports);
  DBSPAN_FORWARD(native_connection_base, trace);
  DBSPAN_FORWARD(native_connection_base, unesc_bin);
  DBSPAN_FORWARD(native_connection_base, unesc_raw);
  DBSPAN_FORWARD(native_connection_base, username);

#if PQXX_VERSION_MAJOR < 7
  using error_verbosity = native_connection_base::error_verbosity;
  static constexpr auto terse = native_connection_base::terse;
  static constexpr auto normal = native_connection_base::normal;
  static constexpr auto verbose = native_connection_base::verbose;
#endif

  /// Reads server and database from the native connection, if it is open.
  void UpdateEndpoint() const noexcept {
    if (detail::pg::ReadEndpoint(*native_, *session())) endpoint_known_ = true;
  }
  /// Calls `UpdateEndpoint` until it succeeds. Cheap enough to call before every operation.
  void EnsureEndpoint() const noexcept {
    if (!endpoint_known_) UpdateEndpoint();
  }

 protected:
  explicit connection_base(native_connection_base& native)
      : native_(&native), session_(detail::pg::Session::Make()) {}
  connection_base(connection_base&& other, native_connection_base& native) noexcept
      : native_(&native) {
    TakeOver(std::move(other));
  }
  ~connection_base() = default;
  /// Takes the state over from `other`, which was moved from. It gets a session of its own if it is
  /// used again: another thread may use this connection, and its native connection may be replaced.
  void TakeOver(connection_base&& other) noexcept {
    if (this == &other) return;
    session_ = other.session_;
    endpoint_known_ = std::exchange(other.endpoint_known_, false);
    moved_from_ = std::exchange(other.moved_from_, true);
  }

 private:
  void Remember(std::string_view name, std::string_view text) noexcept try {
    if (HasOwnSession()) session_->Remember(name, text);
  } catch (...) {  // no memory: the spans of its executions have no text
  }

  template <class Name>
  void Forget(const Name& name) {
    if (HasOwnSession()) session_->Forget(name);
  }

  /// Returns false if there is no memory for a session: the other connection's must not change.
  bool HasOwnSession() const noexcept {
    if (moved_from_) StartSession();
    return !moved_from_;
  }

  void StartSession() const noexcept try {
    session_ = detail::pg::Session::Make();
    moved_from_ = false;
  } catch (...) {  // no memory: the other connection's session is used
  }

  native_connection_base* native_;
  mutable std::shared_ptr<detail::pg::Session> session_;
  mutable bool endpoint_known_ = false;
  // The session belongs to the connection that took the native one over.
  mutable bool moved_from_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
