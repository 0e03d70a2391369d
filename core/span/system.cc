#include "dbspan/system.h"

#include "core/span/system_traits.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

constexpr detail::SystemTraits detail::kOtherSystem{"other_sql", "", ""};

std::string_view System::name() const noexcept { return traits_->name; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
