/* Administering is all that no other scope holds, so that a permission which comes later is in the one
 * that is given out least. */
#include "auth/token/token_scope.h"

#include <string.h>

#include "base/buffer.h"
#include "base/language.h"

#define BIT(NAME) PERMISSION_BIT(PERMISSION_##NAME)

/* What makes more of an account than a token should: with one that could make others or change the
 * password, its end would mean nothing. */
#define NEVER                                                                                      \
    (BIT(SESSION_OPEN) | BIT(ACCOUNT_REGISTER) | BIT(HOST_PROBE) | BIT(ACCOUNT_EDIT_OWN) |         \
     BIT(BAN_APPEAL) | BIT(TOKEN_MAKE))

/* Whatever a token is for, it reads what that is about; and how much somebody may ask for is theirs
 * whatever they ask. */
#define ALWAYS (BIT(SITE_READ) | BIT(LIMIT_PASS))

static const permission_set named[TOKEN_SCOPE_COUNT] = {
    [TOKEN_SCOPE_READ] = BIT(SITE_READ),
    [TOKEN_SCOPE_POST] = BIT(COMMENT_WRITE) | BIT(COMMENT_RATE) | BIT(COMMENT_EDIT_OWN) |
                         BIT(COMMENT_REMOVE_OWN) | BIT(COMMENT_REPORT) | BIT(COMMENT_FOLD) |
                         BIT(THREAD_START),
    [TOKEN_SCOPE_EDIT] = BIT(ENTRY_EDIT) | BIT(ENTRY_REVIEW) | BIT(ENTRY_HIDE) | BIT(ALIAS_EDIT),
    [TOKEN_SCOPE_MODERATE] = BIT(COMMENT_EDIT) | BIT(COMMENT_REMOVE) | BIT(THREAD_LOCK) |
                             BIT(THREAD_PIN) | BIT(THREAD_MOVE) | BIT(THREAD_MERGE) |
                             BIT(THREAD_SLOW) | BIT(QUEUE_WORK) | BIT(ACCOUNT_SEE) |
                             BIT(ACCOUNT_NOTE) | BIT(ACCOUNT_WARN) | BIT(ACCOUNT_BAN) |
                             BIT(SESSION_END) | BIT(DASHBOARD_SEE),
    [TOKEN_SCOPE_EXPORT] = BIT(EXPORT_RUN),
};

static const struct {
    const char *name, *title, *sentence;
} scopes_list[] = {
#define SCOPE(NAME, TEXT, TITLE, SENTENCE) {TEXT, TITLE, SENTENCE},
    TOKEN_SCOPES(SCOPE)
#undef SCOPE
};

const char *token_scope_name(enum token_scope scope)
{
    return scopes_list[scope].name;
}

const char *token_scope_title(enum token_scope scope)
{
    return _(scopes_list[scope].title);
}

const char *token_scope_sentence(enum token_scope scope)
{
    return _(scopes_list[scope].sentence);
}

permission_set token_scope_permissions(enum token_scope scope)
{
    permission_set others = 0;

    if (scope != TOKEN_SCOPE_ADMINISTER)
        return named[scope];
    for (size_t i = 0; i < TOKEN_SCOPE_COUNT; i++)
        others |= named[i];
    return PERMISSIONS_ALL & ~(others | NEVER | ALWAYS);
}

permission_set token_scopes_permissions(token_scope_set scopes)
{
    permission_set set = ALWAYS;

    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if ((scopes & TOKEN_SCOPE_BIT(i)) != 0)
            set |= token_scope_permissions(i);
    return set;
}

bool token_scope_add(token_scope_set *scopes, const char *name)
{
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if (strcmp(scopes_list[i].name, name) == 0) {
            *scopes |= TOKEN_SCOPE_BIT(i);
            return true;
        }
    return false;
}

const char *token_scopes_text(struct arena *arena, token_scope_set scopes)
{
    struct buffer text = buffer_open(arena, 64);

    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if ((scopes & TOKEN_SCOPE_BIT(i)) != 0)
            buffer_format(&text, "%s%s", text.length > 0 ? " " : "", scopes_list[i].name);
    return text.data;
}

const char *token_scopes_titles(struct arena *arena, token_scope_set scopes)
{
    struct buffer text = buffer_open(arena, 64);

    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if ((scopes & TOKEN_SCOPE_BIT(i)) != 0)
            buffer_format(&text, "%s%s", text.length > 0 ? ", " : "", token_scope_title(i));
    return text.data;
}

token_scope_set token_scopes_read(const char *text)
{
    token_scope_set scopes = 0;
    char name[16];

    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, " ");

        if (length < sizeof name) {
            memcpy(name, text, length);
            name[length] = '\0';
            token_scope_add(&scopes, name);
        }
        text += length + (text[length] == ' ');
    }
    return scopes;
}
