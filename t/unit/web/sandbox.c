#include "web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"

/* The leak checker cannot live in the sandbox: what is looked at here is the plain build's alone, and of
 * the sanitized one that it does without. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* What a child that entered the sandbox and then did WHAT came to, and what it said on stderr. */
struct outcome {
    int status;
    char said[1000];
};

static struct outcome outcome_of(enum sandbox_mode mode, enum sandbox_program program,
                                 void (*what)(void))
{
    struct outcome outcome = {0};
    size_t length = 0;
    ssize_t got;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        if (sandbox_enter(mode, program) != 0)
            _exit(99);
        what();
        _exit(0);
    }
    assert_true(child > 0);
    close(ends[1]);
    while (length < sizeof outcome.said - 1 &&
           (got = read(ends[0], outcome.said + length, sizeof outcome.said - 1 - length)) > 0)
        length += (size_t)got;
    close(ends[0]);
    assert_int_equal(waitpid(child, &outcome.status, 0), child);
    return outcome;
}

static void run_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
}

static void trace(void)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void map_code(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    mprotect(page, 4096, PROT_WRITE | PROT_EXEC);
}

static void open_packets(void)
{
    socket(AF_PACKET, SOCK_RAW, 0);
}

static void listen_somewhere(void)
{
    listen(socket(AF_INET, SOCK_STREAM, 0), 1);
}

static void kill_another(void)
{
    kill(getppid(), SIGWINCH); /* which it does not mind */
}

static void make_process(void)
{
    if (fork() == 0)
        _exit(0);
}

static void change_rights(void)
{
    chmod("/nowhere", 0777);
}

static void change_limit(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

static void call_what_there_is_not(void)
{
    syscall(600);
}

/* Without a handler, as whoever runs code in a worker could do. */
static void run_program_unheard(void)
{
    signal(SIGSYS, SIG_IGN);
    execl("/bin/true", "true", (char *)NULL);
}

static void serve(void)
{
    char byte;
    int file = open("/etc/hostname", O_RDONLY | O_CLOEXEC);

    if (file < 0 || read(file, &byte, 1) < 0 || kill(getppid(), 0) != 0 ||
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        _exit(98);
    close(socket(AF_UNIX, SOCK_STREAM, 0));
    close(file);
}

static void what_is_not_allowed_is_logged_and_ends_the_process(void **state)
{
    static const struct {
        void (*what)(void);
        const char *name;
        bool follower; /* it may */
    } calls[] = {
        {run_program, "execve", false},
        {trace, "ptrace", false},
        {map_code, "mmap", false},
        {make_code, "mprotect", false},
        {open_packets, "socket", false},
        {listen_somewhere, "listen", false},
        {kill_another, "kill", true},
        {make_process, "clone", true},
        {change_rights, "chmod", false},
        {change_limit, "prlimit64", false},
        {call_what_there_is_not, "one without a name", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        for (int program = SANDBOX_WORKER; program <= SANDBOX_FOLLOWER; program++) {
            struct outcome outcome;

            if (program == SANDBOX_FOLLOWER && calls[i].follower)
                continue;
            outcome = outcome_of(SANDBOX_ENFORCE, (enum sandbox_program)program, calls[i].what);
            if (SANITIZED) {
                assert_null(strstr(outcome.said, "sandbox: a system call"));
                continue;
            }
            assert_true(WIFSIGNALED(outcome.status));
            assert_int_equal(WTERMSIG(outcome.status), SIGSYS);
            assert_non_null(strstr(outcome.said, calls[i].name));
        }
    }
}

static void whoever_takes_the_handler_away_ends_all_the_same(void **state)
{
    struct outcome outcome;

    (void)state;
    outcome = outcome_of(SANDBOX_ENFORCE, SANDBOX_WORKER, run_program_unheard);
    assert_int_equal(WIFSIGNALED(outcome.status), !SANITIZED);
    assert_int_equal(SANITIZED ? SIGSYS : WTERMSIG(outcome.status), SIGSYS);
}

static void what_serves_pages_is_allowed(void **state)
{
    (void)state;
    for (int program = SANDBOX_WORKER; program <= SANDBOX_FOLLOWER; program++) {
        const struct outcome outcome =
            outcome_of(SANDBOX_ENFORCE, (enum sandbox_program)program, serve);

        assert_string_equal(outcome.said, "");
        assert_int_equal(outcome.status, 0);
    }
}

static void the_follower_makes_processes(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(SANDBOX_ENFORCE, SANDBOX_FOLLOWER, make_process).status, 0);
}

static void an_operator_can_have_calls_logged_only_or_not_looked_at(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(SANDBOX_LOG, SANDBOX_WORKER, change_rights).status, 0);
    assert_int_equal(outcome_of(SANDBOX_OFF, SANDBOX_WORKER, change_rights).status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_is_not_allowed_is_logged_and_ends_the_process),
        UNIT(whoever_takes_the_handler_away_ends_all_the_same),
        UNIT(what_serves_pages_is_allowed),
        UNIT(the_follower_makes_processes),
        UNIT(an_operator_can_have_calls_logged_only_or_not_looked_at),
    };

    return UNIT_RUN(tests);
}
