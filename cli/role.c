/* lorehall role …: what roles there are, what they may, and who has them. All of it goes by the same
 * functions as pages, as the operator, who may everything but leave no administrator. */
#include "role.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "talk/overview.h"
#include "talk/thread.h"

struct roles *command_roles(struct command *command)
{
    struct roles *roles = roles_open();

    roles_configure(roles, command->configuration);
    if (roles_read(roles, command->database) == 0)
        return roles;
    roles_close(roles);
    command_failed("the roles cannot be read");
    return NULL;
}

enum command_status command_role(struct command *command, const struct roles *roles,
                                 const char *name, const struct role **role)
{
    struct buffer known = buffer_open(command->arena, 128);

    *role = role_named(roles, name);
    if (*role != NULL)
        return COMMAND_DONE;
    for (size_t i = 0; role_at(roles, i) != NULL; i++)
        buffer_format(&known, "%s%s", i > 0 ? ", " : "", role_at(roles, i)->name);
    return command_misused("there is no role \"%s\", but %s", name, known.data);
}

enum command_status command_account(struct command *command, const char *name,
                                    struct account *account)
{
    int found = account_by_name(command->database, command->arena, name, account);

    if (found == 0)
        return command_failed("there is no account %s", name);
    return found > 0 ? COMMAND_DONE : command_failed("the account cannot be read");
}

enum command_status command_role_result(enum role_result result)
{
    return result == ROLE_DONE ? COMMAND_DONE : command_failed("%s", role_result_message(result));
}

/* What was typed behind "role VERB". */
struct role_options {
    const char *title, *site, *board, *until, *reason, *to;
    bool denies, lose;
    int count;
    char **words;
};

/* What a verb works with. */
struct role_call {
    struct command *command;
    struct roles *roles;
    struct role_actor actor;
    struct role_options options;
};

/* ---- what there is ---- */

static void print_permissions(permission_set set)
{
    for (int i = 1; i < PERMISSIONS; i++)
        if (permission_held(set, i))
            printf("  %-20s %s\n", permission_name(i), permission_sentence(i));
}

static enum command_status role_list(struct role_call *call)
{
    const struct role *role;

    for (size_t i = 0; (role = role_at(call->roles, i)) != NULL; i++) {
        unsigned count = 0;

        for (int p = 1; p < PERMISSIONS; p++)
            count += permission_held(role->permissions, p);
        printf("%-16s %-24s %s %u permissions%s\n", role->name, role_title(role),
               role->denies ? "takes" : "gives", count, role->built_in ? ", built in" : "");
    }
    return COMMAND_DONE;
}

static enum command_status role_show(struct role_call *call)
{
    const struct role *role;
    enum command_status status =
        command_role(call->command, call->roles, call->options.words[0], &role);

    if (status != COMMAND_DONE)
        return status;
    printf("%s (%s) %s\n", role->name, role_title(role), role->denies ? "takes" : "gives");
    print_permissions(role->permissions);
    return COMMAND_DONE;
}

static enum command_status role_permissions(struct role_call *call)
{
    (void)call;
    print_permissions(PERMISSIONS_ALL);
    return COMMAND_DONE;
}

/* Where a grant holds, for people. */
static const char *scope_text(struct command *command, struct role_scope scope)
{
    const struct overview_site *sites;
    const char *site = NULL;
    size_t count;

    if (scope.site_id == 0)
        return "everywhere";
    sites = overview_sites(command->database, command->arena, &count);
    for (size_t i = 0; sites != NULL && i < count; i++)
        if (sites[i].id == scope.site_id)
            site = sites[i].name;
    if (site == NULL)
        site = arena_format(command->arena, "site %" PRIu64, scope.site_id);
    return scope.board_id == 0
               ? site
               : arena_format(command->arena, "%s, board %" PRIu64, site, scope.board_id);
}

void role_reason_print(struct command *command, const struct role_reason *reason)
{
    const struct grant *grant = &reason->grant;

    printf("%-10s %s", role_effect_name(reason->effect), reason->role->name);
    if (grant->role_id == 0) {
        puts(", as everybody has it");
        return;
    }
    printf(", %s, granted %s by %s", scope_text(command, grant->scope),
           clock_rfc3339(command->arena, grant->granted),
           reason->granted_by != NULL ? reason->granted_by : "the operator");
    if (grant->until != 0)
        printf(", until %s", clock_rfc3339(command->arena, grant->until));
    if (*reason->reason != '\0')
        printf(": %s", reason->reason);
    putchar('\n');
}

void role_factor_print(struct command *command, int64_t due)
{
    if (due > clock_now())
        printf("without a second factor, administration is withheld from %s\n",
               clock_rfc3339(command->arena, due));
    else if (due > 0)
        printf("administration is withheld since %s: a second factor is missing\n",
               clock_rfc3339(command->arena, due));
}

static enum command_status role_of(struct role_call *call)
{
    struct account account;
    struct role_reason *reasons;
    int64_t due;
    size_t count;
    enum command_status status = command_account(call->command, call->options.words[0], &account);

