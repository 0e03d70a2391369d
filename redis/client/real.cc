// Symbol form only: finds the client's functions, and checks that its structures have the layout
// with which dbspan was compiled.
#include "redis/client/real.h"

#include <cstring>
#include <iterator>
#include <memory>
#include <new>

#include "core/interpose/enabled.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/conversation.h"
#include "redis/pipeline.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

#define DBSPAN_NATIVE_NAME(name) DBSPAN_QUOTED(DBSPAN_NATIVE(name)),
constexpr const char* kNames[] = {DBSPAN_CLIENT_FUNCTIONS(DBSPAN_NATIVE_NAME)
                                      DBSPAN_CLIENT_CALLING_BACK(DBSPAN_NATIVE_NAME)
                                          DBSPAN_CLIENT_OPTION_FUNCTIONS(DBSPAN_NATIVE_NAME)
                                              DBSPAN_CLIENT_ACCESSORS(DBSPAN_NATIVE_NAME)};
static_assert(sizeof(Library::Functions) == sizeof kNames + sizeof(void*));

constexpr const char* kSonames[] = {DBSPAN_CLIENT_SONAMES, nullptr};

/// The memory of a reply as machine words. In every version, a string reply has at least six.
struct Words {
  static constexpr std::size_t kCount = 6;
  std::uintptr_t at[kCount];
};

/// Index of the word with the length of a string. In 1.x and its forks, a double precedes it, which
/// 0.14 does not have.
constexpr std::size_t kOurLength = offsetof(NativeReply, len) / sizeof(void*);
static_assert(kOurLength == 2 || kOurLength == 3);

const char kBytes[] = "$5\r\nbytes\r\n";
constexpr std::size_t kLength = 5;

/// Returns whether the reply to `kBytes` has length and text where the client's header has them.
bool IsOurs(const void* reply) noexcept {
  Words words{};
  std::memcpy(&words, reply, sizeof words);
  // In the other layout, this word is a pointer or null.
  if (words.at[kOurLength] != kLength) return false;
  const char* text = nullptr;
  std::memcpy(&text, static_cast<const char*>(reply) + offsetof(NativeReply, str), sizeof text);
  return text != nullptr && std::memcmp(text, "bytes", kLength) == 0;
}

/// Returns whether a reader that has read `kBytes` has position and buffer where the client's
/// header has them.
bool IsOurs(const NativeReader& reader) noexcept {
  constexpr std::size_t kSize = sizeof kBytes - 1;
  if (reader.pos != kSize || reader.len != kSize || reader.ridx != -1) return false;
  // Seal needs buffers with the header of sds 2: length, capacity and type, one byte each here.
  return (reader.buf[-1] & 7) == 1 && reader.buf[-3] == static_cast<char>(kSize);
}

// Checks the layout of the client's structures. They differ between versions with the same soname,
// and the client does not report its version at run time. So its reader, whose layout is not needed
// for this, parses a known reply.
const char* Identify(void** functions) {
  auto& library = *reinterpret_cast<Library::Functions*>(functions);
  constexpr const char* kOther =
      "another version of " DBSPAN_CLIENT_TITLE " than dbspan was built for";
  const bool readable = library.ReaderCreate != nullptr && library.ReaderFree != nullptr &&
                        library.ReaderFeed != nullptr && library.ReaderGetReply != nullptr;
  if (!readable) return kOther;
  // A client that cannot make a reply lacks memory: that says nothing about later calls.
  const std::unique_ptr<NativeReader, decltype(library.ReaderFree)> reader{library.ReaderCreate(),
                                                                           library.ReaderFree};
  if (reader == nullptr) throw std::bad_alloc{};
  void* reply = nullptr;
  const bool read = library.ReaderFeed(reader.get(), kBytes, sizeof kBytes - 1) == kOk &&
                    library.ReaderGetReply(reader.get(), &reply) == kOk && reply != nullptr;
  if (!read) throw std::bad_alloc{};
  // The reply leaks if its layout is not known.
  if (!IsOurs(reply) || !IsOurs(*reader)) return kOther;
  library.reply_functions = reader->fn;
  reader->fn->freeObject(reply);
  return nullptr;
}

constexpr interpose::ClientLibrary kLibrary{DBSPAN_CLIENT_TITLE,
                                            DBSPAN_QUOTED(DBSPAN_NATIVE(CommandArgv)),
                                            kNames,
                                            std::size(kNames),
                                            kSonames,
                                            &Identify};

}  // namespace

interpose::Routes Library::routes_{kLibrary};

bool Library::IsOff() noexcept {
  return !Enabled<Redis>() && !Pipeline::AnyOpen() && !Conversation::AnyInTransaction();
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
