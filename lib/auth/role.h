/* Who may do what: permissions, and the built-in roles as sets of them. */
#ifndef LOREHALL_AUTH_ROLE_H
#define LOREHALL_AUTH_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0 is none of them, so that a route that names no permission is noticed when compiled. */
enum permission {
    PERMISSION_READ = 1,   /* see pages and threads */
    PERMISSION_ENTER,      /* log in and register: for who is not logged in */
    PERMISSION_OWN,        /* one's own settings and sessions */
    PERMISSION_COMMENT,    /* reply */
    PERMISSION_START,      /* begin a thread */
    PERMISSION_RATE,       /* rate others' comments */
    PERMISSION_EDIT_OWN,   /* change one's own comments */
    PERMISSION_REVIEW,     /* decide on what players add to entries */
    PERMISSION_EDIT_ENTRY, /* change entries of a game's database */
    PERMISSION_MODERATE,   /* change and remove others' comments */
    PERMISSION_ADMINISTER, /* accounts, roles, sites, boards */
    PERMISSIONS,
};

/* A set of permissions, one bit each. */
typedef uint32_t permission_set;

/* The permissions of a built-in role: guest, member, trusted, reviewer, moderator, administrator;
 * 0 for any other name. */
permission_set role_permissions(const char *role);

/* The name of a built-in role by its number from 0; NULL past the last. */
const char *role_at(size_t index);

/* What the roles in LIST, "SITE:ROLE,SITE:ROLE,…" with site 0 for all sites, come to on a site,
 * together with what every member may. */
permission_set role_list_permissions(const char *list, uint64_t site_id);

/* Whether the set holds the permission. */
bool permission_held(permission_set set, enum permission permission);

/* Its name, as shown to administrators: "read", "comment", … */
const char *permission_name(enum permission permission);

#endif
