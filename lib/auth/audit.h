/* The audit trail: what was done that touches security, only ever appended.
 *
 * A record carries a keyed digest (BLAKE2b, RFC 7693) of itself and of the digest of the one
 * before. Whoever may write the database but has not the installation's secret cannot change,
 * remove or insert one unseen; but they could put back all of an earlier state, records and head
 * alike: so whoever verifies keeps the head that they saw, and names it the next time. */
#ifndef LOREHALL_AUTH_AUDIT_H
#define LOREHALL_AUTH_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/secret.h"
#include "store/database.h"

/* What is recorded: its name in the record, which is never given another meaning, and what it says
 * to whoever reads the trail. ACCOUNT_MAKE is by nobody: somebody registered. */
#define AUDIT_ACTS(ACT)                                                                            \
    ACT(LOGIN, "login", N_("Logged in."))                                                          \
    ACT(LOGIN_FAILED, "login.failed", N_("Failed to log in."))                                     \
    ACT(LOGOUT, "logout", N_("Logged out."))                                                       \
    ACT(SESSION_END, "session.end", N_("Ended a session."))                                        \
    ACT(SESSION_END_ALL, "session.end-all", N_("Ended all sessions and API tokens."))              \
    ACT(PASSWORD, "password", N_("Changed the password."))                                         \
    ACT(PASSWORD_FAILED, "password.failed", N_("Gave a wrong present password."))                  \
    ACT(FACTOR_ADD, "factor.add", N_("Added a second factor."))                                    \
    ACT(FACTOR_REMOVE, "factor.remove", N_("Removed a second factor."))                            \
    ACT(FACTOR_FAILED, "factor.failed", N_("Gave a wrong second factor."))                         \
    ACT(FACTOR_RENAME, "factor.rename", N_("Renamed a passkey."))                                  \
    ACT(PASSKEY_USE, "passkey.use", N_("Used a passkey."))                                         \
    ACT(PASSKEY_REGRESS, "passkey.regress",                                                        \
        N_("Used a passkey whose counter went back: there may be a copy of it."))                  \
    ACT(RECOVERY_USE, "recovery.use", N_("Used a recovery code."))                                 \
    ACT(RECOVERY_RENEW, "recovery.renew", N_("Made new recovery codes."))                          \
    ACT(IDENTITY_ADD, "identity.add", N_("Linked a login by another site."))                       \
    ACT(IDENTITY_REMOVE, "identity.remove", N_("Unlinked a login by another site."))               \
    ACT(IDENTITY_USE, "identity.use", N_("Was let in by another site."))                           \
    ACT(TOKEN_MAKE, "token.make", N_("Made an API token."))                                        \
    ACT(TOKEN_END, "token.end", N_("Ended an API token."))                                         \
    ACT(ACCOUNT_MAKE, "account.make", N_("Registered."))                                           \
    ACT(ACCOUNT_PAUSE, "account.pause", N_("Paused the account."))                                 \
    ACT(ACCOUNT_RESUME, "account.resume", N_("Resumed the account."))                              \
    ACT(ACCOUNT_LEAVE, "account.leave", N_("Asked for the account to be deleted."))                \
    ACT(ACCOUNT_STAY, "account.stay", N_("Took back the deletion of the account."))                \
    ACT(ACCOUNT_ERASE, "account.erase", N_("Deleted an account."))                                 \
    ACT(ACCOUNT_MERGE, "account.merge", N_("Merged an account into another."))                     \
    ACT(ACCOUNT_UNMERGE, "account.unmerge", N_("Took back a merge of accounts."))                  \
    ACT(CLAIM_MAKE, "claim.make", N_("Claimed an imported author."))                               \
    ACT(CLAIM_WITHDRAW, "claim.withdraw", N_("Took back the claim of an imported author."))        \
    ACT(CLAIM_DECLINE, "claim.decline", N_("Declined the claim of an imported author."))           \
    ACT(PASSWORD_CONFIRMED, "password.confirmed", N_("Confirmed the password."))                   \
    ACT(CONFIRM_ASKED, "confirm.asked", N_("Was sent a code to confirm by."))                      \
    ACT(CONFIRM_FAILED, "confirm.failed", N_("Gave a wrong code to confirm by."))                  \
    ACT(ROLE_MAKE, "role.make", N_("Made a role."))                                                \
    ACT(ROLE_CHANGE, "role.change", N_("Changed a role."))                                         \
    ACT(ROLE_DELETE, "role.delete", N_("Deleted a role."))                                         \
    ACT(ROLE_GRANT, "role.grant", N_("Granted a role."))                                           \
    ACT(ROLE_REVOKE, "role.revoke", N_("Revoked a role."))                                         \
    ACT(BAN_MAKE, "ban.make", N_("Banned."))                                                       \
    ACT(BAN_LIFT, "ban.lift", N_("Lifted a ban."))                                                 \
    ACT(APPEAL, "ban.appeal", N_("Appealed against a ban."))                                       \
    ACT(APPEAL_DECLINE, "ban.decline", N_("Declined an appeal."))                                  \
    ACT(MAIL_RETRY, "mail.retry", N_("Had mails tried again."))                                    \
    ACT(MAIL_DROP, "mail.drop", N_("Dropped a mail."))                                             \
    ACT(MAIL_TEST, "mail.test", N_("Sent a test mail."))                                           \
    ACT(EXPORT, "export", N_("Exported a list."))                                                  \
    ACT(IMPORT_TRY, "import.try", N_("Tried an import."))                                          \
    ACT(IMPORT_RUN, "import.run", N_("Started an import."))                                        \
    ACT(IMPORT_CANCEL, "import.cancel", N_("Stopped an import."))                                  \
    ACT(IMPORT_END, "import.end", N_("An import ended."))                                          \
    ACT(ENTRY_HIDE, "entry.hide", N_("Hid an entry of the database."))                             \
    ACT(ENTRY_SHOW, "entry.show", N_("Showed a hidden entry again."))                              \
    ACT(BOARD_MAKE, "board.make", N_("Made a board."))                                             \
    ACT(BOARD_CHANGE, "board.change", N_("Changed a board."))                                      \
    ACT(BOARD_ARCHIVE, "board.archive", N_("Archived a board."))                                   \
    ACT(BOARD_RESTORE, "board.restore", N_("Took a board out of the archive."))                    \
    ACT(BOARD_DELETE, "board.delete", N_("Deleted a board."))                                      \
    ACT(SITE_CHANGE, "site.change", N_("Changed a site's settings."))                              \
    ACT(SITE_UNDO, "site.undo", N_("Took back a change of a site's settings."))                    \
    ACT(SITE_SETUP, "site.setup", N_("Ended the set-up of a site."))                               \
    ACT(PAGE_MAKE, "page.make", N_("Made a page of a site."))                                      \
    ACT(PAGE_CHANGE, "page.change", N_("Changed a page of a site."))                               \
    ACT(PAGE_REMOVE, "page.remove", N_("Removed a page of a site."))                               \
    ACT(PAGE_RESTORE, "page.restore", N_("Restored a page of a site."))                            \
    ACT(SITE_FREEZE, "site.freeze", N_("Made a site read-only."))                                  \
    ACT(SITE_UNFREEZE, "site.unfreeze", N_("Let a site be written again."))                        \
    ACT(OWN_DATA, "account.data", N_("Downloaded all data of the account."))                       \
    ACT(COMMENT_REMOVE, "comment.remove", N_("Removed a comment."))                                \
    ACT(COMMENT_RESTORE, "comment.restore", N_("Restored a comment."))                             \
    ACT(THROTTLE_LIFT, "throttle.lift", N_("Let somebody log in again."))                          \
    ACT(LIMIT_LIFT, "limit.lift", N_("Lifted a limit that somebody had reached."))                 \
    ACT(REGISTRATION, "registration", N_("Changed who can register."))                             \
    ACT(INVITATION_MAKE, "invitation.make", N_("Made an invitation."))                             \
    ACT(INVITATION_WITHDRAW, "invitation.withdraw", N_("Withdrew an invitation."))                 \
    ACT(RENAME, "account.rename", N_("Changed the name."))                                         \
    ACT(EMAIL_ASKED, "email.asked", N_("Was sent a link to verify an e-mail address."))            \
    ACT(EMAIL, "email", N_("Changed the e-mail address."))                                         \
    ACT(RESET_ASKED, "password.asked", N_("Asked for a new password."))                            \
    ACT(RESET, "password.reset", N_("Set a new password by a link."))                              \
    ACT(COMMENT_HIDE, "comment.hide", N_("Hid a comment."))                                        \
    ACT(COMMENT_CHANGE, "comment.edit", N_("Changed another's comment."))                          \
    ACT(COMMENT_FOLD, "comment.fold", N_("Folded a comment, by a report."))                        \
    ACT(COMMENT_UNFOLD, "comment.unfold", N_("Unfolded a comment, by taking back a report."))      \
    ACT(REPORT_KEEP, "report.keep", N_("Kept what was reported."))                                 \
    ACT(REPORT_REOPEN, "report.reopen", N_("Took back that something reported was kept."))         \
    ACT(ACCOUNT_NOTE, "account.note", N_("Wrote a note on an account."))                           \
    ACT(ACCOUNT_WARN, "account.warn", N_("Warned an account."))                                    \
    ACT(WARNING_READ, "account.warning-read", N_("Acknowledged a warning."))                       \
    ACT(THREAD_LOCK, "thread.lock", N_("Locked or unlocked a thread."))                            \
    ACT(THREAD_PIN, "thread.pin", N_("Pinned or unpinned a thread."))                              \
    ACT(THREAD_ANNOUNCE, "thread.announce", N_("Made an announcement, or ended it."))              \
    ACT(THREAD_SLOW, "thread.slow", N_("Changed the slow mode of a thread."))                      \
    ACT(THREAD_RENAME, "thread.rename", N_("Renamed a thread."))                                   \
    ACT(THREAD_MOVE, "thread.move", N_("Moved a thread."))                                         \
    ACT(THREAD_MERGE, "thread.merge", N_("Merged or split a thread."))                             \
    ACT(FILTER_MAKE, "filter.make", N_("Made a word filter."))                                     \
    ACT(FILTER_CHANGE, "filter.change", N_("Changed a word filter."))                              \
    ACT(FILTER_DELETE, "filter.delete", N_("Deleted a word filter."))                              \
    ACT(POST_RELEASE, "post.release", N_("Published held posts."))                                 \
    ACT(POST_REFUSE, "post.refuse", N_("Refused held posts."))                                     \
    ACT(POST_HOLD, "post.hold", N_("Let posts wait for review again."))

