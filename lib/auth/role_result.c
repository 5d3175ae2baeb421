/* What is said of a change of roles, on pages and by the command line. */
#include <string.h>

#include "auth/role_edit.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"

static bool role_name_valid(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return name[length] == '\0' && length >= 2 && length <= ROLE_NAME_MAX && name[0] >= 'a';
}

enum role_result role_words_check(const struct role *role)
{
    if (!role_name_valid(role->name))
        return ROLE_NAME_INVALID;
    return text_check(role->title, strlen(role->title), false) == TEXT_VALID &&
                   text_characters(role->title) <= ROLE_TITLE_MAX
               ? ROLE_DONE
               : ROLE_TITLE_INVALID;
}

enum role_result role_change_check(const struct role *role, const struct role *wanted)
{
    if (wanted->version != 0 && wanted->version != role->version)
        return ROLE_IS_CHANGED;
    if (role->built_in && strcmp(role->name, wanted->name) != 0)
        return ROLE_IS_BUILT_IN;
    if (strcmp(role->name, ROLE_ADMINISTRATOR) == 0 && wanted->permissions != role->permissions)
        return ROLE_IS_FIXED;
    if (strcmp(role->name, ROLE_GUEST) == 0 &&
        ((wanted->permissions & ~GUEST_PERMISSIONS) != 0 ||
         !permission_held(wanted->permissions, PERMISSION_SESSION_OPEN)))
        return ROLE_NOT_GUESTS;
    return ROLE_DONE;
}

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

/* ---- what is recorded ---- */

const char *role_set_text(struct arena *arena, permission_set set)
{
    struct buffer text = buffer_open(arena, 256);

    for (int i = 1; i < PERMISSIONS; i++)
        if (permission_held(set, i))
            buffer_format(&text, "%s%s", text.length > 0 ? " " : "", permission_name(i));
    return text.data;
}

const char *role_record_text(struct arena *arena, const struct role *role)
{
    return arena_format(arena, "%s \"%s\": %s", role->name, role->title,
                        role_set_text(arena, role->permissions));
}

const char *role_record_subject(struct arena *arena, const char *name)
{
    return arena_format(arena, "role:%s", name);
}

const char *grant_record_subject(struct arena *arena, const struct role *role,
                                 struct role_scope scope)
{
    const char *site = scope.site_id != 0
                           ? arena_format(arena, " site:%llu", (unsigned long long)scope.site_id)
                           : "";
    const char *board = scope.board_id != 0
                            ? arena_format(arena, " board:%llu", (unsigned long long)scope.board_id)
                            : "";

    return arena_format(arena, "role:%s%s%s", role->name, site, board);
}

const char *grant_record_after(struct arena *arena, bool administers, int64_t until)
{
    struct buffer text = buffer_open(arena, 64);

    if (administers)
        buffer_text(&text, "administers");
    if (until != 0)
        buffer_format(&text, "%suntil %s", administers ? ", " : "", clock_rfc3339(arena, until));
    return text.length > 0 ? text.data : NULL;
}
