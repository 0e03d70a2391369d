#pragma once

#include <functional>
#include <initializer_list>
#include <string>

namespace dbspan::test {

/// A program that goes on while things break, and says on standard output what it saw at every
/// step. It runs bare and traced, and has to say the same. When something breaks is the script's,
/// what it is faults.py's, which runs the script: `program URL CONTROL`, where CONTROL is a file
/// descriptor to talk to it.
class Script {
 public:
  using Codes = std::function<std::string(const std::exception&)>;

  /// `codes` tells what an exception of the client carries in addition to its message.
  Script(int argc, char** argv, Codes codes);
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  /// Says what is left: files that are still open.
  ~Script();

  const std::string& url() const { return url_; }

  /// One step: says what `body` returns or throws, in one line.
  void Try(const std::string& step, const std::function<std::string()>& body);

  void Break() { Tell("break"); }           ///< Returns when it is broken.
  void BreakSoon() { Tell("break-soon"); }  ///< It breaks while the next step waits.
  void Wait() { Tell("wait"); }             ///< Returns when what breaks soon is broken.
  void Heal() { Tell("heal"); }             ///< Returns when it works again.

 private:
  void Tell(const std::string& what) const;

  std::string url_;
  int control_;
  Codes codes_;
};

/// What was seen in this order: operands of `+` may be evaluated in any.
std::string Joined(std::initializer_list<std::string> seen);

}  // namespace dbspan::test
