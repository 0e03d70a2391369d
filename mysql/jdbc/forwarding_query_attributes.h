#pragma once

#include <cppconn/sqlstring.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards the calls for query attributes, which statements have since 8.0.26. Earlier versions
/// never call these members, so the compiler does not instantiate them; that is why they lack
/// `override`.
template <class Interface>
class ForwardingQueryAttributes : public Interface {
 public:
  explicit ForwardingQueryAttributes(std::unique_ptr<Interface> native) noexcept
      : native_(std::move(native)) {}

  int setQueryAttrBigInt(const sql::SQLString& name, const sql::SQLString& value) {
    return native_->setQueryAttrBigInt(name, value);
  }
  int setQueryAttrBoolean(const sql::SQLString& name, bool value) {
    return native_->setQueryAttrBoolean(name, value);
  }
  int setQueryAttrDateTime(const sql::SQLString& name, const sql::SQLString& value) {
    return native_->setQueryAttrDateTime(name, value);
  }
  int setQueryAttrDouble(const sql::SQLString& name, double value) {
    return native_->setQueryAttrDouble(name, value);
  }
  int setQueryAttrInt(const sql::SQLString& name, std::int32_t value) {
    return native_->setQueryAttrInt(name, value);
  }
  int setQueryAttrUInt(const sql::SQLString& name, std::uint32_t value) {
    return native_->setQueryAttrUInt(name, value);
  }
  int setQueryAttrInt64(const sql::SQLString& name, std::int64_t value) {
    return native_->setQueryAttrInt64(name, value);
  }
  int setQueryAttrUInt64(const sql::SQLString& name, std::uint64_t value) {
    return native_->setQueryAttrUInt64(name, value);
  }
  int setQueryAttrNull(const sql::SQLString& name) { return native_->setQueryAttrNull(name); }
  int setQueryAttrString(const sql::SQLString& name, const sql::SQLString& value) {
    return native_->setQueryAttrString(name, value);
  }
  void clearAttributes() { native_->clearAttributes(); }

 protected:
  Interface* native() const noexcept { return native_.get(); }

 private:
  std::unique_ptr<Interface> native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
