#include "cli/lost_notices.h"

#include <cstdint>

#include "view/units.h"

namespace dbspan::cli {

void AddLostNotices(const recorder::rings::LostCounts& lost, const std::string& process,
                    std::vector<view::Notice>& notices) {
  const auto add = [&](std::uint64_t count, const char* why, const char* advice) {
    if (count == 0) return;
    notices.push_back({view::Notice::Level::kWarning,
                       process + ": " + view::CountText(count, "operation was", "operations were") +
                           " lost: " + why,
                       advice});
  };
  add(lost.no_room, "its memory for records was full",
      "DBSPAN_RECORDER_MEMORY (MiB) makes it larger");
  add(lost.unreadable, "its records could not be read", "");
  if (lost.torn == 0) return;
  notices.push_back({view::Notice::Level::kWarning,
                     process + ": " + view::CountText(lost.torn, "thread has", "threads have") +
                         " damaged records: an unknown number of operations is lost",
                     ""});
}

}  // namespace dbspan::cli
