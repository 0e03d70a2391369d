// A library that creates OpenTelemetry spans as Connector/C++ does since 8.1: in a function with
// the same name and types. It is built twice: once on the shared C API, and once as if it had a
// client library linked in.
#pragma once

#include <string>

/// Creates the span of a statement. Returns the span id that a connector would send to the server.
std::string ExecuteOnSharedClient();
std::string ExecuteWithClientInside();