#define AUDIT_ACT(NAME, TEXT, WORDS) AUDIT_##NAME,
enum audit_act { AUDIT_ACTS(AUDIT_ACT) AUDIT_ACT_COUNT };
#undef AUDIT_ACT

/* The name of an act. */
const char *audit_act_name(enum audit_act act);

/* The act with this name; false: there is none, or it is a newer one. */
bool audit_act_find(const char *name, enum audit_act *act);

/* What an act of this name says, in the reader's language; the name itself of one that is newer
 * than this program. */
const char *audit_act_words(const char *name);

/* Who does something, and from where. */
struct actor {
    const struct secret *secret;
    uint64_t account_id; /* 0: nobody who is logged in */
    uint64_t session_id; /* that they ask by; 0: none, but a program's token or a shell */
    const char *name;    /* the account's; of a failed login what was typed; of a shell the user */
    uint64_t site_id;    /* where; 0: on none */
    const char *address; /* the client's; "": a shell of the host */
    const char *request; /* its id; "": none */
};

/* ACTOR as the account that is being made, or that somebody logs in to. */
struct actor actor_as(const struct actor *actor, uint64_t account_id, const char *name);

/* What they did. Texts may be NULL, and are cut where they are long. */
struct audit_entry {
    enum audit_act act;
    uint64_t about_id;   /* the account that it was done to; 0: none */
    const char *subject; /* what else it was done to: "session:5", "role:moderator" */
    const char *before;
    const char *after;
    const char *reason;
};

