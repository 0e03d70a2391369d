#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "insight/find_all.h"
#include "insight/finished_operation.h"
#include "view/picture.h"

namespace dbspan::view {

/// The finished operations of a picture by start time; their ids are the indices of their rows.
class RowSource : public insight::OperationSource {
 public:
  explicit RowSource(const Picture& picture);
  std::size_t size() const override { return rows_.size(); }
  insight::FinishedOperation At(std::size_t number) const override;

 private:
  const Picture& picture_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace dbspan::view
