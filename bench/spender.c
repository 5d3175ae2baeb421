/* What a budget costs: of one request, in nanoseconds.
 *
 *   spender --memory FILE [--rounds N]
 *
 * Makes FILE the shared memory of a host and spends budgets there as workers do, a million times a
 * round, by each kind of holder: `spend|NAME|ns, median of the rounds`. The table is full of other
 * addresses' buckets all the while.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/device.h"
#include "auth/limit.h"
#include "base/clock.h"
#include "client.h"
#include "store/shared.h"

enum { TIMES = 1000000, ROUNDS_MAX = 101, HOLDERS = 4096 };

static struct limits limits;
static struct secret secret = {.key = {1}};
static struct buckets *buckets;
static char addresses[HOLDERS][48];
static const char *device;
static struct arena *arena;

/* The holder of the I-th request. */
typedef struct limit_holder (*chooser)(size_t i);

static struct limit_holder any_account(size_t i)
{
    return (struct limit_holder){.budget = BUDGET_MEMBER, .account_id = 1 + i % 50000};
}

static struct limit_holder any_four(size_t i)
{
    (void)i;
    return (struct limit_holder){.address = addresses[2 * random_below(HOLDERS / 2)]};
}

static struct limit_holder any_six(size_t i)
{
    (void)i;
    return (struct limit_holder){.address = addresses[2 * random_below(HOLDERS / 2) + 1]};
}

static struct limit_holder one_address(size_t i)
{
    (void)i;
    return (struct limit_holder){.address = "192.0.2.1"};
}

static struct limit_holder any_device(size_t i)
{
    (void)i;
    if (random_below(1024) == 0)
        arena_reset(arena);
    return (struct limit_holder){.device_id = device_account(&secret, arena, device)};
}

static void name_addresses(void)
{
    for (size_t i = 0; i < HOLDERS; i += 2) {
        snprintf(addresses[i], sizeof addresses[i], "10.%u.%u.7", (unsigned)random_below(256),
                 (unsigned)random_below(256));
        snprintf(addresses[i + 1], sizeof addresses[i + 1], "2001:db8:%x:%x::17",
                 (unsigned)random_below(65536), (unsigned)random_below(65536));
    }
}

static void fill_table(void)
{
    char address[48];

    for (size_t i = 0; i < 4 * BUCKET_WAYS * (size_t)BUCKET_ADDRESS_SETS; i++) {
        const struct limit_holder holder = {.address = address};

        snprintf(address, sizeof address, "2001:db9:%x:%x::1", (unsigned)(i >> 16),
                 (unsigned)(i & 65535));
        limit_spend(&limits, buckets, RATE_REGISTER, &holder, clock_ticks());
    }
}

static double measure(chooser choose, enum rate_class rate, int rounds)
{
    double took[ROUNDS_MAX];

    for (int round = 0; round < rounds; round++) {
        int64_t start = now_microseconds();

        for (size_t i = 0; i < TIMES; i++) {
            const struct limit_holder holder = choose(i);

            limit_spend(&limits, buckets, rate, &holder, clock_ticks());
        }
        took[round] = (double)(now_microseconds() - start) * 1000 / TIMES;
    }
    qsort(took, (size_t)rounds, sizeof took[0], compare_doubles);
    return took[rounds / 2];
}

int main(int argc, char **argv)
{
    const struct configuration plain = {.limits_scale = 100};
    int rounds = argc == 5 && strcmp(argv[3], "--rounds") == 0
                     ? (int)number_argument(argv[4], 1, ROUNDS_MAX)
                     : 5;
    struct shared *shared;

    if (argc < 3 || strcmp(argv[1], "--memory") != 0)
        die("usage: spender --memory FILE [--rounds N]");
    shared = shared_open(argv[2], 0);
    if (shared == NULL)
        die("no shared memory");
    arena = arena_open(65536);
    device = device_make(&secret, arena_open(4096), 7, 1);
    buckets = shared_buckets(shared);
    limits_open(&limits, &plain, &secret);
    name_addresses();
    fill_table();
    printf("spend|an account's|%.1f\n", measure(any_account, RATE_WRITE, rounds));
    printf("spend|an IPv4 address's|%.1f\n", measure(any_four, RATE_PAGE, rounds));
    printf("spend|an IPv6 /64's|%.1f\n", measure(any_six, RATE_PAGE, rounds));
    printf("spend|one that is spent: a refusal|%.1f\n", measure(one_address, RATE_PAGE, rounds));
    printf("spend|a known browser's, its cookie checked|%.1f\n",
           measure(any_device, RATE_PAGE, rounds));
    shared_close(shared);
    return 0;
}
