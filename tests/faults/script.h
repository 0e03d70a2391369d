#pragma once

#include <functional>
#include <initializer_list>
#include <string>

namespace dbspan::test {

/// A script of client calls that continues while things break, and prints the result of every step
/// on standard output. It runs bare and traced; both outputs must be the same. The script decides
/// when something breaks, and faults.py decides what breaks. faults.py runs it as `program URL
/// CONTROL`, where CONTROL is a file descriptor for orders to faults.py.
class Script {
 public:
  using Codes = std::function<std::string(const std::exception&)>;

  /// `codes` returns the error code that an exception of the client carries in addition to its
  /// message.
  Script(int argc, char** argv, Codes codes);
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  /// Prints the number of files that are still open.
  ~Script();

  const std::string& url() const { return url_; }

  /// Executes one step: prints in one line what `body` returns or throws.
  void Try(const std::string& step, const std::function<std::string()>& body);

  void Break() { Tell("break"); }           ///< Breaks the server or connection now.
  void BreakSoon() { Tell("break-soon"); }  ///< Breaks it while the next step waits.
  void Wait() { Tell("wait"); }             ///< Waits until BreakSoon has broken it.
  void Heal() { Tell("heal"); }             ///< Repairs it; returns when it works again.

 private:
  void Tell(const std::string& what) const;

  std::string url_;
  int control_;
  Codes codes_;
};

/// Joins the texts in the order in which they were computed. A braced list is evaluated in order;
/// the operands of `+` may be evaluated in any order.
std::string Joined(std::initializer_list<std::string> seen);

}  // namespace dbspan::test
