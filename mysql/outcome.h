#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the outcome of a result whose rows are known.
Outcome OutcomeOfRows(std::int64_t rows);

/// Returns the outcome of a statement without a result. `rows` is used only if the statement
/// changes rows.
Outcome OutcomeOfAffected(std::string_view text, std::int64_t rows);

/// Returns the outcome of an error of the server or the client library; its status code is `code`.
/// `exception` is the type that was thrown, or empty.
Outcome OutcomeOfError(int code, std::string_view sqlstate, std::string_view exception,
                       std::string_view message);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
