#pragma once

// The symbols by which parts of dbspan find each other in a process. The parts are built and loaded
// separately, so each symbol is weak: null where nobody defines it. They are part of the ABI: a
// symbol keeps its name and meaning, and a change gets a new name.
//
// | symbol                      | defined by                    | asked by |
// |-----------------------------|-------------------------------|-----------------------------------|
// | dbspan_handshake            | libdbspan.so                  | other copies of dbspan, libraries
// | |                             |                               | of newer functions; by dlsym |
// | dbspan_preloaded            | libdbspan.so                  | its own core | |
// dbspan_record_preloaded     | libdbspan.so with a recorder  | its own core                      |
// | dbspan_autosetup            | libdbspan_autosetup.so        | the core of any copy | |
// dbspan_autosetup_sdk        | libdbspan_autosetup_sdk.so    | libdbspan_autosetup.so; by dlsym  |
// | dbspan_mysql_connector_above| dbspan::mysqlclient           | dbspan::mysql | | | |
// (mysql/jdbc/connector_above.h)    |
extern "C" {

/// Returns what others need of the preloaded copy, by name; null if it has nothing of that name.
/// "join/1" and "leave/1" are for other copies (core/interpose/copies.h); the name of a newer
/// function of a client returns that function.
[[gnu::weak]] void* dbspan_handshake(const char* name);

/// Returns what to advise if no provider is visible to the preloaded form.
[[gnu::weak]] const char* dbspan_preloaded();

/// Makes the recorder of the preloaded form take the operations that no provider of the program
/// wants. Called when a client is used first; starts nothing, loads nothing. Throws std::bad_alloc.
[[gnu::weak]] void dbspan_record_preloaded();

/// Sets the OpenTelemetry SDK up for a program that sets none up. Called by each client when it is
/// used first, from any thread; the first call sets up, the others wait for it. Throws what the SDK
/// throws.
[[gnu::weak]] void dbspan_autosetup();

/// The part of it that needs the SDK, called once.
[[gnu::weak]] void dbspan_autosetup_sdk();

}  // extern "C"
