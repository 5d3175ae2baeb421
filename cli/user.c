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
#include "auth/session.h"
#include "base/text/text.h"
#include "command.h"
#include "role.h"

/* What was typed behind "user VERB". */
struct user_options {
    const char *name;
    const char *role;
    const char *site;
    bool password;
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

/* Reads the first line of standard input as a password. NULL, having said so, where it is none. */
static const char *read_password(struct command *command)
{
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
    if (password == NULL)
        command_failed("the first line of standard input is not a password");
    else if (text_characters(password) < ACCOUNT_PASSWORD_MIN)
        command_failed("a password has at least %d characters", ACCOUNT_PASSWORD_MIN);
    else if (strlen(password) > ACCOUNT_PASSWORD_MAX)
        command_failed("a password has at most %d bytes", ACCOUNT_PASSWORD_MAX);
    else
        return password;
    return NULL;
}

/* Refuses an option, one of another verb too: OPTION is what getopt_long gave. */
static enum command_status bad_option(int option, int argc, char **argv)
{
    char verb[16];

    if (option != '?')
        return command_misused("\"--%s\" is no option of user %s",
                               option == 'r'   ? "role"
                               : option == 's' ? "site"
                                               : "password-stdin",
                               argv[0]);
    snprintf(verb, sizeof verb, "user %s", argv[0]);
    return command_bad_option(verb, argc, argv);
}

/* Reads what follows the verb: NAME, with HAS_ROLE also ROLE, and options of those in ALLOWED. */
static enum command_status read_user_options(struct user_options *options, int argc, char **argv,
                                             const char *allowed, bool has_role)
{
    static const struct option long_options[] = {{"role", required_argument, NULL, 'r'},
                                                 {"site", required_argument, NULL, 's'},
                                                 {"password-stdin", no_argument, NULL, 'p'},
                                                 {0}};
    int option, wanted = has_role ? 2 : 1;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (strchr(allowed, option) == NULL)
            return bad_option(option, argc, argv);
        if (option == 'r')
            options->role = optarg;
        else if (option == 's')
            options->site = optarg;
        else
            options->password = true;
    }
    if (argc - optind != wanted)
        return command_misused("user %s takes a name%s", argv[0], has_role ? " and a role" : "");
    options->name = argv[optind];
    if (has_role)
        options->role = argv[optind + 1];
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
    enum command_status status = read_user_options(&options, argc, argv, "rsp", false);
    const char *password = NULL;
    struct actor who;
    struct role_actor actor = {.store = &store, .who = &who, .is_operator = true};
    struct role_grant grant = {.reason = NULL};

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
    if (options.password && (password = read_password(command)) == NULL)
        return COMMAND_FAILED;
    status = command_actor(command, &who);
    if (status != COMMAND_DONE)
        return status;
    /* Whether the name is taken, only the insert can tell: somebody may register it meanwhile. */
    if (account_register(&store, &who, options.name, password, &grant.account_id) != 0) {
        if (database_failure(command->database) == DATABASE_DUPLICATE)
            return command_failed("the name %s is taken", options.name);
        return command_failed("the account cannot be made");
    }
    if (role_grant(&actor, &grant) != ROLE_DONE)
        return command_failed("the account is made, but has no role yet");
    return COMMAND_DONE;
}

/* Ends the sessions too: whoever resets a password may do it because somebody else knows the old
 * one. */
static enum command_status user_passwd(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "p", false);
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
    password = read_password(command);
    if (password == NULL)
        return COMMAND_FAILED;
    status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    changed = account_set_password(&store, &actor, &account, password);
    if (changed == 0)
        return command_failed("the password has just been changed by somebody else");
    if (changed < 0)
        return command_failed("the password cannot be set");
    if (session_end(&store, &actor, &(struct session_choice){.account_id = account.id}) != 0)
        return command_failed("the password is set, but sessions could not be ended");
    return COMMAND_DONE;
}

static enum command_status user_role(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    struct role_grant grant = {.reason = NULL};
    struct account account;
    const struct store store = command_store(command);
    struct actor who;
    struct role_actor actor = {.store = &store, .who = &who, .is_operator = true};
    enum command_status status = read_user_options(&options, argc, argv, "s", true);

    if (status == COMMAND_DONE)
        status = find_role(command, options.role, &grant.role_id);
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

static enum command_status user_token(struct command *command, int argc, char **argv)
{
    struct user_options options = {0};
    enum command_status status = read_user_options(&options, argc, argv, "", false);
    const struct store store = command_store(command);
    struct account account;
    struct actor actor;
    const char *token;

    if (status == COMMAND_DONE)
        status = command_account(command, options.name, &account);
    if (status == COMMAND_DONE)
        status = command_actor(command, &actor);
    if (status != COMMAND_DONE)
        return status;
    token = api_token_open(&store, &actor, account.id);
    if (token == NULL)
        return command_failed("the token cannot be made");
    puts(token); /* this once: what is kept of it is a hash */
    return COMMAND_DONE;
}

enum command_status command_user(struct command *command, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum command_status (*run)(struct command *command, int argc, char **argv);
    } verbs[] = {{"add", user_add},
                 {"passwd", user_passwd},
                 {"role", user_role},
                 {"token", user_token}};

    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, argv[1]) == 0)
            return verbs[i].run(command, argc - 1, argv + 1);
    return command_unknown("user", "add, passwd, role or token", argc, argv);
}
