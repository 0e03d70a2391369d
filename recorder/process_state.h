#pragma once

#include <atomic>

#include "dbspan/version.h"
#include "recorder/pipeline.h"
#include "recorder/process.h"
#include "recorder/rings/ring_file.h"
#include "recorder/texts.h"

/// State of the process's recorder that the sources of `recorder/process.h` share. Not for others.
namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

inline std::atomic<const Configuration*> configuration{nullptr};
inline std::atomic<Texts*> texts{nullptr};  ///< Ids stay valid after a change of the configuration.
inline std::atomic<bool> exiting{false};
inline std::atomic<rings::RingFile*> ring_file{nullptr};  ///< Of this process, or still its parent.

/// Publishes `made` unless another thread was faster, and returns the published object.
template <class Type, class Delete>
Type* Publish(std::atomic<Type*>& where, Type* made, Delete remove) {
  Type* found = nullptr;
  if (where.compare_exchange_strong(found, made)) return made;
  remove(made);
  return found;
}

/// Creates `life`. Returns null if there is no memory.
Life* MapLife();
/// Return the configuration and the interned texts; the first call creates them, and may throw
/// std::bad_alloc.
const Configuration& GetConfiguration();
Texts& GetTexts();

/// Registers a function with `exit` that ends recording and exports the rest.
void RunAtExit();
/// Does that only once, although setting up may be tried several times.
void RunAtExitOnce();
/// Does it again for the first operation on a new endpoint: its client may have initialized OpenSSL
/// meanwhile.
void RunAtExitForEndpoint(TextId endpoint) noexcept;
/// Exports the rest on SIGTERM, unless the application handles or ignores that signal.
void WatchSigterm();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
