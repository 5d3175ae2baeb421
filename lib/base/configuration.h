/* The one configuration file, site.hdf (ClearSilver's hierarchical data format). */
#ifndef LOREHALL_BASE_CONFIGURATION_H
#define LOREHALL_BASE_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/budget.h"
#include "base/log.h"

/* What becomes of a system call that a program of ours has no use for (web/sandbox.h). */
enum sandbox_mode {
    SANDBOX_ENFORCE, /* it ends the process */
    SANDBOX_LOG,     /* the kernel logs it */
    SANDBOX_OFF,
};

/* Whose account of the database it is (store/rights/grants.h). */
enum database_program {
    DATABASE_WORKER,   /* of the areas; also `lorehall user` and the like */
    DATABASE_IMPORT,   /* `lorehall import` */
    DATABASE_FOLLOWER, /* lorehall-journald */
    DATABASE_MAIL,     /* lorehall-maild */
    DATABASE_PROVIDER, /* lorehall-providerd */
    DATABASE_READER,   /* `lorehall stats`, `export`, and whoever looks by hand */
    DATABASE_PROGRAMS,
};

#define FACTOR_NEVER (~0u)

#define PROVIDERS_MAX 8
#define PROVIDER_NAME_MAX 32

/* Who lets people log in by an account elsewhere (OpenID Connect; auth/provider/). */
struct provider_settings {
    const char *name;   /* as in addresses and the database: small letters, digits, hyphens */
    const char *label;  /* as people read it */
    const char *issuer; /* https://…; of this machine http://127.0.0.1… too */
    const char *client;
    const char *secret_file;  /* NULL: the client has none */
    const char *scopes;       /* with spaces between, "openid" among them */
    const char *certificates; /* whom the server's is trusted from; NULL: as the system says */
};

struct configuration {
    const char *domain; /* a site's host is NAME.DOMAIN */
    unsigned port;      /* as visitors see it */
    bool secure;        /* visitors come by https */
    bool development;   /* views are read again when they change */
    const char *secret_file;
    struct {
        const char *socket; /* NULL: by TCP */
        const char *host;
        unsigned port;
        const char *user;
        const char *password;
        const char *name;
        enum database_program program;
    } database;
    const char *grants[DATABASE_PROGRAMS]; /* "user@host"; NULL: it has no account of its own */
    const char *shared_file;
    unsigned cache_megabytes; /* 0: no cache */
    const char *views;
    const char *messages;
    const char *migrations;
    const char *static_manifest;
    const char *games;   /* what the games are: NAME.hdf each */
    const char *lore;    /* catalogues, made from the database */
    const char *uploads; /* what comes with forms lies here while it is looked at */
    const char *imports; /* what an operator has put ready for imports; NULL: nothing */
    const char *publish_socket;
    struct budget limits[RATE_CLASSES][BUDGET_HOLDERS]; /* all zero: none is said (auth/limit.h) */
    unsigned limits_scale;                              /* percent of all of them */
    struct newcomer newcomer;
    struct {
        unsigned kept_days, idle_hours, administering_hours;
    } session;                  /* how long one lives without being used (auth/session.h) */
    unsigned factor_grace_days; /* before a second factor is demanded of who administers, or
                                   FACTOR_NEVER */
    unsigned register_seconds;  /* who registers takes no less; 0: nobody looks */
    struct {
        const char *server; /* smtp://HOST[:PORT] or smtps://…; NULL: no mail is sent */
        const char
            *socket;      /* of a server on this host, instead of a connection to it; NULL: none */
        const char *from; /* the address that mails come from */
        const char *user; /* NULL: no login */
        const char *password;
        const char *certificates; /* whom the server's is trusted from; NULL: as the system says */
        bool plain;               /* it may be talked to without TLS */
    } mail;
    struct provider_settings providers[PROVIDERS_MAX];
    size_t provider_count;
    enum log_level log_level;
    enum sandbox_mode sandbox;
};

/* Reads FILE, and what it includes, into an arena-owned configuration. Wrong, unknown and missing
 * keys are named on stderr as "FILE:LINE: what"; returns NULL when there was any. */
struct configuration *configuration_read(struct arena *arena, const char *file);

/* Whether an address of a provider is one that a secret may go to: https, or http of this machine alone. */
bool provider_address_safe(const char *address);

/* A value of a file of settings. */
struct setting {
    const char *path; /* "A.B" */
    const char *value;
    const char *file;
    unsigned line;
};

/* A list of sites or anything else in HDF that C walks: calls VISIT for every value under FILE's
 * root, a name's own before those below it; what the setting holds is gone after the call. The
 * file includes no other. Returns -1 (with a message on stderr) when the file cannot be read or
 * something in it is no setting, else the first value other than 0 that VISIT returned, else 0. */
int configuration_iterate(const char *file,
                          int (*visit)(void *context, const struct setting *setting),
                          void *context);

#endif
