/* Networks are sorted by family, bits and address. To ask for an address is to ask, for each number of
 * bits that there is, for its first so many: a search by halves each, and there are few numbers of
 * bits. A tree of bits would not be faster for a few thousand, and is more to get wrong.
 *
 * While the bans cannot be read, nobody is let in by old ones, as with roles: the answer is 503. */
#include "auth/ban/ban_set.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

STATEMENT(BANS_IN_FORCE, PARAMETERS(instant(now)),
          COLUMNS(id(id), number(kind), number(level), id(site_id), text(target), text(reason),
                  instant(until)),
          "SELECT id, kind, level, site_id, target, reason, until FROM ban"
          " WHERE standing = 1 AND kind IN (2, 3) AND (until IS NULL OR until > ?)");
STATEMENT_SET(ban_set_statements, &BANS_IN_FORCE);

/* Rules of one kind, sorted. */
struct rules {
    struct ban_rule *list;
    size_t count, capacity;
};

/* Where the networks of one family and number of bits stand. */
struct prefix_span {
    bool is_four;
    unsigned bits;
    size_t first, end;
};

#define SPANS_MAX (33 + 129)

struct ban_set {
    struct arena *arena;
    struct rules networks, domains;
    struct prefix_span spans[SPANS_MAX];
    size_t span_count;
    uint64_t stamp; /* 0: never read */
};

struct ban_set *ban_set_open(void)
{
    struct ban_set *set = calloc(1, sizeof *set);

    if (set == NULL)
        abort();
    set->arena = arena_open(4096);
    return set;
}

void ban_set_close(struct ban_set *set)
{
    if (set == NULL)
        return;
    arena_close(set->arena);
    free(set);
}

void ban_set_add(struct ban_set *set, const struct ban_rule *rule)
{
    struct rules *rules = rule->kind == BAN_NETWORK ? &set->networks : &set->domains;
    struct ban_rule *kept;

    if (rules->count == rules->capacity) {
        size_t capacity = 2 * rules->capacity + 16;
        struct ban_rule *list = arena_alloc(set->arena, capacity * sizeof *list);

        if (rules->count > 0)
            memcpy(list, rules->list, rules->count * sizeof *list);
        rules->list = list;
        rules->capacity = capacity;
    }
    kept = &rules->list[rules->count++];
    *kept = *rule;
    kept->target = arena_string(set->arena, rule->target);
    kept->reason = arena_string(set->arena, rule->reason);
}

/* ---- the order ---- */

static int compare_networks(const void *a, const void *b)
{
    const struct network *x = &((const struct ban_rule *)a)->network;
    const struct network *y = &((const struct ban_rule *)b)->network;

    if (x->is_four != y->is_four)
        return x->is_four ? -1 : 1;
    if (x->bits != y->bits)
        return x->bits < y->bits ? -1 : 1;
    return memcmp(x->address, y->address, ADDRESS_BYTES);
}

static int compare_domains(const void *a, const void *b)
{
    return strcmp(((const struct ban_rule *)a)->target, ((const struct ban_rule *)b)->target);
}

static bool begins_span(const struct ban_set *set, const struct network *network)
{
    const struct prefix_span *last = set->span_count > 0 ? &set->spans[set->span_count - 1] : NULL;

    return last == NULL || last->is_four != network->is_four || last->bits != network->bits;
}

void ban_set_sort(struct ban_set *set)
{
    if (set->networks.count > 0)
        qsort(set->networks.list, set->networks.count, sizeof *set->networks.list,
              compare_networks);
    if (set->domains.count > 0)
        qsort(set->domains.list, set->domains.count, sizeof *set->domains.list, compare_domains);
    set->span_count = 0;
    for (size_t i = 0; i < set->networks.count; i++) {
        const struct network *network = &set->networks.list[i].network;

        if (begins_span(set, network))
            set->spans[set->span_count++] = (struct prefix_span){.is_four = network->is_four,
                                                                 .bits = network->bits,
                                                                 .first = i};
        set->spans[set->span_count - 1].end = i + 1;
    }
}

/* ---- reading ---- */

static int read_rules(struct ban_set *set, struct database *database)
{
    struct BANS_IN_FORCE_rows *rows =
        database_query(database, set->arena, &BANS_IN_FORCE, clock_now());
    const struct BANS_IN_FORCE_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        struct ban_rule rule = {.id = row->id,
                                .site_id = row->site_id,
                                .kind = (enum ban_kind)row->kind,
                                .level = (enum ban_level)row->level,
                                .until = row->until,
                                .target = row->target,
                                .reason = row->reason};

        if (rule.kind == BAN_NETWORK && !network_parse(rule.target, &rule.network))
            log_error("ban %llu is of no network: %s", (unsigned long long)rule.id, rule.target);
        else
            ban_set_add(set, &rule);
    }
    ban_set_sort(set);
    return 0;
}

