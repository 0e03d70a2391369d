#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "cli/commands.h"
#include "cli/live_view.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/port_owner.h"
#include "cli/receiver.h"
#include "cli/shared_store.h"
#include "view/picture.h"
#include "view/terminal_text.h"

namespace dbspan::cli {
namespace {

constexpr std::uint16_t kPort = 4318;  // OTLP specification, "OTLP/HTTP Default Port"
constexpr std::uint16_t kTries = 20;

// Listens on the port that the user chose; without one, on the first free port from `kPort` on.
std::unique_ptr<Receiver> Listen(SharedStore& store, unsigned port) {
  if (port != 0) return std::make_unique<Receiver>(store, static_cast<std::uint16_t>(port));
  for (std::uint16_t i = 0; i < kTries; ++i) {
    try {
      return std::make_unique<Receiver>(store, static_cast<std::uint16_t>(kPort + i));
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::address_in_use) throw;
    }
  }
  return std::make_unique<Receiver>(store, 0);
}

void Open(const std::string& url) {
  const char* browser = std::getenv("BROWSER");
  const char* program = browser == nullptr || *browser == '\0' ? "xdg-open" : browser;
  if (fork() != 0) return;
  execlp(program, program, url.c_str(), nullptr);
  _exit(127);
}

}  // namespace

int LiveCommand(const std::vector<std::string>& arguments) {
  const Options options =
      ReadOptions(arguments, {"port", "open", "memory", "cors"}, OptionPlace::kAnywhere);
  SharedStore store{options.memory};
  store.With([](view::Store& kept) { view::KeepFindings(kept, {}); });
  const auto receiver = Listen(store, options.port);
  LiveView view{store, [&receiver] { receiver->AskAgain(); }};
  const std::string url = receiver->url() + view.path();
  receiver->AllowOrigins(options.origins);
  receiver->SetOtherPaths([&view](const HttpRequest& request) { return view.Answer(request); });

  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ending, signal);
  if (options.open) Open(url);  // before the signals are blocked and there are threads
  signal(SIGCHLD, SIG_IGN);
  sigprocmask(SIG_BLOCK, &ending, nullptr);
  receiver->Start();
  std::string text = "dbspan: " + url + "\n";
  if (receiver->url() != "http://127.0.0.1:" + std::to_string(kPort)) {
    if (options.port == 0) {
      const std::string owner = OwnerOfPort(kPort);
      text += "dbspan: port " + std::to_string(kPort) + " is in use" +
              (owner.empty() ? "" : " by " + view::Printable(owner)) + "\n";
    }
    text += "dbspan: programs need OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver->url() + "\n";
  }
  WriteAll(STDOUT_FILENO, text + "dbspan: Ctrl-C ends it\n");
  int signal = 0;
  sigwait(&ending, &signal);
  receiver->Finish();
  return 0;
}

}  // namespace dbspan::cli
