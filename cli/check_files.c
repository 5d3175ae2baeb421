/* Whether the files are as they must be that the workers, and who speaks with them, will open, and whether
 * providers of logins are what the configuration says. */
#include <errno.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "auth/provider/probe.h"
#include "auth/secret.h"
#include "base/spool.h"
#include "command.h"

/* Does not make it: it must belong to the workers. */
const char *check_shared(struct command *command)
{
    const char *file = command->configuration->shared_file;
    const char *directory = dirname(arena_string(command->arena, file));
    int refusal = shared_refusal(file);

    if (refusal == EPERM || refusal == ELOOP)
        return arena_format(command->arena,
                            "%s or its .lock is a link, no plain file, another user's or open to "
                            "everybody's writing: remove it",
                            file);
    if (refusal == EEXIST)
        return arena_format(command->arena,
                            "%s is a file of somebody's and no shared memory; it is not written "
                            "over: let Shared.File name another",
                            file);
    if (refusal != 0)
        return arena_format(command->arena, "%s: %s", file, strerror(refusal));
    if (access(file, F_OK) == 0)
        return NULL;
    if (access(directory, W_OK | X_OK) == 0)
        return NULL;
    return arena_format(command->arena, "%s cannot be made: %s", file, strerror(errno));
}

/* A file is made there, as a worker would; nobody else sees it. Asking for rights alone would
 * miss a full disk or a read-only mount. */
const char *check_uploads(struct command *command)
{
    const char *directory = command->configuration->uploads;
    int file = spool_file(directory);

    if (file < 0)
        return arena_format(command->arena, "%s takes no file: %s", directory, strerror(errno));
    close(file);
    return NULL;
}

/* Whether the directory of a file is there. */
static bool has_directory(struct arena *arena, const char *file)
{
    return access(dirname(arena_string(arena, file)), F_OK) == 0;
}

/* nginx makes it, and what is written there goes to open pages: so it is tried, as the follower
 * will. */
const char *check_publishing(struct command *command)
{
    const char *file = command->configuration->publish_socket, *fault = NULL;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (snprintf(address.sun_path, sizeof address.sun_path, "%s", file) >=
        (int)sizeof address.sun_path)
        return arena_format(command->arena, "%s: %s", file, strerror(ENAMETOOLONG));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        bool awaited = errno == ENOENT && has_directory(command->arena, file);

        fault = arena_format(command->arena, "%s: %s; it is there as long as nginx runs", file,
                             strerror(errno));
        if (awaited) {
            command->advice = fault;
            fault = NULL;
        }
    }
    if (fd >= 0)
        close(fd);
    return fault;
}

/* Why a file with a secret is no secret; NULL: it is one, or is not there. */
static const char *check_closed(struct command *command, const char *file)
{
    struct stat info;

    if (stat(file, &info) != 0 || (info.st_mode & S_IROTH) == 0)
        return NULL;
    return arena_format(command->arena, "%s can be read by everybody; chmod o-r %s", file, file);
}

const char *check_secret(struct command *command)
{
    const char *file = command->configuration->secret_file;
    struct secret secret;

    if (secret_read(file, &secret) != 0)
        return arena_format(command->arena, "%s cannot be used", file);
    sodium_memzero(&secret, sizeof secret);
    return check_closed(command, file);
}

const char *check_views(struct command *command)
{
    const char *directory = command->configuration->views;
    struct stat info;

    if (stat(directory, &info) != 0 || access(directory, R_OK | X_OK) != 0)
        return arena_format(command->arena, "%s: %s", directory, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return arena_format(command->arena, "%s is no directory", directory);
    if (access(arena_format(command->arena, "%s/layout/head.cs", directory), R_OK) != 0)
        return arena_format(command->arena, "%s has no views", directory);
    return NULL;
}

int check_providers(struct command *command)
{
    const struct configuration *c = command->configuration;
    int result = 0;

    for (size_t i = 0; i < c->provider_count; i++) {
        const char *fault = provider_probe(command->arena, &c->providers[i]);

        printf("%s provider %s: %s\n", fault == NULL ? "ok  " : "BAD ", c->providers[i].name,
               fault != NULL ? fault : c->providers[i].issuer);
        if (fault != NULL)
            result = -1;
    }
    return result;
}
