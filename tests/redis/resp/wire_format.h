#pragma once

#include <hiredis/hiredis.h>

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "redis/client/outcome.h"
#include "redis/reply_view.h"

namespace dbspan::redis {

/// Returns a command in the Redis protocol.
inline std::string Wire(std::initializer_list<std::string_view> arguments) {
  std::string wire = "*" + std::to_string(arguments.size()) + "\r\n";
  for (const std::string_view argument : arguments) {
    wire += "$" + std::to_string(argument.size()) + "\r\n";
    wire += argument;
    wire += "\r\n";
  }
  return wire;
}

/// A reply in the server's wire format, parsed by hiredis.
class Reply {
 public:
  explicit Reply(const std::string& wire) : reply_(Read(wire), &freeReplyObject) {
    if (reply_ == nullptr) throw std::invalid_argument{"no reply of the protocol"};
    view_ = hiredis::ViewOf(*static_cast<const redisReply*>(reply_.get()));
  }

  const ReplyView& operator*() const { return view_; }
  const ReplyView* get() const { return &view_; }

 private:
  static void* Read(const std::string& wire) {
    const std::unique_ptr<redisReader, void (*)(redisReader*)> reader{redisReaderCreate(),
                                                                      &redisReaderFree};
    void* reply = nullptr;
    redisReaderFeed(reader.get(), wire.data(), wire.size());
    redisReaderGetReply(reader.get(), &reply);
    return reply;
  }

  std::unique_ptr<void, void (*)(void*)> reply_;
  ReplyView view_;
};

}  // namespace dbspan::redis
