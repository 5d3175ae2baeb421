/* The bans of networks and mail domains that are in force, as each worker keeps them: to ask costs no
 * query. */
#ifndef LOREHALL_AUTH_BAN_BAN_SET_H
#define LOREHALL_AUTH_BAN_BAN_SET_H

#include "auth/ban/network.h"
#include "auth/permission.h"
#include "auth/role.h"
#include "store/database.h"
#include "store/shared.h"

#define BAN_NETWORKS_MAX 5000 /* that stand at once, and as many domains */
#define BAN_DOMAIN_MAX 253    /* bytes */

/* What is banned; as the rows have it. */
enum ban_kind { BAN_ACCOUNT = 1, BAN_NETWORK, BAN_DOMAIN };

/* From what; each from what those before say, too. Of a mail domain it is registering alone. */
enum ban_level { BAN_REGISTER = 1, BAN_WRITE, BAN_READ };

/* One that is in force. */
struct ban_rule {
    uint64_t id;
    uint64_t site_id; /* 0: everywhere */
    enum ban_kind kind;
    enum ban_level level;
    int64_t until; /* 0: for ever */
    const char *target;
    const char *reason;
    struct network network; /* of BAN_NETWORK */
};

struct ban_set;

extern const struct statement_set ban_set_statements;

/* None; read at the first refresh. */
struct ban_set *ban_set_open(void);

/* Frees it. NULL is allowed. */
void ban_set_close(struct ban_set *set);

/* Reads the bans where they have changed since they were last read. 0, or -1 on failure. */
int ban_set_refresh(struct ban_set *set, struct database *database, struct shared *shared);

/* Adds a copy of a rule; ban_set_sort comes before it is asked for. For what has no database to read
 * them of. */
void ban_set_add(struct ban_set *set, const struct ban_rule *rule);
void ban_set_sort(struct ban_set *set);

/* The strictest rule that an address falls under on a site, and of these the one that lasts longest.
 * NULL: none. */
const struct ban_rule *ban_of_address(const struct ban_set *set, const char *address,
                                      uint64_t site_id, int64_t now);

/* The rule that a mail address falls under on a site by its domain, or by one above that. NULL:
 * none. */
const struct ban_rule *ban_of_mail(const struct ban_set *set, const char *mail, uint64_t site_id,
                                   int64_t now);

/* What a ban of this level takes from those that it touches. */
permission_set ban_denies(const struct roles *roles, enum ban_level level);

/* Writes a mail domain as it is compared: in small letters, without a dot at its end. False where TEXT
 * is none, or one that half the world is below ("com"). OUT holds BAN_DOMAIN_MAX + 1 bytes. */
bool ban_domain(const char *text, char *out);

#endif
