// Children in which the kernel refuses a system call use a database.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

#include "tests/process/redis_case.h"

namespace {

void Refuse(unsigned call, unsigned error) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog filter{std::size(program), program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    dbspan::process::GiveUp("no filter of system calls");
  }
}

/// Returns the status of the child, which is 0 if it has got its answers.
int UseWithout(unsigned call, unsigned error) {
  const pid_t child = fork();
  if (child == 0) {
    Refuse(call, error);
    redisContext* const context = dbspan::process::ConnectRedis();
    int right = 0;
    for (int i = 0; i < 3; ++i) right += dbspan::process::Ask(context, "PING") == "PONG" ? 1 : 0;
    redisFree(context);
    std::exit(right == 3 ? 0 : 1);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Calls that a program with hiredis does not need. Not among them: `futex` and `rseq`, because the
// C library ends a process with threads that cannot use them.
constexpr unsigned kCalls[] = {
    SYS_mremap,         SYS_madvise,
    SYS_getpid,         SYS_gettid,
    SYS_sysinfo,        SYS_sigaltstack,
    SYS_prctl,          SYS_sched_yield,
    SYS_getcpu,         SYS_sched_getaffinity,
    SYS_clone3,         SYS_unshare,
    SYS_memfd_create,   SYS_eventfd2,
    SYS_getrandom,      SYS_epoll_create1,
    SYS_timerfd_create, SYS_pipe2,
    SYS_dup3,           SYS_ftruncate,
    SYS_fallocate,      SYS_readlinkat,
    SYS_openat,         SYS_newfstatat,
    SYS_uname,          SYS_getdents64,
    SYS_statx,          SYS_clock_gettime,
    SYS_nanosleep,      SYS_clock_nanosleep,
    SYS_rt_sigaction,   SYS_tgkill,
    SYS_membarrier,     SYS_set_robust_list,
};

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  for (const unsigned call : kCalls) {
    for (const unsigned error : {EPERM, ENOSYS}) {
      dbspan::process::Say("call %u, error %u: %d", call, error, UseWithout(call, error));
    }
  }
}
