/* The built-in roles as sets, for what has no database; t/unit/auth/role.c holds them against the migrations. */
#ifndef LOREHALL_T_ROLE_SETS_H
#define LOREHALL_T_ROLE_SETS_H

#include "auth/permission.h"

#define SET_OF(NAME) PERMISSION_BIT(PERMISSION_##NAME)
#define GUEST_SET                                                                                  \
    (SET_OF(SITE_READ) | SET_OF(HOST_PROBE) | SET_OF(SESSION_OPEN) | SET_OF(ACCOUNT_REGISTER))
#define MEMBER_SET                                                                                 \
    (SET_OF(SITE_READ) | SET_OF(BAN_APPEAL) | SET_OF(ACCOUNT_EDIT_OWN) | SET_OF(TOKEN_MAKE) |      \
     SET_OF(COMMENT_WRITE) | SET_OF(COMMENT_RATE) | SET_OF(COMMENT_EDIT_OWN) |                     \
     SET_OF(COMMENT_REMOVE_OWN) | SET_OF(COMMENT_REPORT) | SET_OF(THREAD_START))
#define TRUSTED_SET                                                                                \
    (MEMBER_SET | SET_OF(COMMENT_FOLD) | SET_OF(LIMIT_PASS) | SET_OF(INVITATION_MAKE))
#define REVIEWER_SET                                                                               \
    (TRUSTED_SET | SET_OF(ENTRY_EDIT) | SET_OF(ENTRY_REVIEW) | SET_OF(ENTRY_HIDE) |                \
     SET_OF(ALIAS_EDIT))
#define MODERATOR_SET                                                                              \
    (REVIEWER_SET | SET_OF(COMMENT_EDIT) | SET_OF(COMMENT_REMOVE) | SET_OF(THREAD_LOCK) |          \
     SET_OF(THREAD_PIN) | SET_OF(THREAD_MOVE) | SET_OF(THREAD_MERGE) | SET_OF(THREAD_SLOW) |       \
     SET_OF(QUEUE_WORK) | SET_OF(ACCOUNT_SEE) | SET_OF(ACCOUNT_NOTE) | SET_OF(ACCOUNT_WARN) |      \
     SET_OF(ACCOUNT_BAN) | SET_OF(SESSION_END) | SET_OF(DASHBOARD_SEE))
#define ADMINISTRATOR_SET PERMISSIONS_ALL
#define SUSPENDED_SET                                                                              \
    (PERMISSIONS_ALL & ~GUEST_SET & ~SET_OF(ACCOUNT_EDIT_OWN) & ~SET_OF(BAN_APPEAL))

#endif