    if (status != COMMAND_DONE)
        return status;
    reasons =
        role_grants(call->roles, call->command->database, call->command->arena, account.id, &count);
    if (reasons == NULL)
        return command_failed("the roles cannot be read");
    for (size_t i = 0; i < count; i++) {
        if (reasons[i].effect == ROLE_LACKS)
            reasons[i].effect = reasons[i].role->denies ? ROLE_TAKES : ROLE_GIVES;
        role_reason_print(call->command, &reasons[i]);
    }
    due = role_factor_due(call->roles, call->command->database, call->command->arena, account.id);
    if (due < 0)
        return command_failed("the account cannot be read");
    role_factor_print(call->command, due);
    return COMMAND_DONE;
}

/* ---- what they may ---- */

/* The permissions that the words from FIRST on name. */
static enum command_status read_permissions(const struct role_call *call, int first,
                                            permission_set *set)
{
    *set = 0;
    for (int i = first; i < call->options.count; i++) {
        enum permission permission = permission_named(call->options.words[i]);

        if (permission == PERMISSION_NONE)
            return command_misused("there is no permission \"%s\": lorehall role permissions "
                                   "names all",
                                   call->options.words[i]);
        *set |= PERMISSION_BIT(permission);
    }
    return COMMAND_DONE;
}

static enum command_status role_make(struct role_call *call)
{
    const struct role_options *options = &call->options;
    struct role role = {.name = options->words[0],
                        .title = options->title != NULL ? options->title : "",
                        .denies = options->denies};
    uint64_t id;
    enum command_status status = read_permissions(call, 1, &role.permissions);

    return status == COMMAND_DONE ? command_role_result(role_create(&call->actor, &role, &id))
                                  : status;
}

enum set_change { SET_TO, SET_ADD, SET_TAKE };

static enum command_status change_set(struct role_call *call, enum set_change how)
{
    const struct role_options *options = &call->options;
    const struct role *role;
    struct role wanted;
    permission_set set;
    enum command_status status = command_role(call->command, call->roles, options->words[0], &role);

    if (status == COMMAND_DONE)
        status = read_permissions(call, 1, &set);
    if (status != COMMAND_DONE)
        return status;
    wanted = *role;
    wanted.permissions = how == SET_TO    ? set
                         : how == SET_ADD ? role->permissions | set
                                          : role->permissions & ~set;
    return command_role_result(role_change(&call->actor, &wanted));
}

static enum command_status role_set(struct role_call *call)
{
    return change_set(call, SET_TO);
}

static enum command_status role_add(struct role_call *call)
{
    return change_set(call, SET_ADD);
}

static enum command_status role_take(struct role_call *call)
{
    return change_set(call, SET_TAKE);
}

static enum command_status role_rename(struct role_call *call)
{
    const struct role_options *options = &call->options;
    const struct role *role;
    struct role wanted;
    enum command_status status = command_role(call->command, call->roles, options->words[0], &role);

    if (status != COMMAND_DONE)
        return status;
    wanted = *role;
    wanted.name = options->words[1];
    if (options->title != NULL)
        wanted.title = options->title;
    return command_role_result(role_change(&call->actor, &wanted));
}

static enum command_status role_remove(struct role_call *call)
{
    const struct role_options *options = &call->options;
    const struct role *role, *successor = NULL;
    enum role_holders holders = options->lose ? ROLE_HOLDERS_LOSE : ROLE_HOLDERS_KEEP;
    enum role_result result;
    enum command_status status = command_role(call->command, call->roles, options->words[0], &role);

    if (status == COMMAND_DONE && options->to != NULL) {
        status = command_role(call->command, call->roles, options->to, &successor);
        holders = ROLE_HOLDERS_CHANGE;
    }
    if (status != COMMAND_DONE)
        return status;
    result = role_delete(&call->actor, role->id, holders, successor != NULL ? successor->id : 0);
    return result == ROLE_IS_HELD
               ? command_failed("the role is held: --lose takes it from all, --to ROLE gives them "
                                "that one instead")
               : command_role_result(result);
}

/* ---- who has them ---- */

static enum command_status read_scope(const struct role_call *call, struct role_scope *scope)
{
    const struct role_options *options = &call->options;
    struct subject_place place;
    struct board board;
    enum command_status status = COMMAND_DONE;
    int found;

    *scope = (struct role_scope){0};
    if (options->site != NULL)
        status = command_site(call->command, options->site, &scope->site_id);
    if (status != COMMAND_DONE || options->board == NULL)
        return status;
    if (options->site == NULL)
        return command_misused("--board needs --site");
    place =
        subject_place_of_operator(call->command->database, call->command->arena, scope->site_id);
    found = board_find(&place, options->board, &board);
    if (found <= 0)
        return found == 0 ? command_failed("there is no board %s", options->board)
                          : command_failed("the board cannot be read");
    scope->board_id = board.id;
    return COMMAND_DONE;
}

