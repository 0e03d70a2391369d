#include "cli/hidden_client.h"

#include <string.h>

#include <cstring>
#include <string_view>

#include "cli/elf_file.h"
#include "cli/known_clients.h"
#include "cli/mapped_file.h"

namespace dbspan::cli {

std::vector<ClientCheck> HiddenClientsIn(const std::string& executable) {
  std::vector<ClientCheck> clients;
  const MappedFile file{executable};
  const std::string_view content = file.content();
  if (content.substr(0, SELFMAG) != ELFMAG) return clients;
  if (ReadElf(executable, {}).has_dbspan) return clients;  // this command has the messages, too
  for (const KnownClient& known : kKnownClients) {
    const std::size_t length = std::strlen(known.message);
    if (memmem(content.data(), content.size(), known.message, length) == nullptr) continue;
    ClientCheck& client = clients.emplace_back();
    client.library = known.name;
    client.path = executable;
    client.traced = Traced::kNo;
    client.note =
        "is inside the program, judging by its messages, but its functions are not visible; a "
        "preload cannot stand in front of it";
    client.advice = std::string{"link "} + known.target + " with it: docs/zero-edit.md, \"Linked\"";
  }
  return clients;
}

}  // namespace dbspan::cli
