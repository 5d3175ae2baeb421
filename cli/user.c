/* lorehall user: accounts from the shell, the first administrator's among them.
 *
 * A password comes by standard input alone: an argument is seen by everybody on the host while the
 * command runs, and stays in the shell's history. It is asked for last, so that nobody types one
 * for a command that is refused anyway. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "auth/account.h"
#include "auth/credentials/password.h"
#include "auth/credentials/rename.h"
#include "auth/factor/factor.h"
#include "auth/role_explain.h"
#include "auth/token/api_token.h"
#include "base/text/text.h"
#include "command.h"
#include "role.h"
#include "talk/overview.h"

/* What was typed behind "user VERB". */
struct user_options {
    const char *name;
    const char *second; /* what stands behind it */
    const char *role;
    const char *site;
    const char *label;  /* of a token; NULL: none is said */
    const char *scopes; /* of a token, with commas between; NULL: all */
    const char *days;   /* of a token; NULL: as many as usual */
    bool password;
    bool remove;
};

/* One line of standard input; at a terminal asked for, and not shown while it is typed. */
static ssize_t read_secret_line(char **line, size_t *size)
{
    struct termios shown, hidden;
    bool asked = tcgetattr(STDIN_FILENO, &shown) == 0;
    ssize_t length;

    if (!asked)
        return getline(line, size, stdin);
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    fputs("Password: ", stderr);
    length = getline(line, size, stdin);
    tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    fputc('\n', stderr);
    return length;
}

/* What whoever guesses at an account begins with. NULL on failure. */
static const char *const *known_of(struct command *command, const char *name, const char *email)
{
    size_t count, n = 0;
    const struct overview_site *sites = overview_sites(command->database, command->arena, &count);
    const char **known;

    if (sites == NULL)
        return NULL;
    known = arena_alloc(command->arena, (count + 3) * sizeof *known);
    known[n++] = name;
    if (email != NULL)
        known[n++] = email;
    for (size_t i = 0; i < count; i++)
        known[n++] = sites[i].name;
    known[n] = NULL;
    return known;
}

/* Reads the first line of standard input as a password of the account of this NAME and EMAIL (NULL:
 * none). NULL, having said so, where it is none. */
static const char *read_password(struct command *command, const char *name, const char *email)
{
    const char *const *known = known_of(command, name, email);
    enum password_fault fault;
    char *line = NULL, *password = NULL;
    size_t size = 0;
    ssize_t length = read_secret_line(&line, &size);

    if (length > 0) {
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            length--;
        if (text_check(line, (size_t)length, false) == TEXT_VALID)
            password = arena_copy(command->arena, line, (size_t)length);
    }
    free(line);
    if (password == NULL || known == NULL) {
        command_failed(known == NULL ? "the sites cannot be read"
                                     : "the first line of standard input is not a password");
        return NULL;
    }
    fault = password_check(command->arena, password, known);
    if (fault == PASSWORD_FINE)
        return password;
    command_failed("%s", password_fault_words(command->arena, fault));
    return NULL;
}

static const struct option long_options[] = {
    {"role", required_argument, NULL, 'r'},     {"site", required_argument, NULL, 's'},
    {"password-stdin", no_argument, NULL, 'p'}, {"label", required_argument, NULL, 'l'},
    {"scopes", required_argument, NULL, 'c'},   {"days", required_argument, NULL, 'd'},
    {"remove", no_argument, NULL, 'x'},         {0}};

static const char *option_name(int option)
{
    const struct option *o = long_options;

    while (o->val != option)
        o++;
    return o->name;
}

/* Refuses an option, one of another verb too: OPTION is what getopt_long gave. */
static enum command_status bad_option(int option, int argc, char **argv)
{
    char verb[16];

    if (option != '?')
        return command_misused("\"--%s\" is no option of user %s", option_name(option), argv[0]);
    snprintf(verb, sizeof verb, "user %s", argv[0]);
    return command_bad_option(verb, argc, argv);
}

