/* A list of what is allowed (seccomp-bpf): whoever takes a worker over finds the calls by which
 * it serves pages, and nothing that has not been thought of.
 *
 * The price is that the system's libraries may use another call with their next release. So what
 * is not allowed raises a signal in place of a silent death: its handler writes which call it was,
 * and an operator who meets a harmless one has a setting to go on with until it is added here.
 * Whoever runs code in a worker may take the handler away, but not the filter: the call is not
 * made, and with the signal ignored or blocked the kernel ends the process by itself.
 *
 * Arguments that are pointers cannot be looked at, as another thread could change them behind the
 * filter; hence clone3 "does not exist", so that the C library takes clone, whose flags can. */
#include "web/sandbox.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

/* The leak checker traces its own process when that ends. */
#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

#define NAMED_CALLS 512 /* numbers of system calls whose names a process keeps for its last line */

/* What every program does, whatever the arguments. */
static const int allowed[] = {
    /* files */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(close),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(flock),
    SCMP_SYS(fcntl),
    SCMP_SYS(ioctl),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(umask),
    /* connections: the database, nginx, and the socket that requests come by */
    SCMP_SYS(connect),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(bind), /* of netlink, by which addresses of names are sorted */
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(pipe2),
    SCMP_SYS(socketpair),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(msync),
    SCMP_SYS(mlock),
    SCMP_SYS(munlock),
    SCMP_SYS(membarrier),
    /* itself: time, signals, locks, what it is */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(alarm),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrusage),
    SCMP_SYS(times),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* The follower makes catalogues in a process of its own, of lower priority, and ends it. */
static const int allowed_follower[] = {
    SCMP_SYS(fork),   SCMP_SYS(vfork), SCMP_SYS(clone),       SCMP_SYS(wait4),       SCMP_SYS(kill),
    SCMP_SYS(tgkill), SCMP_SYS(prctl), SCMP_SYS(getpriority), SCMP_SYS(setpriority),
};

static const uint64_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

/* By number, for the handler, which may not ask a library. */
static char *call_names[NAMED_CALLS];

static int allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return result;
}

/* Memory is writable or executable, never both: what was brought in cannot be run. */
static int allow_mapping(scmp_filter_ctx filter, int call)
{
    int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE, 0));

    return result == 0 ? seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                          SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
                       : result;
}

/* A worker may look whether a process lives, and end itself; its threads are a library's (libcurl
 * resolves names in one). */
static int allow_worker(scmp_filter_ctx filter)
{
    const uint64_t own = (uint64_t)getpid();
    int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));

    if (result == 0)
        result =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, SCMP_A1(SCMP_CMP_EQ, 0));
    if (result == 0)
        result =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_EQ, own));
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                  SCMP_A0(SCMP_CMP_EQ, own));
    return result;
}

static int allow_all(scmp_filter_ctx filter, enum sandbox_program program)
{
    int result = allow(filter, allowed, sizeof allowed / sizeof allowed[0]);

    if (result == 0)
        result = allow_mapping(filter, SCMP_SYS(mmap));
    if (result == 0)
        result = allow_mapping(filter, SCMP_SYS(mprotect));
    for (size_t i = 0; i < sizeof families / sizeof families[0] && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                                  SCMP_A0(SCMP_CMP_EQ, families[i]));
    /* Reads limits, and sets none. */
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                                  SCMP_A2(SCMP_CMP_EQ, 0));
    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (result != 0)
        return result;
    return program == SANDBOX_FOLLOWER ? allow(filter, allowed_follower,
                                               sizeof allowed_follower / sizeof allowed_follower[0])
                                       : allow_worker(filter);
}

/* Writes which call it was, with nothing that a handler may not do, and ends the process as if
 * there were no handler. */
static void end_process(int signal_number, siginfo_t *info, void *context)
{
    static const char before[] = "sandbox: a system call that is not allowed ended this process: ";
    const int number = info->si_syscall;
    const char *name = number >= 0 && number < NAMED_CALLS ? call_names[number] : NULL;
    ssize_t written;

    (void)context;
    written = write(STDERR_FILENO, before, sizeof before - 1);
    name = name != NULL ? name : "one without a name";
    written += write(STDERR_FILENO, name, strlen(name));
    written += write(STDERR_FILENO, "\n", 1);
    (void)written;
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static int set_handler(void)
{
    struct sigaction action = {.sa_sigaction = end_process, .sa_flags = SA_SIGINFO | SA_NODEFER};

    for (int number = 0; number < NAMED_CALLS; number++)
        call_names[number] = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    return sigaction(SIGSYS, &action, NULL) == 0 ? 0 : -errno;
}

int sandbox_enter(enum sandbox_mode mode, enum sandbox_program program)
{
    scmp_filter_ctx filter;
    int result = -ENOMEM;

    if (sanitized || mode == SANDBOX_OFF) {
        log_debug(sanitized ? "built with sanitizers: no sandbox" : "no sandbox");
        return 0;
    }
    filter = seccomp_init(mode == SANDBOX_LOG ? SCMP_ACT_LOG : SCMP_ACT_TRAP);
    if (filter != NULL) {
        result = allow_all(filter, program);
        if (result == 0)
            result = set_handler();
        if (result == 0 && prctl(PR_SET_DUMPABLE, 0) != 0)
            result = -errno;
        if (result == 0)
            result = seccomp_load(filter);
        seccomp_release(filter);
    }
    if (result != 0)
        log_error("sandbox: %s", strerror(-result));
    return result != 0 ? -1 : 0;
}
