#include "recorder/process_state.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <memory>

#include "recorder/export/fork_gate.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

void OnFork() {
  ForkGate::InChild();
  if (rings::RingFile* const of_parent = ring_file.exchange(nullptr)) {
    texts.load()->Observe({});
    of_parent->LeaveToParent();
  }
  Life* const known = life.load();
  if (known == nullptr) return;
  known->recorder = nullptr;
  known->pipeline = nullptr;
  known->pipelines = 0;
  known->off = false;
  known->setting_up = 0;
}

}  // namespace

// Maps a page that the kernel clears in every forked child, also if no fork handlers ran. On
// kernels without MADV_WIPEONFORK, only the handler `OnFork` clears it.
Life* MapLife() {
  const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const page =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  madvise(page, size, MADV_WIPEONFORK);
  Life* const mine = static_cast<Life*>(page);
  Life* const found =
      Publish(life, mine, [size](Life* unused) { munmap(static_cast<void*>(unused), size); });
  if (found == mine) pthread_atfork(ForkGate::BeforeFork, ForkGate::InParent, OnFork);
  return found;
}

const Configuration& GetConfiguration() {
  const Configuration* const found = configuration.load();
  if (found != nullptr) return *found;
  auto made = std::make_unique<const Configuration>(ProcessSettings{});
  return *Publish(configuration, static_cast<const Configuration*>(made.release()),
                  std::default_delete<const Configuration>{});
}

Texts& GetTexts() {
  Texts* const found = texts.load(std::memory_order_acquire);
  if (found != nullptr) return *found;
  auto made = std::make_unique<Texts>(GetConfiguration().settings.text_bytes);
  return *Publish(texts, made.release(), std::default_delete<Texts>{});
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
