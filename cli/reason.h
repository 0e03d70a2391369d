#pragma once

#include <cerrno>
#include <exception>
#include <string>
#include <system_error>

namespace dbspan::cli {

/// Returns the text of an exception, with the remedy if the process may open no more files.
inline std::string ReasonOf(const std::exception& error) {
  const auto* const failure = dynamic_cast<const std::system_error*>(&error);
  const bool no_files = failure != nullptr && failure->code().value() == EMFILE;
  return error.what() + std::string{no_files ? "; raise the limit: ulimit -n 1024" : ""};
}

}  // namespace dbspan::cli