/* A record as it is kept. */
struct audit_record {
    uint64_t id;
    int64_t created;
    const char *act; /* as AUDIT_ACTS names it, or a newer one */
    uint64_t account_id;
    const char *name;
    uint64_t about_id;
    const char *about; /* its name; NULL: none, or the account is gone */
    uint64_t site_id;
    const char *subject;
    const char *address;
    const char *request;
    const char *before; /* NULL: none */
    const char *after;
    const char *reason;
};

/* Which records are wanted, last first. What is 0 or NULL does not matter. */
struct audit_query {
    uint64_t account_id; /* who did it, or to whom it was done */
    uint64_t site_id;    /* where it was done */
    const char *act;
    int64_t from, until; /* when: not before, and before */
    bool oldest;         /* first */
    uint64_t after;      /* behind which one; 0: from the beginning */
    unsigned limit;
};

extern const struct statement_set audit_statements;

/* Appends a record within the open transaction; from here to its end nobody else can append, so it
 * comes last. 0 or -1. */
int audit_append(struct database *database, struct arena *arena, const struct actor *actor,
                 const struct audit_entry *entry);

/* The same as the last of the open transaction, which is committed, or rolled back on failure. 0
 * or -1. */
int audit_commit(struct database *database, struct arena *arena, const struct actor *actor,
                 const struct audit_entry *entry);

/* The same in a transaction of its own. 0 or -1. */
int audit_write(struct database *database, struct arena *arena, const struct actor *actor,
                const struct audit_entry *entry);

/* Records, on the arena; *COUNT tells how many. NULL on failure. */
struct audit_record *audit_list(struct database *database, struct arena *arena,
                                const struct audit_query *query, size_t *count);

/* How many records of its act a query has, on its site since its beginning; the rest of it does not matter.
 * At most AUDIT_COUNTED_MAX are counted. 0 or -1. */
#define AUDIT_COUNTED_MAX 1000
int audit_count(struct database *database, struct arena *arena, const struct audit_query *query,
                uint64_t *count);

/* A place in the chain: the record's number and its digest. */
struct audit_link {
    uint64_t id;
    unsigned char hash[DIGEST_BYTES];
};

/* What is wrong with the chain at a place. */
enum audit_fault {
    AUDIT_ALTERED,  /* the record is not what was written */
    AUDIT_MISSING,  /* there is none of this number */
    AUDIT_INSERTED, /* the chain does not have these */
    AUDIT_REPLACED, /* the chain is another than the one that was seen here */
};

/* What is held against the trail. */
struct audit_check {
    const struct secret *secret;
    const struct audit_link *seen; /* a head of before; NULL: none */
    /* Is told of a fault of the records FROM to TO. */
    void (*report)(void *context, enum audit_fault fault, uint64_t from, uint64_t to);
    void *context;
};

/* Reads the whole trail and reports what is wrong with it; *HEAD gets where it ended then. 0, or
 * -1 where it cannot be read. */
int audit_verify(struct database *database, const struct audit_check *check,
                 struct audit_link *head);

#endif
