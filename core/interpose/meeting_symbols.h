#pragma once

// The symbols by which parts of dbspan find each other in a process. The parts are built and loaded
// separately, so each symbol is weak: null if nothing loaded defines it. They are part of the ABI:
// a symbol keeps its name and meaning, and a change gets a new name.
//
// - dbspan_handshake: defined by libdbspan.so; found with dlsym by other copies of dbspan and by
//   the libraries of newer functions.
// - dbspan_preloaded, dbspan_newer_library: defined by libdbspan.so; called by its own core.
// - dbspan_record_preloaded: defined by libdbspan.so with a recorder; called by its own core.
// - dbspan_autosetup, dbspan_autosetup_copy: defined by libdbspan_autosetup.so; called by the core
//   of any copy.
// - dbspan_autosetup_sdk: defined by libdbspan_autosetup_sdk.so; found with dlsym by
//   libdbspan_autosetup.so.
//
// Clients of the same system may have further ones, which the core does not know: those of MySQL
// are in mysql/connector_above.h.
extern "C" {

/// Returns a function of the preloaded copy by name; null if it has none of that name. "join/1",
/// "leave/1" and "records/1" are for other copies (core/interpose/copies.h); the name of a newer
/// function of a client returns dbspan's wrapper of that function.
[[gnu::weak]] void* dbspan_handshake(const char* name);

/// Returns the advice to log if no provider is visible to the preloaded form.
[[gnu::weak]] const char* dbspan_preloaded();

/// Returns the file name of the library that has to be preloaded, in addition to libdbspan.so, for
/// a newer function of a client; null for other functions.
[[gnu::weak]] const char* dbspan_newer_library(const char* function);

/// Makes the recorder of the preloaded form take the operations that are not recorded by a provider
/// of the program. Called when a client is used first; starts no thread and loads no library.
/// Throws std::bad_alloc.
[[gnu::weak]] void dbspan_record_preloaded();

/// Sets the OpenTelemetry SDK up for a program that sets none up. Called by each client when it is
/// used first, from any thread; the first call sets up, the others wait for it. Throws what the SDK
/// throws.
[[gnu::weak]] void dbspan_autosetup();

/// Copies an object of the OpenTelemetry API that the set-up has installed. `type` is the name that
/// typeid gives the type of `to`, a shared pointer of the API to a provider or a propagator.
/// Returns 1, or 0 if it has no object of that type: the API of the caller has another layout.
///
/// A program that does not export the variables of its API has its own set of them, which the
/// set-up cannot reach.
[[gnu::weak]] int dbspan_autosetup_copy(const char* type, void* to);

/// The part of the set-up that needs the SDK. Called once.
[[gnu::weak]] void dbspan_autosetup_sdk();

}  // extern "C"
