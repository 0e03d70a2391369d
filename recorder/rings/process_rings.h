#pragma once

#include <string>

#include "dbspan/version.h"
#include "recorder/rings/ring_file.h"
#include "recorder/texts.h"

/// The ring file of this process. It is never destroyed.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Creates the ring file, if it is wanted, and stores the texts in it. Returns null if there is
/// none. Then the recorder uses its own memory, and a failure is logged.
RingFile* MakeProcessRings(const RingSettings& settings, const std::string& resource, Texts& texts);
/// If DBSPAN_RING_DIR is set in a setuid program, logs that it is ignored.
void ReportRefusedRings();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
