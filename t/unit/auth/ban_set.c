#include "auth/ban/ban_set.h"

#include <arpa/inet.h>

#include "../role_sets.h"
#include "../unit.h"
#include "base/clock.h"

#define NOW (INT64_C(1000) * CLOCK_SECOND)

/* ---- a matcher that is too simple to be wrong ---- */

/* The bits of an address as text, "0101…"; "" where it is none of FAMILY. */
static const char *bits_of(int family, const char *address)
{
    static char text[2][129];
    static int turn;
    unsigned char bytes[16];
    char *out = text[turn ^= 1];
    size_t count = family == AF_INET ? 4 : 16, length = 0;

    if (inet_pton(family, address, bytes) == 1)
        for (; length < 8 * count; length++)
            out[length] = (bytes[length / 8] >> (7 - length % 8) & 1) != 0 ? '1' : '0';
    out[length] = '\0';
    return out;
}

/* Whether an address lies in RANGE ("ADDRESS/BITS"), by the letters of both. */
static bool lies_in(const char *address, const char *range)
{
    const char *slash = strchr(range, '/'),
               *start = arena_copy(arena, range, (size_t)(slash - range));
    int family = strchr(range, ':') != NULL ? AF_INET6 : AF_INET;
    const char *wanted = bits_of(family, start), *given = bits_of(family, address);

    return *given != '\0' && strncmp(given, wanted, strtoul(slash + 1, NULL, 10)) == 0;
}

/* ---- numbers that are the same each time ---- */

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % limit;
}

/* Few different ones, so that ranges and addresses meet. */
static const char *some_address(void)
{
    static const unsigned parts[] = {0, 1, 127, 128, 129, 254, 255};

#define PART parts[random_below(COUNT(parts))]
    if (random_below(2) == 0)
        return arena_format(arena, "10.%u.%u.%u", PART, PART, PART);
    return arena_format(arena, "2001:db8:%x:%x::%x", PART, PART << 8 | PART, PART);
}

static const char *some_range(void)
{
    const char *address = some_address();

    return arena_format(arena, "%s/%u", address,
                        random_below(strchr(address, ':') != NULL ? 129 : 33));
}

/* ---- ranges ---- */

static void a_range_holds_just_what_its_first_bits_say(void **state)
{
    (void)state;
    seed = 7;
    for (int i = 0; i < 20000; i++) {
        const char *range = some_range(), *address = some_address();
        struct network network;
        unsigned char bytes[ADDRESS_BYTES];

        assert_true(network_parse(range, &network) && address_parse(address, bytes));
        if (network_contains(&network, bytes) != lies_in(address, range))
            fail_msg("%s in %s", address, range);
    }
}

static void a_range_that_is_written_out_is_read_as_itself(void **state)
{
    (void)state;
    seed = 8;
    for (int i = 0; i < 2000; i++) {
        struct network network, again;

        assert_true(network_parse(some_range(), &network));
        assert_true(network_parse(network_text(arena, &network), &again));
        assert_int_equal(again.bits, network.bits);
        assert_memory_equal(again.address, network.address, ADDRESS_BYTES);
    }
}

static void the_ends_of_a_range_lie_in_it_and_what_is_beyond_does_not(void **state)
{
    static const struct {
        const char *range, *low, *high;
    } ends[] = {
        {"203.0.113.77/24", "203.0.113.0", "203.0.113.255"},
        {"203.0.113.77/31", "203.0.113.76", "203.0.113.77"},
        {"203.0.113.77", "203.0.113.77", "203.0.113.77"},
        {"203.0.113.77/17", "203.0.0.0", "203.0.127.255"},
        {"2001:db8:1:2:3::4/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"},
        {"2001:db8:1:2:3::4", "2001:db8:1:2::", "2001:db8:1:2:ffff:ffff:ffff:ffff"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        int family = strchr(ends[i].range, ':') != NULL ? AF_INET6 : AF_INET;
        struct network network;
        unsigned char low[ADDRESS_BYTES], high[ADDRESS_BYTES], wanted[ADDRESS_BYTES];
        size_t length;

        assert_true(network_parse(ends[i].range, &network));
        network_ends(&network, low, high, &length);
        assert_int_equal(length, family == AF_INET ? 4 : 16);
        assert_int_equal(inet_pton(family, ends[i].low, wanted), 1);
        assert_memory_equal(low, wanted, length);
        assert_int_equal(inet_pton(family, ends[i].high, wanted), 1);
        assert_memory_equal(high, wanted, length);
    }
}

static void what_is_no_range_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "/",
                                        "/24",
                                        "203.0.113",
                                        "203.0.113.7/",
                                        "1.2.3.4/33",
                                        "1.2.3.4/-1",
                                        "1.2.3.4/+8",
                                        "1.2.3.4/ 8",
                                        "1.2.3.4/8/8",
                                        "1.2.3.4/08a",
                                        "::/129",
                                        "::ffff:1.2.3.4",
                                        "::ffff:1.2.3.4/120",
                                        " 1.2.3.4",
                                        "1.2.3.4/0024",
                                        "example.org",
                                        "1.2.3.4%eth0",
                                        "fe80::1%eth0/64",
                                        "01.2.3.4",
                                        "0x1.2.3.4"};
    struct network network;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (network_parse(wrong[i], &network))
            fail_msg("\"%s\" was taken for %s", wrong[i], network_text(arena, &network));
}

