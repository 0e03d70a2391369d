// The database is used before main, and in destructors: of thread-local objects, of thread-specific
// keys, at exit and after main.
#include <pthread.h>

#include <thread>

#include "tests/process/redis_case.h"

namespace {

class User {
 public:
  explicit User(const char* what) : what_(what), context_(dbspan::process::ConnectRedis()) {
    Use("born");
  }
  ~User() {
    Use("dies");
    redisFree(context_);
  }
  void Use(const char* when) {
    dbspan::process::Say("%s %s %s", what_, when, dbspan::process::Ask(context_, "PING").c_str());
  }

 private:
  const char* what_;
  redisContext* context_;
};

User static_user{"static"};
thread_local User thread_user{"thread"};

void InThread() {
  thread_user.Use("lives");
  static pthread_key_t key;
  pthread_key_create(&key, [](void* user) { delete static_cast<User*>(user); });
  pthread_setspecific(key, new User{"key"});
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  std::thread{InThread}.join();
  thread_user.Use("lives");
  static User* at_exit = new User{"atexit"};
  std::atexit([] { delete at_exit; });
  return 3;
}
