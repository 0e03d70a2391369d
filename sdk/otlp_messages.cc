#include "sdk/otlp_messages.h"

#include <google/protobuf/descriptor.h>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace protobuf = google::protobuf;

}  // namespace

const protobuf::Message* PrototypeOf(const std::string& name) {
  const protobuf::Descriptor* const descriptor =
      protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          "opentelemetry.proto.collector.trace.v1." + name);
  return descriptor == nullptr
             ? nullptr
             : protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
}

std::int64_t RejectedSpans(const protobuf::Message& response) {
  const protobuf::FieldDescriptor* const part =
      response.GetDescriptor()->FindFieldByName("partial_success");
  if (part == nullptr || !response.GetReflection()->HasField(response, part)) return 0;
  const protobuf::Message& partial = response.GetReflection()->GetMessage(response, part);
  const protobuf::FieldDescriptor* const rejected =
      partial.GetDescriptor()->FindFieldByName("rejected_spans");
  return rejected == nullptr ? 0 : partial.GetReflection()->GetInt64(partial, rejected);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
