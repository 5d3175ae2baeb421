/* What is said of a change of roles, on pages and by the command line. */
#include "auth/role_edit.h"
#include "base/language.h"

const char *role_result_message(enum role_result result)
{
    static const char *const messages[ROLE_RESULTS] = {
        [ROLE_DONE] = N_("It is done."),
        [ROLE_FAILED] = N_("The database does not answer. Nothing was changed; please try again."),
        [ROLE_NO_ROLE] = N_("There is no such role."),
        [ROLE_NO_GRANT] = N_("The account does not have this role there."),
        [ROLE_NO_ACCOUNT] = N_("There is no such account."),
        [ROLE_NAME_INVALID] =
            N_("A role's name has 2 to 32 small letters (a to z), digits or hyphens, a letter "
               "first."),
        [ROLE_TITLE_INVALID] = N_("A role's title has at most 60 characters."),
        [ROLE_NAME_TAKEN] = N_("There is a role of this name already."),
        [ROLE_IS_BUILT_IN] = N_("A built-in role keeps its name and cannot be deleted."),
        [ROLE_IS_FIXED] = N_("Administrators may do everything: that cannot be changed."),
        [ROLE_IS_HELD] = N_("The role is held. Say what becomes of those who have it."),
        [ROLE_IS_CHANGED] = N_("The role was changed since you looked at it."),
        [ROLE_GRANT_CHANGED] =
            N_("Somebody granted, changed or revoked this role since you looked at it."),
        [ROLE_NOT_ALLOWED] = N_("You are not allowed to do this."),
        [ROLE_NOT_HELD] = N_("You cannot give or take what you do not hold yourself, everywhere "
                             "that it reaches."),
        [ROLE_NOT_GUESTS] =
            N_("Guests can read and log in. They must be able to log in, and can have no more."),
        [ROLE_LAST_ADMINISTRATOR] = N_("This is the last administrator. Make another one first."),
        [ROLE_TOO_MANY] = N_("The account has too many roles."),
        [ROLE_IS_OVER] = N_("The end lies in the past."),
    };

    return _(messages[result]);
}