static enum command_status read_grant(struct role_call *call, struct role_grant *grant)
{
    const struct role_options *options = &call->options;
    struct account account;
    const struct role *role;
    bool zoned;
    enum command_status status = command_account(call->command, options->words[0], &account);

    *grant = (struct role_grant){.reason = options->reason};
    if (status == COMMAND_DONE)
        status = command_role(call->command, call->roles, options->words[1], &role);
    if (status == COMMAND_DONE)
        status = read_scope(call, &grant->scope);
    if (status != COMMAND_DONE)
        return status;
    if (options->until != NULL && !clock_parse_any(options->until, &grant->until, &zoned))
        return command_misused("\"%s\" is no time such as 2030-01-31T00:00:00Z", options->until);
    grant->account_id = account.id;
    grant->role_id = role->id;
    return COMMAND_DONE;
}

static enum command_status role_give(struct role_call *call)
{
    struct role_grant grant;
    enum command_status status = read_grant(call, &grant);

    return status == COMMAND_DONE ? command_role_result(role_grant(&call->actor, &grant)) : status;
}

static enum command_status role_withdraw(struct role_call *call)
{
    struct role_grant grant;
    enum command_status status = read_grant(call, &grant);

    return status == COMMAND_DONE ? command_role_result(role_revoke(&call->actor, &grant)) : status;
}

/* ---- the whole ---- */

static const struct role_verb {
    const char *name;
    enum command_status (*run)(struct role_call *call);
    const char *options; /* of those below */
    int least, most;     /* words behind it */
    const char *takes;
} verbs[] = {
    {"list", role_list, "", 0, 0, "no word"},
    {"show", role_show, "", 1, 1, "a role"},
    {"permissions", role_permissions, "", 0, 0, "no word"},
    {"of", role_of, "", 1, 1, "an account's name"},
    {"create", role_make, "td", 1, PERMISSIONS, "a name and permissions"},
    {"set", role_set, "", 1, PERMISSIONS, "a role and permissions"},
    {"add", role_add, "", 2, PERMISSIONS, "a role and permissions"},
    {"take", role_take, "", 2, PERMISSIONS, "a role and permissions"},
    {"rename", role_rename, "t", 2, 2, "a role and its new name"},
    {"delete", role_remove, "lo", 1, 1, "a role"},
    {"grant", role_give, "sbur", 2, 2, "an account's name and a role"},
    {"revoke", role_withdraw, "sb", 2, 2, "an account's name and a role"},
};

static const struct option long_options[] = {
    {"title", required_argument, NULL, 't'},
    {"denies", no_argument, NULL, 'd'},
    {"lose", no_argument, NULL, 'l'},
    {"to", required_argument, NULL, 'o'},
    {"site", required_argument, NULL, 's'},
    {"board", required_argument, NULL, 'b'},
    {"until", required_argument, NULL, 'u'},
    {"reason", required_argument, NULL, 'r'},
    {0},
};

static void set_option(struct role_options *options, int option)
{
    switch (option) {
    case 't': options->title = optarg; break;
    case 'd': options->denies = true; break;
    case 'l': options->lose = true; break;
    case 'o': options->to = optarg; break;
    case 's': options->site = optarg; break;
    case 'b': options->board = optarg; break;
    case 'u': options->until = optarg; break;
    default: options->reason = optarg; break;
    }
}

static enum command_status read_options(const struct role_verb *verb, struct role_options *options,
                                        int argc, char **argv)
{
    char called[24];
    int option, which;

    snprintf(called, sizeof called, "role %s", verb->name);
    while ((option = getopt_long(argc, argv, "", long_options, &which)) != -1) {
        if (option == '?')
            return command_bad_option(called, argc, argv);
        if (strchr(verb->options, option) == NULL)
            return command_misused("\"--%s\" is no option of %s", long_options[which].name, called);
        set_option(options, option);
    }
    options->count = argc - optind;
    options->words = argv + optind;
    return options->count >= verb->least && options->count <= verb->most
               ? COMMAND_DONE
               : command_misused("%s takes %s", called, verb->takes);
}

enum command_status command_roles_verb(struct command *command, int argc, char **argv)
{
    const struct store store = command_store(command);
    struct actor who;
    struct role_call call = {.command = command,
                             .actor = {.store = &store, .who = &who, .is_operator = true}};
    enum command_status status;

    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, argv[1]) != 0)
            continue;
        status = read_options(&verbs[i], &call.options, argc - 1, argv + 1);
        if (status == COMMAND_DONE)
            status = command_actor(command, &who);
        if (status != COMMAND_DONE)
            return status;
        call.roles = command_roles(command);
        if (call.roles == NULL)
            return COMMAND_FAILED;
        status = verbs[i].run(&call);
        roles_close(call.roles);
        return status;
    }
    return command_unknown("role",
                           "list, show, permissions, of, create, set, add, take, rename, delete, "
                           "grant or revoke",
                           argc, argv);
}
