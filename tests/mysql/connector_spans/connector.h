// A library that makes OpenTelemetry spans as Connector/C++ does since 8.1: by a function of that
// name and these types. Built once on the shared C API, and once as with a client library inside.
#pragma once

#include <string>

/// Executes a statement, which makes a span; returns the span id that the server would be sent.
std::string ExecuteOnSharedClient();
std::string ExecuteWithClientInside();
