/* What a worker never needs is taken from it by a filter of system calls: whoever takes one over
 * can start no program, trace no other process, and change no rights. A list of what is denied,
 * not of what is allowed: libraries change what they use with each release of the system, and a
 * worker that dies of a harmless new call would be the greater evil. Starting a program has no
 * harmless reason at all, and kills. */
#include "web/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/log.h"

/* The leak checker traces its own process when that ends. */
#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat)};

static const int refused[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchownat),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
};

static int add_rules(scmp_filter_ctx filter)
{
    int result = 0;

    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0] && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0] && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    return result;
}

int sandbox_enter(void)
{
    scmp_filter_ctx filter;
    int result = -ENOMEM;

    if (sanitized) {
        log_debug("built with sanitizers: no sandbox");
        return 0;
    }
    filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter != NULL) {
        result = add_rules(filter);
        if (result == 0)
            result = seccomp_load(filter);
        seccomp_release(filter);
    }
    if (result == 0 && prctl(PR_SET_DUMPABLE, 0) != 0)
        result = -errno;
    if (result != 0)
        log_error("sandbox: %s", strerror(-result));
    return result != 0 ? -1 : 0;
}
