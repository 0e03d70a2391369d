// Part of the symbol form only: which hiredis is behind ours, and whether its structures are the
// ones that dbspan was built with.
#include "redis/hiredis/real.h"

#include <cstring>
#include <iterator>

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kNames[] = {DBSPAN_REDIS_FUNCTIONS(DBSPAN_NAME) DBSPAN_REDIS_CALLING_BACK(
    DBSPAN_NAME) DBSPAN_REDIS_1_FUNCTIONS(DBSPAN_NAME) DBSPAN_REDIS_ACCESSORS(DBSPAN_NAME)};
static_assert(sizeof(Hiredis::Functions) == sizeof kNames + sizeof(void*));

constexpr const char* kSonames[] = {"libhiredis.", "libhiredis-", nullptr};

/// The words of a reply, as they lie in memory. A string's reply is of six words in every version.
struct Words {
  static constexpr std::size_t kCount = 6;
  std::uintptr_t at[kCount];
};

/// Where hiredis 0.14 and 1.x put the length of a string: 1.x has a double before it.
constexpr std::size_t kLengthIn0 = 2;
constexpr std::size_t kLengthIn1 = 3;
constexpr std::size_t kOurLength = offsetof(redisReply, len) / sizeof(void*);
static_assert(kOurLength == (HIREDIS_MAJOR >= 1 ? kLengthIn1 : kLengthIn0));

const char kBytes[] = "$5\r\nbytes\r\n";
constexpr std::size_t kLength = 5;

/// Tells whether the reply to `kBytes` has its length and its text where our hiredis has them.
bool IsOurs(const void* reply) noexcept {
  Words words{};
  std::memcpy(&words, reply, sizeof words);
  // The other layout has a pointer there, or nothing.
  if (words.at[kOurLength] != kLength) return false;
  const char* text = nullptr;
  std::memcpy(&text, static_cast<const char*>(reply) + offsetof(redisReply, str), sizeof text);
  return text != nullptr && std::memcmp(text, "bytes", kLength) == 0;
}

// hiredis has no version at run time, and its structures differ between versions of one soname's
// age: so its reader, of which we need to know nothing, is asked to read.
const char* Identify(void** functions) {
  auto& hiredis = *reinterpret_cast<Hiredis::Functions*>(functions);
  constexpr const char* kOther = "another version of hiredis than dbspan was built for";
  const bool readable = hiredis.redisReaderCreate != nullptr &&
                        hiredis.redisReaderFree != nullptr && hiredis.redisReaderFeed != nullptr &&
                        hiredis.redisReaderGetReply != nullptr;
  if (!readable) return kOther;
  redisReader* reader = hiredis.redisReaderCreate();
  if (reader == nullptr) return "out of memory";
  void* reply = nullptr;
  const bool ours = hiredis.redisReaderFeed(reader, kBytes, sizeof kBytes - 1) == REDIS_OK &&
                    hiredis.redisReaderGetReply(reader, &reply) == REDIS_OK && reply != nullptr &&
                    IsOurs(reply);
  if (ours) {
    hiredis.reply_functions = reader->fn;
    reader->fn->freeObject(reply);
  }  // else the reply stays: how to free it is not known
  hiredis.redisReaderFree(reader);
  return ours ? nullptr : kOther;
}

constexpr interpose::ClientLibrary kLibrary{"hiredis",         "redisCommandArgv", kNames,
                                            std::size(kNames), kSonames,           &Identify};

}  // namespace

interpose::Routes Hiredis::routes_{kLibrary};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
