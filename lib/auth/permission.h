/* Permissions: what somebody may do, one act of one thing each. Roles are sets of them
 * (auth/role.h), and routes and handlers ask for them.
 *
 * A name is stored and typed ("comment.remove"), and so never given another meaning; its number is
 * not, and may change with each version. */
#ifndef LOREHALL_AUTH_PERMISSION_H
#define LOREHALL_AUTH_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of them, in the order in which they are shown: how the code and how the database calls each,
 * and the sentence that explains it to whoever hands it out. */
#define PERMISSION_LIST(X)                                                                         \
    X(SITE_READ, "site.read", N_("See pages and discussions."))                                    \
    X(HOST_PROBE, "host.probe", N_("Ask whether the host is well."))                               \
    X(SESSION_OPEN, "session.open", N_("Log in: for who is not logged in."))                       \
    X(ACCOUNT_REGISTER, "account.register", N_("Register: for who is not logged in."))             \
    X(BAN_APPEAL, "ban.appeal", N_("See one's own bans, and appeal against them."))                \
    X(ACCOUNT_EDIT_OWN, "account.edit-own",                                                        \
      N_("Change one's own settings and end one's sessions."))                                     \
    X(TOKEN_MAKE, "token.make", N_("Make API tokens of one's own."))                               \
    X(INVITATION_MAKE, "invitation.make", N_("Invite others."))                                    \
    X(COMMENT_WRITE, "comment.write", N_("Reply."))                                                \
    X(COMMENT_RATE, "comment.rate", N_("Rate others' comments."))                                  \
    X(COMMENT_EDIT_OWN, "comment.edit-own", N_("Change one's own comments."))                      \
    X(COMMENT_REMOVE_OWN, "comment.remove-own", N_("Remove one's own comments."))                  \
    X(COMMENT_REPORT, "comment.report", N_("Report comments to the moderators."))                  \
    X(COMMENT_FOLD, "comment.fold", N_("Fold a comment by reporting it."))                         \
    X(THREAD_START, "thread.start", N_("Start threads."))                                          \
    X(LIMIT_PASS, "limit.pass", N_("Post without the limits of new accounts."))                    \
    X(ENTRY_EDIT, "entry.edit", N_("Change entries of the database."))                             \
    X(ENTRY_REVIEW, "entry.review", N_("Decide on what players add to entries."))                  \
    X(ENTRY_HIDE, "entry.hide", N_("Hide entries of the database."))                               \
    X(ALIAS_EDIT, "alias.edit", N_("Change what entries are also called."))                        \
    X(COMMENT_EDIT, "comment.edit", N_("Change others' comments."))                                \
    X(COMMENT_REMOVE, "comment.remove", N_("Hide, remove and restore comments."))                  \
    X(THREAD_LOCK, "thread.lock", N_("Lock threads."))                                             \
    X(THREAD_PIN, "thread.pin", N_("Pin threads."))                                                \
    X(THREAD_MOVE, "thread.move", N_("Move threads to another board."))                            \
    X(THREAD_MERGE, "thread.merge", N_("Merge and split threads."))                                \
    X(THREAD_SLOW, "thread.slow", N_("Slow threads down."))                                        \
    X(THREAD_ANNOUNCE, "thread.announce", N_("Make announcements of threads."))                    \
    X(QUEUE_WORK, "queue.work", N_("Work at the moderation queue."))                               \
    X(ACCOUNT_SEE, "account.see", N_("See accounts with their history."))                          \
    X(ACCOUNT_NOTE, "account.note", N_("Write notes on accounts."))                                \
    X(ACCOUNT_WARN, "account.warn", N_("Warn accounts."))                                          \
    X(ACCOUNT_BAN, "account.ban", N_("Suspend and ban accounts, and let them back."))              \
    X(ACCOUNT_EDIT, "account.edit", N_("Rename accounts and help them back in."))                  \
    X(ACCOUNT_MERGE, "account.merge", N_("Merge accounts."))                                       \
    X(ACCOUNT_ERASE, "account.erase", N_("Erase accounts with what they wrote."))                  \
    X(SESSION_END, "session.end", N_("End others' sessions."))                                     \
    X(TOKEN_END, "token.end", N_("End others' API tokens."))                                       \
    X(BAN_EDIT, "ban.edit", N_("Ban addresses and mail domains."))                                 \
    X(FILTER_EDIT, "filter.edit", N_("Change the filters that hold posts for review."))            \
    X(THROTTLE_EDIT, "throttle.edit", N_("See and lift throttles."))                               \
    X(INVITATION_EDIT, "invitation.edit", N_("See and withdraw others' invitations."))             \
    X(BOARD_EDIT, "board.edit", N_("Make, order and close boards."))                               \
    X(SITE_EDIT, "site.edit", N_("Change the site: its name, looks, pages and rules."))            \
    X(SITE_FREEZE, "site.freeze", N_("Make the site read-only."))                                  \
    X(ROLE_EDIT, "role.edit", N_("Make roles, and change what they may."))                         \
    X(ROLE_GRANT, "role.grant", N_("Grant and revoke roles."))                                     \
    X(IMPORT_RUN, "import.run", N_("Run imports."))                                                \
    X(EXPORT_RUN, "export.run", N_("Run exports."))                                                \
    X(AUDIT_SEE, "audit.see", N_("See the audit log."))                                            \
    X(DASHBOARD_SEE, "dashboard.see", N_("See the dashboard."))                                    \
    X(PERFORMANCE_SEE, "performance.see",                                                          \
      N_("See how fast the site is, and what each page costs."))                                   \
    X(MAIL_SEE, "mail.see", N_("See the mail queue."))                                             \
    X(MAIL_EDIT, "mail.edit", N_("Retry and drop mails, and send test mails."))                    \
    X(JOB_SEE, "job.see", N_("See what runs in the background."))

