#include "recorder/export/dynamic_libraries.h"

#include <dlfcn.h>

#include <cstdint>
#include <utility>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

template <class Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

// Debian has two flavours; both work.
void* OpenCurl() {
  void* library = nullptr;
  for (const char* const name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
    if (library == nullptr) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  }
  return library;
}

bool FindAll(void* library, CurlLibrary& curl) {
  return Find(library, "curl_global_init", curl.global_init) &&
         Find(library, "curl_easy_init", curl.easy_init) &&
         Find(library, "curl_easy_setopt", curl.easy_setopt) &&
         Find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         Find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         Find(library, "curl_easy_strerror", curl.easy_strerror) &&
         Find(library, "curl_slist_append", curl.slist_append) &&
         Find(library, "curl_slist_free_all", curl.slist_free_all) &&
         Find(library, "curl_multi_init", curl.multi_init) &&
         Find(library, "curl_multi_add_handle", curl.multi_add_handle) &&
         Find(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
         Find(library, "curl_multi_perform", curl.multi_perform) &&
         Find(library, "curl_multi_wait", curl.multi_wait) &&
         Find(library, "curl_multi_info_read", curl.multi_info_read) &&
         Find(library, "curl_multi_cleanup", curl.multi_cleanup) &&
         Find(library, "curl_version_info", curl.version_info);
}

// OpenSSL registers its clean-up with `atexit` while it is initialized. If another thread is
// already in `exit`, the clean-up runs at once and frees what the initialization still uses.
// Without it, the memory of OpenSSL is freed with the process. Has no effect if the application has
// initialized OpenSSL before, or if libcurl uses GnuTLS.
void InitializeOpenSslWithoutCleanUp(void* curl) {
  constexpr std::uint64_t kNoAtExit = 0x00080000;  // OPENSSL_INIT_NO_ATEXIT of OpenSSL 1.1 and 3
  int (*initialize)(std::uint64_t options, const void* settings) = nullptr;
  if (Find(curl, "OPENSSL_init_crypto", initialize)) initialize(kNoAtExit, nullptr);
}

struct Zlib {
  decltype(&deflateInit2_) init;
  decltype(&deflate) run;
  decltype(&deflateEnd) end;
};

const Zlib* LoadZlib() {
  static const Zlib* const loaded = []() -> const Zlib* {
    void* const library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return nullptr;
    static Zlib zlib;
    const bool found = Find(library, "deflateInit2_", zlib.init) &&
                       Find(library, "deflate", zlib.run) && Find(library, "deflateEnd", zlib.end);
    return found ? &zlib : nullptr;
  }();
  return loaded;
}

}  // namespace

const CurlLibrary* CurlLibrary::Load(std::string& reason) {
  static CurlLibrary curl;
  void* const library = OpenCurl();
  if (library == nullptr) {
    const char* const why = dlerror();
    reason = why == nullptr ? "libcurl.so.4 is missing" : why;
    return nullptr;
  }
  if (!FindAll(library, curl)) {
    reason = "libcurl is too old";
    return nullptr;
  }
  InitializeOpenSslWithoutCleanUp(library);
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    reason = "libcurl cannot be initialized";
    return nullptr;
  }
  return &curl;
}

bool CurlLibrary::BreaksReusedHttp2() const noexcept {
  constexpr unsigned kBroken = 0x075800;  // 7.88.0; Debian 12 has 7.88.1
  constexpr unsigned kMended = 0x080000;
  const unsigned version = version_info(CURLVERSION_NOW)->version_num;
  return version >= kBroken && version < kMended;
}

bool HasGzip() { return LoadZlib() != nullptr; }

std::string Gzip(std::string data) {
  const Zlib* const zlib = LoadZlib();
  if (zlib == nullptr) return data;
  z_stream stream{};
  constexpr int kGzip = 16;
  constexpr int kMemoryLevel = 8;
  if (zlib->init(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + kGzip, kMemoryLevel,
                 Z_DEFAULT_STRATEGY, ZLIB_VERSION, sizeof stream) != Z_OK) {
    return data;
  }
  constexpr std::size_t kOverhead = 64;  // header and trailer, and the overhead of blocks
  std::string compressed(data.size() + data.size() / 1000 + kOverhead, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(data.data());
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  const int status = zlib->run(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  zlib->end(&stream);
  return status == Z_STREAM_END ? compressed : data;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
