#include "dbspan/detail/pg/called_back.h"

#include <cstddef>
#include <new>

#include "pg/answer.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

InCallback::InCallback() noexcept {
  static_assert(sizeof(Answer::Scope) <= kRoom);
  new (answer_) Answer::Scope;
}

InCallback::~InCallback() { std::launder(reinterpret_cast<Answer::Scope*>(answer_))->~Scope(); }

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
