#include "cli/untraced.h"

#include "cli/program_check.h"

namespace dbspan::cli {
namespace {

using view::Notice;

std::string NameOf(const ProgramCheck& check) {
  return check.path.substr(check.path.rfind('/') + 1);
}

}  // namespace

void AddCauses(const std::string& program, std::vector<Notice>& notices) {
  notices.insert(notices.begin(),
                 {Notice::Level::kWarning, "no database or cache call was seen", ""});
  const ProgramCheck check = CheckProgram(program);
  if (check.path.empty()) return;
  if (!check.obstacle.empty()) {
    notices.push_back({Notice::Level::kWarning, check.path + " " + check.obstacle, check.advice});
    return;
  }
  bool traced = false;
  for (const ClientCheck& client : check.clients) {
    if (client.traced == Traced::kNo) {
      notices.push_back({Notice::Level::kWarning,
                         NameOf(check) + ": " + client.library + " " +
                             (client.path == check.path ? "" : "is ") + client.note,
                         client.advice});
    }
    traced = traced || client.traced == Traced::kYes;
  }
  if (traced) {
    notices.push_back(
        {Notice::Level::kInfo,
         NameOf(check) + " has a client that is traced, but called nothing that is recorded",
         "connecting is recorded with DBSPAN_CONNECT_SPANS=true, BEGIN and COMMIT with "
         "DBSPAN_TRANSACTION_SPANS=true"});
  } else if (check.clients.empty()) {
    notices.push_back({Notice::Level::kInfo,
                       NameOf(check) + " is linked with no database client; what it loads while it "
                                       "runs, or starts, is not in its file",
                       "Python's ctypes (psycopg 3) and PHP need LD_AUDIT: docs/zero-edit.md"});
  }
}

}  // namespace dbspan::cli