static void set_user_option(struct user_options *options, int option)
{
    switch (option) {
    case 'r': options->role = optarg; break;
    case 's': options->site = optarg; break;
    case 'l': options->label = optarg; break;
    case 'c': options->scopes = optarg; break;
    case 'd': options->days = optarg; break;
    case 'x': options->remove = true; break;
    default: options->password = true; break;
    }
}

/* Reads what follows the verb: NAME, behind it SECOND (what that is; NULL: nothing), and options of those in ALLOWED. */
static enum command_status read_user_options(struct user_options *options, int argc, char **argv,
                                             const char *allowed, const char *second)
{
    int option, wanted = second != NULL ? 2 : 1;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (strchr(allowed, option) == NULL)
            return bad_option(option, argc, argv);
        set_user_option(options, option);
    }
    if (argc - optind != wanted)
        return command_misused("user %s takes a name%s%s", argv[0], second != NULL ? " and " : "",
                               second != NULL ? second : "");
    options->name = argv[optind];
    if (second != NULL)
        options->second = argv[optind + 1];
    return COMMAND_DONE;
}

/* The site of --site; 0, which is all of them, without it. */
static enum command_status find_role_site(struct command *command, const char *name, uint64_t *id)
{
    *id = 0;
    return name != NULL ? command_site(command, name, id) : COMMAND_DONE;
}

/* The id of the role that was typed. */
static enum command_status find_role(struct command *command, const char *name, uint64_t *id)
{
    struct roles *roles = command_roles(command);
    const struct role *role;
    enum command_status status;

    if (roles == NULL)
        return COMMAND_FAILED;
    status = command_role(command, roles, name, &role);
    if (status == COMMAND_DONE)
        *id = role->id;
    roles_close(roles);
    return status;
}

static enum command_status user_add(struct command *command, int argc, char **argv)
{
    struct user_options options = {.role = "member"};
    const struct store store = command_store(command);
    enum command_status status = read_user_options(&options, argc, argv, "rsp", NULL);
    const char *password = NULL;
    struct actor who;
    struct role_actor actor = {.store = &store, .who = &who, .is_operator = true};
    struct role_grant grant = {.reason = NULL};
    enum account_made made;

    if (status != COMMAND_DONE)
        return status;
    if (!account_name_valid(options.name))
        return command_failed("\"%s\" cannot be a name: 2 to %d letters, digits, - and _",
                              options.name, ACCOUNT_NAME_MAX);
    status = find_role(command, options.role, &grant.role_id);
    if (status == COMMAND_DONE)
        status = find_role_site(command, options.site, &grant.scope.site_id);
    if (status != COMMAND_DONE)
        return status;
    if (options.password && (password = read_password(command, options.name, NULL)) == NULL)
        return COMMAND_FAILED;
    status = command_actor(command, &who);
    if (status != COMMAND_DONE)
        return status;
    /* Whether the name is taken, only the insert can tell: somebody may register it meanwhile. */
    made = account_register(&store, &who, options.name, password, &grant.account_id);
    if (made != ACCOUNT_MADE)
        return made == ACCOUNT_TAKEN ? command_failed("the name %s is taken", options.name)
                                     : command_failed("the account cannot be made");
    if (role_grant(&actor, &grant) != ROLE_DONE)
        return command_failed("the account is made, but has no role yet");
    return COMMAND_DONE;
}

/* Says what goes on letting somebody in: whoever had the old password may have added it. */
static enum command_status tell_ways_in(struct command *command, const struct account *account)
{
    size_t count;
    const struct way_in *ways = ways_in(command->database, command->arena, account->id, &count);
    static const char *const kinds[] = {[WAY_IN_APP] = "authenticator app",
                                        [WAY_IN_PASSKEY] = "passkey",
                                        [WAY_IN_IDENTITY] = "login by"};

