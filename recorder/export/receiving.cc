#include "recorder/export/receiving.h"

#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "recorder/export/retry_info.h"
#include "recorder/export/variables.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Limit for the body of an answer, which contains the reason of a rejection. The rest is discarded.
constexpr std::size_t kMostAnswer = 65536;

bool NamesField(std::string_view line, std::string_view name) noexcept {
  return line.size() > name.size() && strncasecmp(line.data(), name.data(), name.size()) == 0;
}

}  // namespace

std::size_t Receiving::OnBody(char* data, std::size_t /*one*/, std::size_t size, void* body) {
  auto& text = *static_cast<std::string*>(body);
  text.append(data, std::min(size, kMostAnswer - std::min(text.size(), kMostAnswer)));
  return size;
}

std::size_t Receiving::OnHeader(char* data, std::size_t /*one*/, std::size_t size, void* self) {
  auto& receiving = *static_cast<Receiving*>(self);
  const std::string_view line{data, size};
  constexpr std::string_view kStatus = "grpc-status:";
  constexpr std::string_view kMessage = "grpc-message:";
  constexpr std::string_view kDetails = "grpc-status-details-bin:";
  if (NamesField(line, kStatus)) {
    receiving.grpc_status = std::atoi(std::string{line.substr(kStatus.size())}.c_str());
  } else if (NamesField(line, kMessage)) {
    const std::string text{Trim(line.substr(kMessage.size()))};
    receiving.grpc_message = DecodePercent(text).value_or(text);
  } else if (NamesField(line, kDetails)) {
    receiving.retry_after = RetryDelayOf(Trim(line.substr(kDetails.size())));
  }
  return size;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
