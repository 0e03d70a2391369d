#pragma once

#include <cctype>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::test {

/// Returns a password of 3 to 24 characters: letters and digits that no expected attribute of a
/// test contains in this order, and every delimiter of URLs and connection strings.
template <class Random>
std::string PasswordWithDelimiters(Random& random) {
  constexpr std::string_view kLetters = "ZQXJzqxj78";
  constexpr std::string_view kDelimiters = "@@@::://??#&=,;[]%+ '\"\\|!$*";
  const auto one_of = [&](std::string_view some) {
    return some[std::uniform_int_distribution<std::size_t>{0, some.size() - 1}(random)];
  };
  std::string password;
  for (int left = std::uniform_int_distribution{3, 24}(random); left > 0; --left) {
    const bool letter = std::uniform_int_distribution{0, 2}(random) != 0;
    password += one_of(letter ? kLetters : kDelimiters);
  }
  return password;
}

/// Returns URLs and connection strings that contain a password without escaping it.
inline std::vector<std::string> UrlsWith(const std::string& password) {
  std::vector<std::string> urls;
  for (const char* scheme : {"postgresql", "mysql", "redis", "rediss", "tcp", "unix"}) {
    const std::string begin = std::string{scheme} + "://";
    urls.push_back(begin + "user:" + password + "@127.0.0.1:1/db");
    urls.push_back(begin + ":" + password + "@127.0.0.1");
    urls.push_back(begin + password + "@127.0.0.1/0?a=b");
    urls.push_back(begin + "127.0.0.1/db?user=u&password=" + password);
  }
  urls.push_back("user:" + password + "@127.0.0.1");
  urls.push_back("redis://:" + password + "/0");
  urls.push_back("host=127.0.0.1 user=u password=" + password + " dbname=db");
  return urls;
}

/// Tells whether `text` contains three successive characters of `password`, at least one of which
/// is a letter or a digit.
inline bool HasPieceOf(std::string_view password, std::string_view text) {
  constexpr std::size_t kPiece = 3;
  for (std::size_t i = 0; i + kPiece <= password.size(); ++i) {
    const std::string_view piece = password.substr(i, kPiece);
    bool telling = false;
    for (const char c : piece)
      telling = telling || std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (telling && text.find(piece) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace dbspan::test
