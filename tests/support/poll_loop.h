#pragma once

#include <poll.h>

#include <stdexcept>

// Include the header of hiredis's asynchronous API first: hiredis's own or the traced one.
namespace dbspan::test {

/// A minimal event loop for one asynchronous context.
class PollLoop {
 public:
  explicit PollLoop(redisAsyncContext& context) : context_(&context) {
    context.ev.data = this;
    context.ev.addRead = [](void* loop) { Of(loop).reads_ = true; };
    context.ev.delRead = [](void* loop) { Of(loop).reads_ = false; };
    context.ev.addWrite = [](void* loop) { Of(loop).writes_ = true; };
    context.ev.delWrite = [](void* loop) { Of(loop).writes_ = false; };
    context.ev.cleanup = [](void* loop) { Of(loop).context_ = nullptr; };
    writes_ = true;  // the first write event signals that the connection is established
  }
  PollLoop(const PollLoop&) = delete;
  PollLoop& operator=(const PollLoop&) = delete;

  /// Returns true while the context exists.
  bool alive() const { return context_ != nullptr; }

  /// Handles events until `done()` returns true or the context is freed. Throws if there is no
  /// event for a minute.
  template <class Done>
  void RunUntil(Done&& done) {
    while (alive() && !done()) {
      pollfd events{static_cast<int>(context_->c.fd), 0, 0};
      if (reads_) events.events |= POLLIN;
      if (writes_) events.events |= POLLOUT;
      if (poll(&events, 1, 60000) <= 0) throw std::runtime_error{"nothing happened"};
      if (alive() && (events.revents & (POLLOUT | POLLERR)) != 0) redisAsyncHandleWrite(context_);
      if (alive() && (events.revents & (POLLIN | POLLHUP)) != 0) redisAsyncHandleRead(context_);
    }
  }

 private:
  static PollLoop& Of(void* loop) { return *static_cast<PollLoop*>(loop); }

  redisAsyncContext* context_;
  bool reads_ = false;
  bool writes_ = false;
};

}  // namespace dbspan::test
