/* Budgets are meant to be felt by nobody who reads and writes as people do, and by programs at
 * once. Those of a newcomer are as small as a first evening allows: what spams comes in accounts
 * made for it.
 *
 * Buckets are found by a keyed hash, as who can foretell it could have his address take the place
 * of another's. It is SipHash with a key derived from the installation's secret. */
#include "auth/limit.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"

#define MINUTE 60u
#define HOUR 3600u

_Static_assert(LIMIT_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is one of SipHash");

static const char *const class_names[RATE_CLASSES] = {
    [RATE_PAGE] = "page",   [RATE_SEARCH] = "search", [RATE_WRITE] = "write",
    [RATE_VOTE] = "vote",   [RATE_THREAD] = "thread", [RATE_REGISTER] = "register",
    [RATE_LOGIN] = "login", [RATE_UPLOAD] = "upload", [RATE_EXPORT] = "export",
    [RATE_LIVE] = "live",   [RATE_FREE] = "free",
};

/* Of an address, a newcomer, a member, and who is trusted with more. Guests neither write nor vote;
 * were a route to let them, they would be held to as much as newcomers. Of logins, a member's is
 * the budget of browsers that the account was used on before. */
static const struct budget defaults[RATE_CLASSES][BUDGET_HOLDERS] = {
    [RATE_PAGE] = {{300, 10}, {300, 10}, {300, 10}, {600, 10}},
    [RATE_SEARCH] = {{300, MINUTE}, {240, MINUTE}, {300, MINUTE}, {900, MINUTE}},
    [RATE_WRITE] = {{10, 30 * MINUTE}, {10, 30 * MINUTE}, {60, 30 * MINUTE}, {300, 30 * MINUTE}},
    [RATE_VOTE] = {{30, HOUR}, {30, HOUR}, {300, HOUR}, {900, HOUR}},
    [RATE_THREAD] = {{3, 6 * HOUR}, {3, 6 * HOUR}, {15, 6 * HOUR}, {60, 6 * HOUR}},
    [RATE_REGISTER] = {{20, HOUR}, {20, HOUR}, {20, HOUR}, {20, HOUR}},
    [RATE_LOGIN] = {{100, 15 * MINUTE}, {30, 15 * MINUTE}, {30, 15 * MINUTE}, {30, 15 * MINUTE}},
    [RATE_UPLOAD] = {{5, HOUR}, {5, HOUR}, {30, HOUR}, {120, HOUR}},
    [RATE_EXPORT] = {{10, 10 * MINUTE}, {10, 10 * MINUTE}, {20, 10 * MINUTE}, {60, 10 * MINUTE}},
    [RATE_LIVE] = {{300, MINUTE}, {120, MINUTE}, {120, MINUTE}, {240, MINUTE}},
    [RATE_FREE] = {{0, 1}, {0, 1}, {0, 1}, {0, 1}},
};

const char *rate_class_name(enum rate_class rate)
{
    return class_names[rate];
}

/* A budget of PERCENT of what it says, and at least of one. */
static struct budget scaled(struct budget budget, unsigned percent)
{
    uint64_t count = (uint64_t)budget.count * percent / 100;

    if (budget.count > 0)
        budget.count = count == 0 ? 1 : count > UINT32_MAX ? UINT32_MAX : (unsigned)count;
    return budget;
}

void limits_open(struct limits *limits, const struct configuration *configuration,
                 const struct secret *secret)
{
    for (size_t rate = 0; rate < RATE_CLASSES; rate++)
        for (size_t holder = 0; holder < BUDGET_HOLDERS; holder++) {
            struct budget said = configuration->limits[rate][holder];

            limits->budget[rate][holder] = scaled(said.seconds > 0 ? said : defaults[rate][holder],
                                                  configuration->limits_scale);
        }
    limits->newcomer = configuration->newcomer;
    crypto_generichash(limits->key, sizeof limits->key, (const unsigned char *)"limits", 6,
                       secret->key, sizeof secret->key);
}

bool limits_newcomer(const struct limits *limits, int64_t age, uint64_t posts)
{
    return age < (int64_t)limits->newcomer.days * 86400 * CLOCK_SECOND ||
           posts < limits->newcomer.posts;
}

/* What a hash is made of: of one kind only, so that no address comes to the same as an account. */
struct limit_name {
    unsigned char rate;
    char kind; /* 'a' an account, 'd' its devices, '4' and '6' an address, '?' what is none */
    unsigned char value[46];
    size_t length;
};

static void name_number(struct limit_name *name, char kind, uint64_t number)
{
    name->kind = kind;
    name->length = sizeof number;
    memcpy(name->value, &number, sizeof number);
}

static void name_address(struct limit_name *name, const char *address)
{
    struct in6_addr six;

    if (inet_pton(AF_INET, address, name->value) == 1) {
        name->kind = '4';
        name->length = 4;
    } else if (inet_pton(AF_INET6, address, &six) != 1) {
        name->kind = '?';
        name->length = strnlen(address, sizeof name->value);
        memcpy(name->value, address, name->length);
    } else if (IN6_IS_ADDR_V4MAPPED(&six)) {
        name->kind = '4';
        name->length = 4;
        memcpy(name->value, &six.s6_addr[12], 4);
    } else {
        name->kind = '6';
        name->length = 8;
        memcpy(name->value, six.s6_addr, 8);
    }
}

static uint64_t hash_of_name(const struct limits *limits, const struct limit_name *name)
{
    unsigned char text[sizeof name->value + 2] = {name->rate, (unsigned char)name->kind};
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t number;

    memcpy(text + 2, name->value, name->length);
    crypto_shorthash(hash, text, name->length + 2, limits->key);
    memcpy(&number, hash, sizeof number);
    return number;
}

static struct limit_name name_of(enum rate_class rate, const struct limit_holder *holder)
{
    struct limit_name name = {.rate = (unsigned char)rate};

    if (holder->account_id != 0)
        name_number(&name, 'a', holder->account_id);
    else if (holder->device_id != 0)
        name_number(&name, 'd', holder->device_id);
    else
        name_address(&name, holder->address);
    return name;
}

static bool is_address(const struct limit_name *name)
{
    return name->kind != 'a' && name->kind != 'd';
}

static struct bucket bucket_of_name(const struct limits *limits, struct buckets *buckets,
                                    const struct limit_name *name, enum budget_holder budget)
{
    bool address = is_address(name);

    return (struct bucket){.sets = address ? buckets->addresses : buckets->accounts,
                           .set_count = address ? BUCKET_ADDRESS_SETS : BUCKET_ACCOUNT_SETS,
                           .hash = hash_of_name(limits, name),
                           .budget = limits->budget[name->rate][budget]};
}

static struct bucket bucket_of(const struct limits *limits, struct buckets *buckets,
                               enum rate_class rate, const struct limit_holder *holder)
{
    const struct limit_name name = name_of(rate, holder);

    return bucket_of_name(limits, buckets, &name, holder->budget);
}

int64_t limit_spend(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                    const struct limit_holder *holder, int64_t now)
{
    struct bucket bucket = bucket_of(limits, buckets, rate, holder);

    return bucket_take(&bucket, now);
}

int64_t limit_wait(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                   const struct limit_holder *holder, int64_t now)
{
    struct bucket bucket = bucket_of(limits, buckets, rate, holder);

    return bucket_wait(&bucket, now);
}

void limit_give_back(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                     const struct limit_holder *holder, int64_t now)
{
    struct bucket bucket = bucket_of(limits, buckets, rate, holder);

    bucket_put_back(&bucket, now);
}

/* ---- who was refused ---- */

/* What a refusal was of: the class, by which budget, and the kind of its name. */
#define WHAT_KIND 16
#define WHAT_BUDGET 8
#define WHAT_PART UINT32_C(0xff)

void limit_note_refusal(const struct limits *limits, struct refusals *refusals,
                        enum rate_class rate, const struct limit_holder *holder, int64_t now)
{
    const struct limit_name name = name_of(rate, holder);
    struct noted_refusal refusal = {.address = is_address(&name),
                                    .what = (uint32_t)name.kind << WHAT_KIND |
                                            (uint32_t)holder->budget << WHAT_BUDGET |
                                            (uint32_t)rate};

    if (name.kind == '?')
        return;
    memcpy(&refusal.who, name.value, name.length);
    refusal_note(refusals, &refusal, hash_of_name(limits, &name), now);
}

/* What a refusal was of and whose, as buckets are found by it. False: it is none of this program's. */
static bool name_again(const struct noted_refusal *refusal, struct limit_name *name,
                       enum budget_holder *budget)
{
    unsigned char rate = refusal->what & WHAT_PART;

    *name = (struct limit_name){.rate = rate, .kind = (char)(refusal->what >> WHAT_KIND)};
    *budget = (enum budget_holder)(refusal->what >> WHAT_BUDGET & WHAT_PART);
    name->length = name->kind == '4' ? 4 : sizeof refusal->who;
    memcpy(name->value, &refusal->who, name->length);
    return rate < RATE_CLASSES && *budget < BUDGET_HOLDERS && strchr("ad46", name->kind) != NULL &&
           name->kind != '\0' && refusal->address == is_address(name);
}

static const char *network_text(struct arena *arena, const struct limit_name *name)
{
    unsigned char bytes[16] = {0};
    char text[INET6_ADDRSTRLEN];

    memcpy(bytes, name->value, name->length);
    inet_ntop(name->kind == '4' ? AF_INET : AF_INET6, bytes, text, sizeof text);
    return name->kind == '4' ? arena_string(arena, text) : arena_format(arena, "%s/64", text);
}

/* False: see name_again. */
static bool read_hold(const struct limits *limits, struct buckets *buckets,
                      const struct noted_refusal *refusal, struct arena *arena,
                      struct limit_hold *hold)
{
    struct limit_name name;
    enum budget_holder budget;

    if (!name_again(refusal, &name, &budget))
        return false;
    *hold = (struct limit_hold){.rate = (enum rate_class)name.rate,
                                .account_id = is_address(&name) ? 0 : refusal->who,
                                .device = name.kind == 'd',
                                .network = is_address(&name) ? network_text(arena, &name) : NULL,
                                .bucket = bucket_of_name(limits, buckets, &name, budget),
                                .refused = refusal->count,
                                .since = refusal->since,
                                .last = refusal->last,
                                .key = refusal->key};
    return true;
}

struct limit_holds limit_holds(const struct limits *limits, struct buckets *buckets,
                               const struct refusals *refusals, struct arena *arena, int64_t now)
{
    struct noted_refusal *all = arena_alloc(arena, REFUSALS_MAX * sizeof *all);
    size_t noted = refusal_list(refusals, all);
    struct limit_holds holds = {.list = arena_alloc(arena, (noted + 1) * sizeof *holds.list)};

    for (size_t i = 0; i < noted; i++) {
        struct limit_hold *hold = &holds.list[holds.count];

        if (!read_hold(limits, buckets, &all[i], arena, hold))
            continue;
        hold->wait = bucket_wait(&hold->bucket, now);
        holds.count++;
    }
    return holds;
}

void limit_lift(struct refusals *refusals, const struct limit_hold *hold, int64_t now)
{
    bucket_fill(&hold->bucket, now);
    refusal_forget(refusals, hold->key);
}
