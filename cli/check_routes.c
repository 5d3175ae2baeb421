/* The areas' programs are asked for their own tables (AREA --routes), as nginx's configuration is made
 * of them: what is told here is what is served. */
#include "check_routes.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/text/text.h"
#include "role.h"
#include "talk/thread.h"
#include "web/route.h"

#define AREAS_MAX 16
#define AREA_ROUTES_MAX 256 /* of one area */
#define COLUMNS_MAX 10

/* An area's table as its program prints it. */
struct area_routes {
    const char *name;
    struct route routes[AREA_ROUTES_MAX + 1];
    char *columns[AREA_ROUTES_MAX][COLUMNS_MAX]; /* of each route, as it was printed */
    size_t count;
};

/* The program of an area by its path in the build, PATH: beside this program, or where it was
 * installed. */
static const char *area_program(struct arena *arena, const char *path)
{
    char self[4096], *slash;
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    const char *program;

    self[length > 0 ? length : 0] = '\0';
    slash = strrchr(self, '/');
    program = arena_format(arena, "%.*s/%s", slash != NULL ? (int)(slash - self) : 0, self, path);
    if (access(program, X_OK) == 0)
        return program;
    return arena_format(arena, "%s/%s", AREA_DIRECTORY, strrchr(path, '/') + 1);
}

/* Takes a line apart. False where it is none of a route. */
static bool add_route(struct area_routes *area, struct arena *arena, const char *line)
{
    char *rest = arena_string(arena, line), **columns = area->columns[area->count];
    struct route *route = &area->routes[area->count];
    size_t count = 0;

    rest[strcspn(rest, "\n")] = '\0';
    while (count < COLUMNS_MAX && (columns[count] = strsep(&rest, "\t")) != NULL)
        count++;
    if (count != COLUMNS_MAX || rest != NULL || area->count == AREA_ROUTES_MAX)
        return false;
    *route = (struct route){.method = strcmp(columns[1], "GET") == 0 ? METHOD_GET : METHOD_POST,
                            .pattern = columns[2],
                            .permission = permission_named(columns[3]),
                            .flags = strcmp(columns[4], "board") == 0 ? ROUTE_BOARD : 0};
    area->name = columns[0];
    area->count++;
    return true;
}

/* Runs the program with its standard output as a stream; *CHILD gets its process. */
static FILE *open_program(const char *program, pid_t *child)
{
    int ends[2];

    if (pipe(ends) != 0)
        return NULL;
    *child = fork();
    if (*child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, "--routes", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    if (*child > 0)
        return fdopen(ends[0], "r");
    close(ends[0]);
    return NULL;
}

static enum command_status read_area(struct arena *arena, const char *program,
                                     struct area_routes *area)
{
    pid_t child;
    FILE *out = open_program(program, &child);
    char *line = NULL;
    size_t size = 0;
    bool valid = true;
    int status = 1;

    if (out == NULL)
        return command_failed("%s: %s", program, strerror(errno));
    while (getline(&line, &size, out) > 0)
        valid &= add_route(area, arena, line);
    free(line);
    fclose(out);
    waitpid(child, &status, 0);
    return valid && status == 0 && area->count > 0
               ? COMMAND_DONE
               : command_failed("%s does not tell its routes", program);
}

/* All areas' routes. */
static enum command_status read_areas(struct arena *arena, struct area_routes *areas[],
                                      size_t *count)
{
    char *paths = arena_string(arena, AREA_PROGRAMS), *path;
    enum command_status status = COMMAND_DONE;

    *count = 0;
    while (status == COMMAND_DONE && *count < AREAS_MAX && (path = strsep(&paths, " ")) != NULL) {
        if (*path == '\0')
            continue;
        areas[*count] = arena_alloc(arena, sizeof **areas);
        status = read_area(arena, area_program(arena, path), areas[(*count)++]);
    }
    return status;
}

enum command_status check_routes(struct command *command)
{
    struct area_routes *areas[AREAS_MAX];
    size_t count;
    enum command_status status = read_areas(command->arena, areas, &count);

    if (status != COMMAND_DONE)
        return status;
    printf("%-10s %-6s %-48s %-18s %-5s %-4s %-5s %-8s %10s %5s\n", "area", "method", "pattern",
           "permission", "on", "csrf", "fresh", "rate", "body", "files");
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < areas[i]->count; j++) {
            char **c = areas[i]->columns[j];

            printf("%-10s %-6s %-48s %-18s %-5s %-4s %-5s %-8s %10s %5s\n", c[0], c[1], c[2], c[3],
                   c[4], c[5], c[6], c[7], c[8], c[9]);
        }
    return COMMAND_DONE;
}