/* 0 is none of them, so that a route that names no permission is noticed when compiled. */
#define PERMISSION_OF_LIST(NAME, TEXT, SENTENCE) PERMISSION_##NAME,
enum permission { PERMISSION_NONE, PERMISSION_LIST(PERMISSION_OF_LIST) PERMISSIONS };

/* A set of permissions, one bit each. */
typedef uint64_t permission_set;

_Static_assert(PERMISSIONS <= 64, "a set holds 63 permissions");

#define PERMISSION_BIT(PERMISSION) ((permission_set)1 << (PERMISSION))
#define PERMISSIONS_ALL                                                                            \
    ((PERMISSION_BIT(PERMISSIONS - 1) | (PERMISSION_BIT(PERMISSIONS - 1) - 1)) &                   \
     ~PERMISSION_BIT(PERMISSION_NONE))

/* What ordinary members, and those who help on a site, are given: to read, write, add to entries, and
 * moderate what others write, all of which is undone by another. */
#define PERMISSIONS_ORDINARY                                                                       \
    (PERMISSION_BIT(PERMISSION_SITE_READ) | PERMISSION_BIT(PERMISSION_HOST_PROBE) |                \
     PERMISSION_BIT(PERMISSION_SESSION_OPEN) | PERMISSION_BIT(PERMISSION_ACCOUNT_EDIT_OWN) |       \
     PERMISSION_BIT(PERMISSION_TOKEN_MAKE) | PERMISSION_BIT(PERMISSION_INVITATION_MAKE) |          \
     PERMISSION_BIT(PERMISSION_COMMENT_WRITE) | PERMISSION_BIT(PERMISSION_COMMENT_RATE) |          \
     PERMISSION_BIT(PERMISSION_COMMENT_EDIT_OWN) | PERMISSION_BIT(PERMISSION_COMMENT_REMOVE_OWN) | \
     PERMISSION_BIT(PERMISSION_COMMENT_REPORT) | PERMISSION_BIT(PERMISSION_COMMENT_FOLD) |         \
     PERMISSION_BIT(PERMISSION_THREAD_START) | PERMISSION_BIT(PERMISSION_LIMIT_PASS) |             \
     PERMISSION_BIT(PERMISSION_ENTRY_EDIT) | PERMISSION_BIT(PERMISSION_ENTRY_REVIEW) |             \
     PERMISSION_BIT(PERMISSION_ENTRY_HIDE) | PERMISSION_BIT(PERMISSION_ALIAS_EDIT) |               \
     PERMISSION_BIT(PERMISSION_COMMENT_EDIT) | PERMISSION_BIT(PERMISSION_COMMENT_REMOVE) |         \
     PERMISSION_BIT(PERMISSION_THREAD_LOCK) | PERMISSION_BIT(PERMISSION_THREAD_PIN) |              \
     PERMISSION_BIT(PERMISSION_THREAD_MOVE) | PERMISSION_BIT(PERMISSION_THREAD_MERGE) |            \
     PERMISSION_BIT(PERMISSION_THREAD_SLOW) | PERMISSION_BIT(PERMISSION_THREAD_ANNOUNCE) |         \
     PERMISSION_BIT(PERMISSION_QUEUE_WORK) | PERMISSION_BIT(PERMISSION_ACCOUNT_SEE) |              \
     PERMISSION_BIT(PERMISSION_ACCOUNT_NOTE) | PERMISSION_BIT(PERMISSION_ACCOUNT_WARN) |           \
     PERMISSION_BIT(PERMISSION_ACCOUNT_BAN) | PERMISSION_BIT(PERMISSION_SESSION_END) |             \
     PERMISSION_BIT(PERMISSION_BAN_APPEAL) | PERMISSION_BIT(PERMISSION_ACCOUNT_REGISTER) |         \
     PERMISSION_BIT(PERMISSION_DASHBOARD_SEE))

/* What is left makes an account one that administers: others' accounts, rights and settings are in its
 * hands. A permission that is added is one of these, unless it is named above. */
#define PERMISSIONS_ADMINISTERING (PERMISSIONS_ALL & ~PERMISSIONS_ORDINARY)

/* Whether the set holds the permission. */
bool permission_held(permission_set set, enum permission permission);

/* Its name: "site.read", "comment.write", … */
const char *permission_name(enum permission permission);

/* What it is for, in the reader's language. */
const char *permission_sentence(enum permission permission);

/* The permission of a name; PERMISSION_NONE: there is none. */
enum permission permission_named(const char *name);

#endif
