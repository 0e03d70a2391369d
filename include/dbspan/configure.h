#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

class Switches;
struct Options;

namespace detail {

class DefaultInstrumenter;

void Configure(DefaultInstrumenter& instrumenter, const Options& options);
Options CurrentOptions(DefaultInstrumenter& instrumenter);
Switches& CurrentSwitches(DefaultInstrumenter& instrumenter);

}  // namespace detail

/// Sets the options of a client for connections that are opened later:
/// `dbspan::configure<dbspan::Postgres>(options)`, with `<dbspan/options.h>`.
template <class ClientTag>
void configure(const Options& options) {
  detail::Configure(ClientTag::instrumenter(), options);
}

/// Returns the options that a connection opened now would use: `dbspan::options<dbspan::Redis>()`,
/// with `<dbspan/options.h>`.
template <class ClientTag>
auto options() {
  return detail::CurrentOptions(ClientTag::instrumenter());
}

/// Returns the switches that can be changed while calls are running:
/// `dbspan::switches<dbspan::MySql>().set_enabled(false)`, with `<dbspan/switches.h>`.
template <class ClientTag>
Switches& switches() {
  return detail::CurrentSwitches(ClientTag::instrumenter());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
