#pragma once

#include "insight/quantity_text.h"

namespace dbspan::view {

// Reports format durations and counts with the functions that format findings.
using insight::CountText;
using insight::DurationText;
using insight::ShareText;
using insight::Unit;
using insight::UnitFor;

}  // namespace dbspan::view
