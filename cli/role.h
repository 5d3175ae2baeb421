/* What the verbs about roles share. */
#ifndef LOREHALL_CLI_ROLE_H
#define LOREHALL_CLI_ROLE_H

#include "auth/role_edit.h"
#include "command.h"

/* The roles that there are; NULL, as said on stderr. They are closed by the caller. */
struct roles *command_roles(struct command *command);

/* The role called NAME. COMMAND_DONE, or as said on stderr. */
enum command_status command_role(struct command *command, const struct roles *roles,
                                 const char *name, const struct role **role);

/* The account called NAME. The same. */
struct account;
enum command_status command_account(struct command *command, const char *name,
                                    struct account *account);

/* Prints a role that somebody has, in a line. */
struct role_reason;
void role_reason_print(struct command *command, const struct role_reason *reason);

/* Says when a second factor is due for what somebody administers; nothing for 0. */
void role_factor_print(struct command *command, int64_t due);

/* COMMAND_DONE, or says what RESULT means. */
enum command_status command_role_result(enum role_result result);

#endif
