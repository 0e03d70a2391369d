#pragma once

#include <curl/curl.h>
#include <zlib.h>

#include <string>

namespace dbspan::recorder {

/// libcurl, loaded when something is exported for the first time: it takes 3 ms, and most programs
/// that a preloaded dbspan gets into export nothing. Never unloaded.
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

  /// Tells whether a connection that spoke HTTP/2 without TLS cannot be used a second time: every
  /// later request over it fails with CURLE_HTTP2. Source: curl's pull request 10643, for 8.0.
  bool BreaksReusedHttp2() const noexcept;

  /// Returns the loaded library, or null and the reason.
  static const CurlLibrary* Load(std::string& reason);
};

/// Tells whether there is a zlib, and loads it.
bool HasGzip();
/// Compresses as `Content-Encoding: gzip` with zlib. Returns the data as they are where there
/// is none.
std::string Gzip(std::string data);

}  // namespace dbspan::recorder
