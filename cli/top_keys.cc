#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/output.h"
#include "cli/top_screen.h"

namespace dbspan::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortest{250};
constexpr milliseconds kLongest{60'000};

// Splits the input from a terminal into keys: characters, and sequences that begin with ESC.
std::vector<std::string> KeysOf(std::string_view bytes) {
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t size = 1;
    if (bytes[at] == '\x1b' && at + 2 < bytes.size() &&
        (bytes[at + 1] == '[' || bytes[at + 1] == 'O')) {
      size = 3;
      while (at + size <= bytes.size() && size < 8) {
        const char last = bytes[at + size - 1];
        if (last == '~' || (last >= 'A' && last <= 'Z')) break;
        ++size;
      }
    }
    keys.emplace_back(bytes.substr(at, size));
    at += size;
  }
  return keys;
}

}  // namespace

bool TopScreen::HandleKeys() {
  std::array<char, 256> bytes{};
  const ssize_t size = read(terminal_, bytes.data(), bytes.size());
  if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return size == 0;
  if (size < 0) return true;
  for (const std::string& key : KeysOf({bytes.data(), static_cast<std::size_t>(size)})) {
    if (!HandleKey(key)) return false;
  }
  Draw();
  if (!snapshots_.empty() && AddTraces()) Draw();
  return true;
}

void TopScreen::HandleKeyOfRun(const std::string& key) {
  choices_.message.clear();
  if (key == "o") choices_.output = !choices_.output;
  if (key == "w") choices_.message = run_.save({});
}

bool TopScreen::HandleKey(const std::string& key) {
  using Sort = view::TopChoices::Sort;
  if (choices_.typing) {
    if (key == "\r" || key == "\n" || key == "\x1b") {
      choices_.typing = false;
      if (key == "\x1b") choices_.filter.clear();
    } else if (key == "\x7f" || key == "\b") {
      // A character may have several bytes in UTF-8.
      const auto is_further = [this] { return (choices_.filter.back() & 0xC0) == 0x80; };
      while (choices_.filter.size() > 1 && is_further()) choices_.filter.pop_back();
      if (!choices_.filter.empty()) choices_.filter.pop_back();
    } else if (key.size() == 1 && static_cast<unsigned char>(key[0]) >= ' ') {
      choices_.filter += key;
    }
    choices_.selected = 0;
    return true;
  }
  const std::pair<const char*, Sort> sorts[] = {
      {"t", Sort::kTotal}, {"m", Sort::kMean},   {"p", Sort::kP95}, {"c", Sort::kCount},
      {"r", Sort::kRate},  {"e", Sort::kFailed}, {"h", Sort::kHits}};
  for (const auto& [name, sort] : sorts) {
    if (key == name) choices_.sort = sort;
  }
  const std::size_t last = shown_.rows == 0 ? 0 : shown_.rows - 1;
  const std::size_t page = std::max<std::size_t>(HeightOf(terminal_), 6) - 5;
  choices_.selected = std::min(choices_.selected, last);
  if (key == "q") return false;
  HandleKeyOfRun(key);
  if (key == "R") choices_.reverse = !choices_.reverse;
  if (key == "/") choices_.typing = true;
  if (key == "v") choices_.wrap = !choices_.wrap;
  if (key == "?") choices_.help = !choices_.help;
  if (key == "a") choices_.since_start = !choices_.since_start;
  if (key == " ") choices_.paused = !choices_.paused;
  if (key == "z" && !snapshots_.empty()) {
    zero_ = snapshots_.back();
    choices_.since_start = true;
  }
  if (key == "+") interval_ = std::min(interval_ * 2, kLongest);
  if (key == "-") interval_ = std::max(interval_ / 2, kShortest);
  if (key == "\r" || key == "\n") choices_.details = !choices_.details;
  if (key == "\x1b") {
    choices_.details = choices_.help = choices_.output = false;
    choices_.filter.clear();
  }
  if (key == "j" || key == "\x1b[B" || key == "\x1bOB")
    choices_.selected = std::min(choices_.selected + 1, last);
  if ((key == "k" || key == "\x1b[A" || key == "\x1bOA") && choices_.selected > 0)
    --choices_.selected;
  if (key == "\x1b[6~") choices_.selected = std::min(choices_.selected + page, last);
  if (key == "\x1b[5~") choices_.selected -= std::min(page, choices_.selected);
  if (key == "\x1b[H" || key == "\x1bOH" || key == "\x1b[1~") choices_.selected = 0;
  if (key == "\x1b[F" || key == "\x1bOF" || key == "\x1b[4~") choices_.selected = last;
  return true;
}

}  // namespace dbspan::cli