int ban_set_refresh(struct ban_set *set, struct database *database, struct shared *shared)
{
    uint64_t stamp = generation_stamp(shared, (const char *const[]){"bans", NULL});
    struct ban_set fresh = {.stamp = stamp};

    if (stamp == set->stamp)
        return 0;
    fresh.arena = arena_open(4096);
    if (read_rules(&fresh, database) != 0) {
        arena_close(fresh.arena);
        return -1;
    }
    arena_close(set->arena);
    *set = fresh;
    return 0;
}

/* ---- asking ---- */

/* Whether RULE is in force on the site, and more than BEST (may be NULL). */
static bool is_stricter(const struct ban_rule *rule, const struct ban_rule *best, uint64_t site_id,
                        int64_t now)
{
    if ((rule->site_id != 0 && rule->site_id != site_id) ||
        (rule->until != 0 && rule->until <= now))
        return false;
    if (best == NULL || rule->level != best->level)
        return best == NULL || rule->level > best->level;
    return best->until != 0 && (rule->until == 0 || rule->until > best->until);
}

/* The first of a sorted list from FIRST to END that is not before what is looked for. */
static size_t first_at(const struct ban_rule *list, size_t first, size_t end,
                       const struct ban_rule *wanted, int (*compare)(const void *a, const void *b))
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (compare(&list[middle], wanted) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

const struct ban_rule *ban_of_address(const struct ban_set *set, const char *address,
                                      uint64_t site_id, int64_t now)
{
    const struct ban_rule *best = NULL, *list = set->networks.list;
    unsigned char bytes[ADDRESS_BYTES];
    bool is_four;

    if (set->span_count == 0 || !address_parse(address, bytes))
        return NULL;
    is_four = address_is_four(bytes);
    for (size_t s = 0; s < set->span_count; s++) {
        const struct prefix_span *span = &set->spans[s];
        struct ban_rule wanted = {.network = {.is_four = is_four, .bits = span->bits}};

        if (span->is_four != is_four)
            continue;
        memcpy(wanted.network.address, bytes, ADDRESS_BYTES);
        address_mask(wanted.network.address, is_four, span->bits);
        for (size_t i = first_at(list, span->first, span->end, &wanted, compare_networks);
             i < span->end && compare_networks(&list[i], &wanted) == 0; i++)
            if (is_stricter(&list[i], best, site_id, now))
                best = &list[i];
    }
    return best;
}

bool ban_domain(const char *text, char *out)
{
    size_t length = strlen(text), label = 0, dots = 0;

    if (length > 0 && text[length - 1] == '.')
        length--;
    if (length > BAN_DOMAIN_MAX)
        return false;
    for (size_t i = 0; i < length; i++, label++) {
        unsigned char c = (unsigned char)text[i];
        bool edge = label == 0 || i + 1 == length || text[i + 1] == '.';

        if (c == '.' && label > 0 && i + 1 < length) {
            dots++;
            label = (size_t)-1;
        } else if (label > 62 || c >= 0x80 || !(isalnum(c) || (c == '-' && !edge)))
            return false;
        out[i] = (char)tolower(c);
    }
    out[length] = '\0';
    return dots > 0;
}

const struct ban_rule *ban_of_mail(const struct ban_set *set, const char *mail, uint64_t site_id,
                                   int64_t now)
{
    const struct ban_rule *best = NULL, *list = set->domains.list;
    const char *at = strrchr(mail, '@');
    char domain[BAN_DOMAIN_MAX + 1];

    if (set->domains.count == 0 || at == NULL || !ban_domain(at + 1, domain))
        return NULL;
    for (const char *part = domain; part != NULL;) {
        const struct ban_rule wanted = {.target = part};
        const char *dot = strchr(part, '.');

        for (size_t i = first_at(list, 0, set->domains.count, &wanted, compare_domains);
             i < set->domains.count && strcmp(list[i].target, part) == 0; i++)
            if (is_stricter(&list[i], best, site_id, now))
                best = &list[i];
        part = dot != NULL ? dot + 1 : NULL;
    }
    return best;
}

/* What is one's own stays: to see to one's account and sessions, and to appeal. */
permission_set ban_denies(const struct roles *roles, enum ban_level level)
{
    const permission_set registering = PERMISSION_BIT(PERMISSION_ACCOUNT_REGISTER);
    const struct role *suspended = role_named(roles, ROLE_SUSPENDED);

    switch (level) {
    case BAN_READ:
        return PERMISSIONS_ALL & ~(PERMISSION_BIT(PERMISSION_HOST_PROBE) |
                                   PERMISSION_BIT(PERMISSION_ACCOUNT_EDIT_OWN) |
                                   PERMISSION_BIT(PERMISSION_BAN_APPEAL));
    case BAN_WRITE: return registering | (suspended != NULL ? suspended->permissions : 0);
    case BAN_REGISTER: break;
    }
    return registering;
}