    if (ways == NULL)
        return command_failed("what else lets somebody in cannot be read");
    for (size_t i = 0; i < count; i++)
        printf("still there: %s %s%s%s, added %s\n", kinds[ways[i].kind], ways[i].issuer,
               *ways[i].issuer != '\0' && *ways[i].name != '\0' ? " as " : "", ways[i].name,
               clock_rfc3339(command->arena, ways[i].created));
    return COMMAND_DONE;
}

/* Ends the sessions too: whoever resets a password may do it because somebody else knows the old
 * one. */
static enum command_status user_passwd(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "p", NULL);
    const struct store store = command_store(command);
    struct account account;
    struct actor actor;
    const char *password;
    int changed;

    if (status != COMMAND_DONE)
        return status;
    if (!options.password)
        return command_misused("user passwd needs --password-stdin");
    status = command_account(command, options.name, &account);
    if (status != COMMAND_DONE)
        return status;
    password = read_password(command, account.name, account.email);
    if (password == NULL)
        return COMMAND_FAILED;
    status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    changed = account_set_password(&store, &actor, &account,
                                   &(struct new_password){.text = password}, NULL);
    if (changed == 0)
        return command_failed("the password has just been changed by somebody else");
    if (changed < 0)
        return command_failed("the password cannot be set");
    return tell_ways_in(command, &account);
}

/* Operators are held to a name's shape alone, and to names that are somebody's. */
static enum command_status user_rename(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "", "a new name");
    const struct store store = command_store(command);
    struct account account;
    struct actor actor;
    struct renaming renaming;

    if (status == COMMAND_DONE)
        status = command_account(command, options.name, &account);
    if (status != COMMAND_DONE)
        return status;
    if (!account_name_valid(options.second))
        return command_failed("\"%s\" cannot be a name: 2 to %d letters, digits, - and _",
                              options.second, ACCOUNT_NAME_MAX);
    status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    renaming = (struct renaming){.seeker = {.account_id = account.id, .is_admin = true},
                                 .was = account.name,
                                 .name = options.second};
    switch (account_rename(&store, &actor, &renaming, NULL)) {
    case RENAME_DONE: return COMMAND_DONE;
    case RENAME_TAKEN: return command_failed("the name %s is taken", options.second);
    case RENAME_LATE: return command_failed("somebody else has just renamed %s", account.name);
    case RENAME_FAILED: break;
    }
    return command_failed("the account cannot be renamed");
}

static enum command_status user_role(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    struct role_grant grant = {.reason = NULL};
    struct account account;
    const struct store store = command_store(command);
    struct actor who;
    struct role_actor actor = {.store = &store, .who = &who, .is_operator = true};
    enum command_status status = read_user_options(&options, argc, argv, "s", "a role");

    if (status == COMMAND_DONE)
        status = find_role(command, options.second, &grant.role_id);
    if (status == COMMAND_DONE)
        status = command_account(command, options.name, &account);
    if (status == COMMAND_DONE)
        status = find_role_site(command, options.site, &grant.scope.site_id);
    if (status == COMMAND_DONE)
        status = command_actor(command, &who);
    if (status != COMMAND_DONE)
        return status;
    grant.account_id = account.id;
    return command_role_result(role_replace(&actor, &grant));
}

/* Adds the scopes that were typed with commas between. */
static enum command_status read_scopes(const char *text, token_scope_set *scopes)
{
    char name[16];

    while (*text != '\0') {
        size_t length = strcspn(text, ",");

        snprintf(name, sizeof name, "%.*s", (int)(length < 15 ? length : 15), text);
        if (!token_scope_add(scopes, name))
            return command_misused(
                "\"%.*s\" is no scope: read, post, edit, moderate, export, administer", (int)length,
                text);
        text += length + (text[length] == ',');
    }
    return *scopes != 0 ? COMMAND_DONE : command_misused("--scopes names none");
}

/* What the options say of a token. */
static enum command_status read_token_options(const struct user_options *options,
                                              struct api_token *token)
{
    int64_t days = API_TOKEN_DAYS;

