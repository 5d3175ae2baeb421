/* A slot is written by who has claimed it: its first word says when that was, and whether it goes on. Any
 * process may be killed in the middle, so that a claim that is a second old is nobody's any more; and as the
 * claimed may yet come back, a slot's last word is made of the others, and what does not agree with it is not
 * read. A claim that fails loses one refusal of a row of them, which is no harm. */
#include "store/metrics/refusal.h"

#include "base/clock.h"

enum word { STATE, WHO, WHAT, COUNT, SINCE, LAST, CHECK };

#define CLAIM_HOLDS 1000 /* milliseconds */
#define BUSY UINT64_C(1)

static uint64_t read_word(const struct refusal_slot *slot, enum word word)
{
    return atomic_load_explicit(&slot->word[word], memory_order_relaxed);
}

static void write_word(struct refusal_slot *slot, enum word word, uint64_t value)
{
    atomic_store_explicit(&slot->word[word], value, memory_order_relaxed);
}

/* Of splitmix64: whatever one bit changes, half of the bits of the result do. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
    return sum ^ sum >> 31;
}

static uint64_t check_of(const struct noted_refusal *refusal)
{
    uint64_t sum = mix(UINT64_C(0x9e3779b97f4a7c15), refusal->who);

    sum = mix(sum, refusal->what);
    sum = mix(sum, refusal->count);
    sum = mix(sum, (uint64_t)refusal->since);
    return mix(sum, (uint64_t)refusal->last);
}

/* Slots are numbered through both tables, the accounts' first. */
static struct refusal_slot *slot_at(struct refusals *refusals, size_t number)
{
    struct refusal_slot *table = number < REFUSALS_MAX / 2 ? &refusals->accounts[0][0]
                                                           : &refusals->addresses[0][0];

    return &table[number % (REFUSALS_MAX / 2)];
}

/* False where the slot has none, or is being written. */
static bool refusal_read(struct refusals *refusals, size_t number, struct noted_refusal *refusal)
{
    const struct refusal_slot *slot = slot_at(refusals, number);
    uint64_t state = atomic_load_explicit(&slot->word[STATE], memory_order_acquire), check;

    *refusal = (struct noted_refusal){.address = number >= REFUSALS_MAX / 2,
                                      .who = read_word(slot, WHO),
                                      .what = (uint32_t)read_word(slot, WHAT),
                                      .count = read_word(slot, COUNT),
                                      .since = (int64_t)read_word(slot, SINCE),
                                      .last = (int64_t)read_word(slot, LAST)};
    refusal->key = (uint64_t)refusal->since * REFUSALS_MAX + number;
    check = read_word(slot, CHECK);
    atomic_thread_fence(memory_order_acquire);
    return (state & BUSY) == 0 && read_word(slot, STATE) == state && refusal->count > 0 &&
           check == check_of(refusal);
}

static bool claim(struct refusal_slot *slot, int64_t now)
{
    uint64_t moment = (uint64_t)now / 1000;
    uint64_t state = atomic_load_explicit(&slot->word[STATE], memory_order_relaxed);

    if ((state & BUSY) != 0 && moment - (state >> 1) < CLAIM_HOLDS)
        return false;
    return atomic_compare_exchange_strong(&slot->word[STATE], &state, moment << 1 | BUSY);
}

static void release(struct refusal_slot *slot, int64_t now)
{
    atomic_store_explicit(&slot->word[STATE], (uint64_t)now / 1000 << 1, memory_order_release);
}

static void write_slot(struct refusal_slot *slot, const struct noted_refusal *refusal)
{
    write_word(slot, WHO, refusal->who);
    write_word(slot, WHAT, refusal->what);
    write_word(slot, COUNT, refusal->count);
    write_word(slot, SINCE, (uint64_t)refusal->since);
    write_word(slot, LAST, (uint64_t)refusal->last);
    write_word(slot, CHECK, check_of(refusal));
}

void refusal_note(struct refusals *refusals, const struct noted_refusal *refusal, uint64_t hash,
                  int64_t now)
{
    size_t first = (refusal->address ? REFUSALS_MAX / 2 : 0) + hash % REFUSAL_SETS * REFUSAL_WAYS;
    struct noted_refusal here, noted = *refusal;
    int64_t oldest = INT64_MAX;
    size_t place = first;

    noted.since = now;
    noted.count = 1;
    for (size_t i = first; i < first + REFUSAL_WAYS; i++) {
        bool used = refusal_read(refusals, i, &here);

        if (used && here.who == refusal->who && here.what == refusal->what) {
            if (now - here.last <= REFUSAL_PAUSE) {
                noted.since = here.since;
                noted.count = here.count + 1;
            }
            place = i;
            break;
        }
        if ((used ? here.last : -1) < oldest) {
            oldest = used ? here.last : -1;
            place = i;
        }
    }
    noted.last = now;
    if (!claim(slot_at(refusals, place), now))
        return;
    write_slot(slot_at(refusals, place), &noted);
    release(slot_at(refusals, place), now);
}

size_t refusal_list(const struct refusals *refusals, struct noted_refusal *list)
{
    size_t count = 0;

    for (size_t i = 0; i < REFUSALS_MAX; i++)
        count += refusal_read((struct refusals *)(uintptr_t)refusals, i, &list[count]);
    return count;
}

void refusal_forget(struct refusals *refusals, uint64_t key)
{
    size_t number = key % REFUSALS_MAX;
    struct noted_refusal here;
    int64_t now = clock_ticks();

    if (!refusal_read(refusals, number, &here) || here.key != key ||
        !claim(slot_at(refusals, number), now))
        return;
    write_slot(slot_at(refusals, number), &(struct noted_refusal){.count = 0});
    release(slot_at(refusals, number), now);
}