/* ---- why ---- */

/* How many parts of a pattern stand for others. */
static size_t open_parts(const char *pattern)
{
    size_t count = 0;

    for (; *pattern != '\0'; pattern++)
        count += *pattern == ':' || *pattern == '*' ? 1 : 0;
    return count;
}

/* The route for a method and path: of several areas that have one, the one that names most of the
 * path, as nginx would choose. NULL: there is none. */
static const struct route *find_path(struct arena *arena, struct area_routes *const areas[],
                                     size_t count, const char *method, const char *path)
{
    const struct route *best = NULL;

    for (size_t i = 0; i < count; i++) {
        struct parameters caught;
        bool other;
        const struct route *route =
            route_find(areas[i]->routes, arena,
                       strcmp(method, "POST") == 0 ? METHOD_POST : METHOD_GET, path, &caught,
                       &other);

        if (route != NULL &&
            (best == NULL || open_parts(route->pattern) < open_parts(best->pattern)))
            best = route;
    }
    return best;
}

/* Which permission it is about. */
static enum command_status find_asked(struct command *command, const struct why *why,
                                      enum permission *permission)
{
    struct area_routes *areas[AREAS_MAX];
    const struct route *route;
    size_t count;
    enum command_status status;

    if (why->count == 1) {
        *permission = permission_named(why->words[0]);
        return *permission != PERMISSION_NONE
                   ? COMMAND_DONE
                   : command_misused("there is no permission \"%s\"", why->words[0]);
    }
    if (why->count != 2 ||
        (strcmp(why->words[0], "GET") != 0 && strcmp(why->words[0], "POST") != 0))
        return command_misused("check --why NAME takes GET or POST and a path, or a permission");
    status = read_areas(command->arena, areas, &count);
    if (status != COMMAND_DONE)
        return status;
    route = find_path(command->arena, areas, count, why->words[0], why->words[1]);
    if (route == NULL)
        return command_failed("there is no route for %s %s", why->words[0], why->words[1]);
    printf("%s %s needs %s%s\n", why->words[0], route->pattern, permission_name(route->permission),
           (route->flags & ROUTE_BOARD) != 0 ? ", on the board that it is about" : "");
    *permission = route->permission;
    return COMMAND_DONE;
}

/* Where, and whose account; 0: a guest's. */
static enum command_status find_whom(struct command *command, const struct why *why,
                                     struct role_scope *scope, uint64_t *account_id)
{
    struct account account = {.id = 0};
    struct subject_place place;
    struct board board = {.id = 0};
    enum command_status status = command_site(command, why->site, &scope->site_id);
    int found;

    if (status == COMMAND_DONE && strcmp(why->name, "-") != 0)
        status = command_account(command, why->name, &account);
    if (status != COMMAND_DONE)
        return status;
    *account_id = account.id;
    if (why->board == NULL)
        return COMMAND_DONE;
    place = subject_place_of_operator(command->database, command->arena, scope->site_id);
    found = board_find(&place, why->board, &board);
    scope->board_id = board.id;
    return found > 0    ? COMMAND_DONE
           : found == 0 ? command_failed("there is no board %s", why->board)
                        : command_failed("the board cannot be read");
}

enum command_status check_why(struct command *command, const struct why *why)
{
    struct role_explanation explanation;
    struct role_question question = {.account_id = 0};
    struct roles *roles;
    int result;
    enum command_status status = find_asked(command, why, &question.permission);

    if (status == COMMAND_DONE)
        status = find_whom(command, why, &question.scope, &question.account_id);
    if (status != COMMAND_DONE)
        return status;
    roles = command_roles(command);
    if (roles == NULL)
        return COMMAND_FAILED;
    result = role_explain(roles, command->database, command->arena, &question, &explanation);
    if (result == 0) {
        printf("%s: %s\n", permission_name(question.permission),
               explanation.held ? "held" : "not held");
        for (size_t i = 0; i < explanation.count; i++)
            role_reason_print(command, &explanation.reasons[i]);
        role_factor_print(command, explanation.factor_due);
    }
    roles_close(roles);
    if (result != 0)
        return command_failed("the roles cannot be read");
    return explanation.held ? COMMAND_DONE : COMMAND_FAILED;
}
