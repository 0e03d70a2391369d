#pragma once

#include <curl/curl.h>
#include <zlib.h>

#include <string>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// libcurl, loaded at the first export and never unloaded. Loading takes 3 ms, and most programs
/// into which dbspan is preloaded export nothing.
struct CurlLibrary {
  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_wait) multi_wait;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_version_info) version_info;

  /// Returns whether this version has a bug with HTTP/2 without TLS: every second or later request
  /// over a connection fails with CURLE_HTTP2. Source: curl's pull request 10643, for 8.0.
  bool BreaksReusedHttp2() const noexcept;

  /// Returns the loaded library, or null and the reason.
  static const CurlLibrary* Load(std::string& reason);
};

/// Loads zlib. Returns whether it is available.
bool HasGzip();
/// Compresses `data` for `Content-Encoding: gzip`. Returns them unchanged if zlib is not available.
std::string Gzip(std::string data);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
