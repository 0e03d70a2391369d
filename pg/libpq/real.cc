#include "pg/libpq/real.h"

#include <iterator>

#include "core/interpose/enabled.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kNames[] = {DBSPAN_LIBPQ_FUNCTIONS(DBSPAN_NAME) DBSPAN_LIBPQ_14_FUNCTIONS(
    DBSPAN_NAME) DBSPAN_LIBPQ_17_FUNCTIONS(DBSPAN_NAME) DBSPAN_LIBPQ_ACCESSORS(DBSPAN_NAME)};
static_assert(sizeof(Libpq::Functions) == sizeof kNames);

constexpr const char* kSonames[] = {"libpq.", "libpq-", nullptr};

// libpq's structures are opaque, so every version can be read.
const char* Identify(void** /*functions*/) { return nullptr; }

constexpr interpose::ClientLibrary kLibrary{"libpq",           "PQexec", kNames,
                                            std::size(kNames), kSonames, &Identify};

}  // namespace

interpose::Routes Libpq::routes_{kLibrary};

bool Libpq::IsOff() noexcept { return !Enabled<Postgres>() && !ConnectionState::AnyOpen(); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