static void an_address_of_ipv4_is_the_same_however_the_server_has_it(void **state)
{
    struct network network;
    unsigned char bytes[ADDRESS_BYTES];

    (void)state;
    assert_true(network_parse("203.0.113.0/24", &network));
    assert_true(address_parse("::ffff:203.0.113.9", bytes));
    assert_true(network_contains(&network, bytes));
    assert_true(network_parse("::/19", &network));
    assert_false(network_contains(&network, bytes));
}

/* ---- sets of them ---- */

static struct ban_set *set;
static struct ban_rule rules[300];

static void add_rule(struct ban_rule rule)
{
    rule.reason = "";
    if (rule.kind == BAN_NETWORK)
        assert_true(network_parse(rule.target, &rule.network));
    ban_set_add(set, &rule);
}

/* Whether an answer is what the simple matcher finds: as strict, and as long. */
static void assert_found(const char *address, uint64_t site_id, size_t count)
{
    const struct ban_rule *found = ban_of_address(set, address, site_id, NOW);
    enum ban_level level = 0;
    int64_t until = 0;

    for (size_t i = 0; i < count; i++) {
        const struct ban_rule *rule = &rules[i];
        int64_t end = rule->until == 0 ? INT64_MAX : rule->until;

        if ((rule->site_id != 0 && rule->site_id != site_id) || end <= NOW ||
            !lies_in(address, rule->target))
            continue;
        if (rule->level > level || (rule->level == level && end > until)) {
            level = rule->level;
            until = end;
        }
    }
    if (level == 0) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_int_equal(found->level, level);
    assert_int_equal(found->until == 0 ? INT64_MAX : found->until, until);
}

static void a_set_finds_what_a_look_at_each_rule_finds(void **state)
{
    static const int64_t ends[] = {0, NOW - 1, NOW, NOW + 5, NOW + 9};

    (void)state;
    seed = 9;
    for (int turn = 0; turn < 30; turn++) {
        size_t count = 1 + random_below(COUNT(rules));

        set = ban_set_open();
        for (size_t i = 0; i < count; i++) {
            rules[i] = (struct ban_rule){.id = i + 1,
                                         .kind = BAN_NETWORK,
                                         .site_id = random_below(3),
                                         .level = BAN_REGISTER + random_below(3),
                                         .until = ends[random_below(COUNT(ends))],
                                         .target = some_range()};
            add_rule(rules[i]);
        }
        ban_set_sort(set);
        for (int i = 0; i < 300; i++)
            assert_found(some_address(), 1 + random_below(2), count);
        ban_set_close(set);
        arena_reset(arena);
    }
}

static void what_is_no_address_falls_under_nothing(void **state)
{
    (void)state;
    set = ban_set_open();
    assert_null(ban_of_address(set, "10.0.0.1", 1, NOW));
    add_rule((struct ban_rule){.kind = BAN_NETWORK, .level = BAN_READ, .target = "0.0.0.0/0"});
    add_rule((struct ban_rule){.kind = BAN_NETWORK, .level = BAN_READ, .target = "::/0"});
    ban_set_sort(set);
    assert_non_null(ban_of_address(set, "10.0.0.1", 1, NOW));
    assert_non_null(ban_of_address(set, "::1", 1, NOW));
    assert_null(ban_of_address(set, "", 1, NOW));
    assert_null(ban_of_address(set, "unix:", 1, NOW));
    ban_set_close(set);
}

/* ---- mail domains ---- */

static void add_domain(uint64_t id, uint64_t site_id, int64_t until, const char *domain)
{
    add_rule((struct ban_rule){.id = id,
                               .site_id = site_id,
                               .kind = BAN_DOMAIN,
                               .level = BAN_REGISTER,
                               .until = until,
                               .target = domain});
}

