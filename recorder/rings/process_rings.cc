#include "recorder/rings/process_rings.h"

#include <cstdlib>

#include "core/log/log_once.h"
#include "core/log/shown_value.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

RingFile* MakeProcessRings(const RingSettings& settings, const std::string& resource,
                           Texts& texts) {
  if (!settings.wanted()) {
    ReportRefusedRings();
    return nullptr;
  }
  std::string reason;
  std::unique_ptr<RingFile> file = RingFile::Make(settings, resource, reason);
  if (file == nullptr) {
    LogOnce("recorder.rings",
            "DBSPAN_RING_DIR=" + ShownValue(settings.directory) + " cannot be used: " + reason +
                "; recording goes on in memory and exports as without the variable, so operations "
                "that are not exported yet are lost if the process is killed. Name a directory of "
                "this user with mode 0700, and space for DBSPAN_RECORDER_MEMORY");
    return nullptr;
  }
  file->KeepTexts(texts);
  return file.release();
}

void ReportRefusedRings() {
  if (std::getenv("DBSPAN_RING_DIR") == nullptr || secure_getenv("DBSPAN_RING_DIR") != nullptr) {
    return;
  }
  LogOnce("recorder.rings",
          "DBSPAN_RING_DIR has no effect: this program runs with the rights of another user");
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
