#pragma once

#include "insight/quantity_text.h"

namespace dbspan::view {

// Reports and findings write durations and counts alike.
using insight::CountText;
using insight::DurationText;
using insight::ShareText;
using insight::Unit;
using insight::UnitFor;

}  // namespace dbspan::view