static void a_mail_domain_holds_those_below_it_and_no_other(void **state)
{
    static const struct {
        const char *mail;
        uint64_t id; /* of the rule; 0: none */
    } mails[] = {
        {"a@example.org", 1},
        {"A@EXAMPLE.ORG", 1},
        {"a@mail.example.org", 1},
        {"a@example.org.", 1},
        {"a@badexample.org", 0},
        {"a@example.org.net", 0},
        {"a@org", 0},
        {"example.org", 0},
        {"a@b@example.org", 1},
        {"a@sub.trash.test", 2},
        {"a@trash.test", 0},
        {"a@", 0},
        {"a@x.sub.trash.test", 2},
        {"a@over.test", 0},
        {"", 0},
    };

    (void)state;
    set = ban_set_open();
    add_domain(1, 0, 0, "example.org");
    add_domain(2, 1, 0, "sub.trash.test");
    add_domain(3, 0, NOW, "over.test");
    ban_set_sort(set);
    for (size_t i = 0; i < COUNT(mails); i++) {
        const struct ban_rule *found = ban_of_mail(set, mails[i].mail, 1, NOW);

        if ((found != NULL ? found->id : 0) != mails[i].id)
            fail_msg("%s", mails[i].mail);
    }
    assert_null(ban_of_mail(set, "a@sub.trash.test", 2, NOW));
    ban_set_close(set);
}

static void what_is_no_domain_or_a_whole_branch_of_the_world_is_refused(void **state)
{
    static const char *const wrong[] = {"",        ".",       "com",     "com.",
                                        ".com",    "a..b",    "-a.org",  "a-.org",
                                        "a.-b",    "a b.org", "a_b.org", "m\xC3\xBCll.de",
                                        "a.org..", "a@b.org", "a.org/24"};
    char out[BAN_DOMAIN_MAX + 1];

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (ban_domain(wrong[i], out))
            fail_msg("\"%s\"", wrong[i]);
    assert_true(ban_domain("Mail.EXAMPLE.org.", out));
    assert_string_equal(out, "mail.example.org");
    assert_true(ban_domain("xn--mll-hoa.de", out));
    assert_false(ban_domain(arena_format(arena, "%0*d.org", 64, 0), out));
    assert_true(ban_domain(arena_format(arena, "%0*d.org", 63, 0), out));
    assert_false(ban_domain(arena_format(arena, "%0*d", 300, 0), out));
}

/* ---- what is taken ---- */

static void each_level_takes_more_and_never_what_is_one_s_own(void **state)
{
    struct roles *roles = roles_open();
    const permission_set own = SET_OF(ACCOUNT_EDIT_OWN) | SET_OF(BAN_APPEAL);
    permission_set registering, writing, reading;

    (void)state;
    roles_add(roles, &(struct role){.id = 7,
                                    .name = ROLE_SUSPENDED,
                                    .title = "",
                                    .denies = true,
                                    .permissions = SUSPENDED_SET});
    registering = ban_denies(roles, BAN_REGISTER);
    writing = ban_denies(roles, BAN_WRITE);
    reading = ban_denies(roles, BAN_READ);
    roles_close(roles);
    assert_int_equal(registering, SET_OF(ACCOUNT_REGISTER));
    assert_int_equal(writing, SUSPENDED_SET | SET_OF(ACCOUNT_REGISTER));
    assert_int_equal(reading & writing, writing);
    assert_int_equal(reading & own, 0);
    assert_true(permission_held(reading, PERMISSION_SITE_READ));
    assert_true(permission_held(reading, PERMISSION_SESSION_OPEN));
    assert_false(permission_held(writing, PERMISSION_SESSION_OPEN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_range_holds_just_what_its_first_bits_say),
        UNIT(a_range_that_is_written_out_is_read_as_itself),
        UNIT(the_ends_of_a_range_lie_in_it_and_what_is_beyond_does_not),
        UNIT(what_is_no_range_is_refused),
        UNIT(an_address_of_ipv4_is_the_same_however_the_server_has_it),
        UNIT(a_set_finds_what_a_look_at_each_rule_finds),
        UNIT(what_is_no_address_falls_under_nothing),
        UNIT(a_mail_domain_holds_those_below_it_and_no_other),
        UNIT(what_is_no_domain_or_a_whole_branch_of_the_world_is_refused),
        UNIT(each_level_takes_more_and_never_what_is_one_s_own),
    };

    return UNIT_RUN(tests);
}