    token->name = options->label != NULL ? options->label : "lorehall user token";
    if (text_check(token->name, strlen(token->name), false) != TEXT_VALID ||
        text_characters(token->name) == 0 || text_characters(token->name) > API_TOKEN_NAME_MAX)
        return command_misused("--label takes 1 to %d characters", API_TOKEN_NAME_MAX);
    if (options->days != NULL && !text_i64(options->days, 1, API_TOKEN_DAYS_MAX, &days))
        return command_misused("--days takes a number from 1 to %d", API_TOKEN_DAYS_MAX);
    token->expires = clock_now() + days * 86400 * CLOCK_SECOND;
    token->scopes = TOKEN_SCOPES_ALL;
    if (options->scopes == NULL)
        return COMMAND_DONE;
    token->scopes = 0;
    return read_scopes(options->scopes, &token->scopes);
}

static enum command_status user_token(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "lcd", NULL);
    const struct store store = command_store(command);
    struct account account;
    struct actor actor;
    struct api_token token = {.scopes = 0};
    const char *text;
    int made;

    if (status == COMMAND_DONE)
        status = read_token_options(&options, &token);
    if (status == COMMAND_DONE)
        status = command_account(command, options.name, &account);
    if (status == COMMAND_DONE)
        status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    made = api_token_open(&store, &actor, account.id, &token, &text);
    if (made == 0)
        return command_failed("%s has %d API tokens already", account.name, API_TOKENS_MAX);
    if (made < 0)
        return command_failed("the token cannot be made");
    puts(text); /* this once: what is kept of it is a hash */
    return COMMAND_DONE;
}

/* Of an account without a factor: whether it must have one. */
static enum command_status print_demand(struct command *command, uint64_t account_id)
{
    struct roles *roles = command_roles(command);
    int64_t due;

    if (roles == NULL)
        return COMMAND_FAILED;
    due = role_factor_due(roles, command->database, command->arena, account_id);
    roles_close(roles);
    if (due < 0)
        return command_failed("the account cannot be read");
    puts("no second factor");
    role_factor_print(command, due);
    return COMMAND_DONE;
}

/* For whoever has lost their device, and for the last administrator who has: somebody at the host's
 * shell may. */
static enum command_status user_factor(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "x", false);
    const struct store store = command_store(command);
    struct account account;
    struct factors factors;
    struct actor actor;

    if (status == COMMAND_DONE)
        status = command_account(command, options.name, &account);
    if (status != COMMAND_DONE)
        return status;
    if (factors_read(command->database, command->arena, account.id, &factors) != 0)
        return command_failed("the account cannot be read");
    if (factors.since == 0)
        return options.remove ? command_failed("%s has no second factor", account.name)
                              : print_demand(command, account.id);
    if (!options.remove) {
        if (factors.totp != 0)
            printf("app, added %s\n", clock_rfc3339(command->arena, factors.totp));
        if (factors.passkeys != 0)
            printf("%llu passkey%s\n", (unsigned long long)factors.passkeys,
                   factors.passkeys != 1 ? "s" : "");
        printf("%llu recovery codes left\n", (unsigned long long)factors.recovery_codes);
        return COMMAND_DONE;
    }
    status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    return factors_remove(&store, &actor, account.id, NULL, NULL) == 1
               ? COMMAND_DONE
               : command_failed("the second factor cannot be removed");
}

enum command_status command_user(struct command *command, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum command_status (*run)(struct command *command, int argc, char **argv);
    } verbs[] = {{"add", user_add},       {"passwd", user_passwd}, {"role", user_role},
                 {"rename", user_rename}, {"token", user_token},   {"factor", user_factor}};

    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, argv[1]) == 0)
            return verbs[i].run(command, argc - 1, argv + 1);
    return command_unknown("user", "add, passwd, role, rename, token or factor", argc, argv);
}
