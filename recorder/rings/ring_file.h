#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "dbspan/version.h"
#include "recorder/intern_table.h"
#include "recorder/rings/layout.h"
#include "recorder/rings/ring_settings.h"
#include "recorder/shared_memory.h"
#include "recorder/texts.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The ring file of this process, as seen by the process: it writes to it, and a `RingReader` in
/// another process reads it.
///
/// Exists as long as the process; the file exists until a reader removes it. A forked child creates
/// its own.
class RingFile {
 public:
  /// Creates a new file with mode 0600. Returns null and the reason if the directory is accessible
  /// to other users, or there is no space.
  static std::unique_ptr<RingFile> Make(const RingSettings& settings, const std::string& resource,
                                        std::string& reason);
  RingFile(const RingFile&) = delete;
  RingFile& operator=(const RingFile&) = delete;
  /// Unmaps the memory; the file stays.
  ~RingFile();

  pid_t process() const noexcept { return header_->process; }
  SharedMemory memory() const noexcept;
  /// Stores all interned texts in the file, also those that are interned later.
  void KeepTexts(Texts& texts);
  void Remove() noexcept;
  void MarkExited() noexcept;  ///< Marks that the process ended normally.
  void KeepExitCode(int code) noexcept;
  /// For a forked child: replaces the mapping by private memory, so that the child cannot change
  /// the parent's file.
  void LeaveToParent() noexcept;

 private:
  /// Memory for texts is reserved in steps of this many bytes.
  static constexpr std::uint64_t kTextStep = 65536;

  /// Stores the texts of one intern table.
  class Keeper final : public InternTable::Observer {
   public:
    Keeper(RingFile& file, Extent FileHeader::*directory) noexcept
        : file_(file), directory_(directory) {}
    void OnInterned(TextId id, const InternedEntry& entry) noexcept override {
      file_.KeepText(file_.header_->*directory_, id, entry);
    }

   private:
    RingFile& file_;
    Extent FileHeader::*const directory_;
  };

  RingFile() = default;
  bool Map(int directory, const RingSettings& settings, std::string& reason);
  bool Reserve(int file, std::size_t bytes, std::string& reason);
  void Describe(const RingSettings& settings, const std::string& resource);
  void KeepText(const Extent& directory, TextId id, const InternedEntry& entry) noexcept;
  bool ReserveTexts(std::uint64_t end) noexcept;
  char* At(std::uint64_t offset) const noexcept {
    return reinterpret_cast<char*>(header_) + offset;
  }

  Keeper endpoints_{*this, &FileHeader::endpoints};
  Keeper statements_{*this, &FileHeader::statements};
  Keeper dimensions_{*this, &FileHeader::dimensions};
  Keeper statuses_{*this, &FileHeader::statuses};
  std::string path_;
  FileHeader* header_ = nullptr;
  std::size_t bytes_ = 0;
  bool reserved_ = false;                      // all memory was reserved at once
  std::atomic<std::uint64_t> texts_ready_{0};  // this many bytes of the texts are reserved
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
