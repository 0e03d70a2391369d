#pragma once

#include <poll.h>

#include <stdexcept>

// Include hiredis's asynchronous API first, bare or traced.
namespace dbspan::test {

/// An event loop for one asynchronous context, as small as can be: runs until told or idle.
class PollLoop {
 public:
  explicit PollLoop(redisAsyncContext& context) : context_(&context) {
    context.ev.data = this;
    context.ev.addRead = [](void* loop) { Of(loop).reads_ = true; };
    context.ev.delRead = [](void* loop) { Of(loop).reads_ = false; };
    context.ev.addWrite = [](void* loop) { Of(loop).writes_ = true; };
    context.ev.delWrite = [](void* loop) { Of(loop).writes_ = false; };
    context.ev.cleanup = [](void* loop) { Of(loop).context_ = nullptr; };
    writes_ = true;  // the first write event tells that it is connected
  }
  PollLoop(const PollLoop&) = delete;
  PollLoop& operator=(const PollLoop&) = delete;

  /// Whether the context still exists.
  bool alive() const { return context_ != nullptr; }

  /// Handles events until `done()` or the context is gone; throws after ten seconds without any.
  template <class Done>
  void RunUntil(Done&& done) {
    while (alive() && !done()) {
      pollfd events{static_cast<int>(context_->c.fd), 0, 0};
      if (reads_) events.events |= POLLIN;
      if (writes_) events.events |= POLLOUT;
      if (poll(&events, 1, 10000) <= 0) throw std::runtime_error{"nothing happened"};
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
