#pragma once

#include <string>

#include "recorder/rings/ring_file.h"
#include "recorder/texts.h"

/// The ring file of this process. It is never destroyed.
namespace dbspan::recorder::rings {

/// Makes the file, if it is wanted, and keeps the texts in it. Returns null if there is none: then
/// the recorder has memory of its own, and the reason is logged.
RingFile* MakeProcessRings(const RingSettings& settings, const std::string& resource, Texts& texts);
/// Logs that the environment asks for a ring file where it is not trusted.
void ReportRefusedRings();

}  // namespace dbspan::recorder::rings
