/* How common words are, by a sample: the newest 256 texts of each of sixteen equal spans of ids.
 * The search only needs to know which words are common enough to be dear, so that what a sample
 * does not see is as good as rare.
 *
 * Counting all would read every comment; keeping exact counts would make each post write as many
 * rows as it has words, the commonest of them contended by all. A sample of 4,096 is taken again
 * when there are an eighth more texts: frequencies of common words change slowly.
 *
 * It runs in the follower, one slice a step, and its memory does not grow: a table of fixed size
 * takes no more words once it is three quarters full. */
#include "talk/frequency.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/bulk.h"

#define SLICES 16         /* of all ids, of which the newest of each are read */
#define TEXTS_A_SLICE 256 /* so many of them */
#define LOOKED_EVERY (10 * CLOCK_SECOND)
#define SLOTS ((size_t)1 << 18)
#define FULL (SLOTS / 4 * 3)
#define HITS_MIN 8      /* in the sample; below, chance decides */
#define COMMON_MIN 1000 /* texts: what fewer have costs nothing */
#define WRITTEN_AT_ONCE 500

#define RANGE_SQL(ID, TABLE) "SELECT COALESCE(MIN(" ID "), 0), COALESCE(MAX(" ID "), 0) FROM " TABLE
#define SLICE_SQL(ID, TABLE)                                                                       \
    "SELECT " ID ", LEFT(words, 4096) FROM " TABLE " WHERE " ID " > ? AND " ID                     \
    " <= ? ORDER BY " ID " DESC LIMIT ?"

SIGNATURE(range, PARAMETERS(), COLUMNS(id(first), id(last)));
STATEMENT_OF(range, COMMENT_RANGE, RANGE_SQL("comment_id", "comment_words"));
STATEMENT_OF(range, TITLE_RANGE, RANGE_SQL("thread_id", "thread_words"));
SIGNATURE(slice, PARAMETERS(id(after), id(last), number(limit)), COLUMNS(id(id), text(words)));
STATEMENT_OF(slice, COMMENT_SLICE, SLICE_SQL("comment_id", "comment_words"));
STATEMENT_OF(slice, TITLE_SLICE, SLICE_SQL("thread_id", "thread_words"));
STATEMENT(FREQUENCY_FORGET, PARAMETERS(number(kind)), COLUMNS(),
          "DELETE FROM word_frequency WHERE kind = ?");
STATEMENT(FREQUENCY_PUT, PARAMETERS(number(kind), text(words)), COLUMNS(),
          "REPLACE INTO word_frequency (kind, word, documents) SELECT ?, j.word, j.documents FROM"
          " JSON_TABLE(?, '$[*]' COLUMNS (word BIGINT UNSIGNED PATH '$[0]',"
          " documents INT UNSIGNED PATH '$[1]')) j");
STATEMENT(FREQUENCY_OF, PARAMETERS(text(words)),
          COLUMNS(number(word), number(kind), number(documents)),
          "SELECT f.word, f.kind, f.documents FROM JSON_TABLE(?, '$[*]' COLUMNS"
          " (word BIGINT UNSIGNED PATH '$[0]')) j JOIN word_frequency f ON f.word = j.word");
STATEMENT_SET(frequency_statements, &COMMENT_RANGE, &TITLE_RANGE, &COMMENT_SLICE, &TITLE_SLICE,
              &FREQUENCY_FORGET, &FREQUENCY_PUT, &FREQUENCY_OF);

static const struct {
    const struct range_statement *range;
    const struct slice_statement *slice;
} kinds[FREQUENCY_KINDS] = {{&COMMENT_RANGE, &COMMENT_SLICE}, {&TITLE_RANGE, &TITLE_SLICE}};

struct frequency_slot {
    uint64_t word; /* words_counted; 0: free */
    uint32_t texts;
    uint32_t last; /* text that had it, from 1 on */
};

struct frequency_sample {
    struct frequency_slot slots[SLOTS];
    size_t used;
    bool counting;
    enum frequency_kind kind;
    unsigned slice;
    uint64_t first, last;              /* ids */
    uint32_t texts;                    /* counted */
    double all;                        /* of which these are a sample, about */
    uint64_t counted[FREQUENCY_KINDS]; /* ids there were the last time */
    int64_t looked;
};

int frequency_read(struct database *database, struct arena *arena, const struct words_query *query,
                   uint64_t documents[FREQUENCY_KINDS][WORDS_TOKENS_MAX])
{
    struct bulk words = bulk_open(arena, 26 * query->token_count + 2);
    struct FREQUENCY_OF_rows *rows;
    const struct FREQUENCY_OF_row *row;

    for (size_t i = 0; i < query->token_count; i++) {
        bulk_row(&words);
        bulk_u64(&words, query->tokens[i].counted);
    }
    rows = database_query(database, arena, &FREQUENCY_OF, bulk_end(&words));
    if (rows == NULL)
        return -1;
    memset(documents, 0, FREQUENCY_KINDS * sizeof documents[0]);
    while ((row = rows_next(rows)) != NULL)
        for (size_t i = 0; i < query->token_count; i++)
            if (query->tokens[i].counted == row->word && row->kind < FREQUENCY_KINDS)
                documents[row->kind][i] = row->documents;
    return 0;
}

/* ---- the sample ---- */

struct frequency_sample *frequency_open(void)
{
    struct frequency_sample *sample = calloc(1, sizeof *sample);

    if (sample == NULL)
        abort();
    sample->looked = clock_ticks() - LOOKED_EVERY;
    return sample;
}

void frequency_close(struct frequency_sample *sample)
{
    free(sample);
}

/* `last` counts a word once a text, without a second set. */
static void count_word(struct frequency_sample *sample, uint64_t word)
{
    size_t at = word % SLOTS;
    struct frequency_slot *slot;

    word += word == 0;
    while (sample->slots[at].word != 0 && sample->slots[at].word != word)
        at = (at + 1) % SLOTS;
    slot = &sample->slots[at];
    if (slot->word == 0) {
        if (sample->used == FULL)
            return;
        sample->used++;
        slot->word = word;
    }
    slot->texts += slot->last != sample->texts;
    slot->last = sample->texts;
}

/* Counts a token, and what it is a beginning of. */
static void count_token(struct frequency_sample *sample, const char *token, size_t length)
{
    count_word(sample, words_counted(token, length, false));
    for (size_t letters = 1; letters <= BEGINNINGS_MAX; letters++) {
        size_t bytes = words_beginning(token, length, letters);

        if (bytes > 0)
            count_word(sample, words_counted(token, bytes, true));
    }
}

static void count_sample_text(struct frequency_sample *sample, const char *words)
{
    sample->texts++;
    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (length > 0)
            count_token(sample, words, length);
        words += length + (words[length] == ' ');
    }
}

/* Where slice I ends. */
static uint64_t slice_end(const struct frequency_sample *sample, unsigned i)
{
    return sample->first - 1 + (sample->last - sample->first + 1) * i / SLICES;
}

/* Ids have gaps (deleted, rolled back, other sites), so that how many texts a slice has is scaled
 * up from how dense those were that were read. */
static int count_slice(struct frequency_sample *sample, struct database *database,
                       struct arena *arena)
{
    uint64_t after = slice_end(sample, sample->slice), last = slice_end(sample, sample->slice + 1);
    struct slice_rows *rows =
        database_query(database, arena, kinds[sample->kind].slice, after, last, TEXTS_A_SLICE);
    const struct slice_row *row;
    uint64_t id = last;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        id = row->id;
        count_sample_text(sample, row->words);
    }
    /* As many to an id as there were among those that were read. */
    sample->all += rows_count(rows) < TEXTS_A_SLICE
                       ? (double)rows_count(rows)
                       : (double)TEXTS_A_SLICE * (double)(last - after) / (double)(last - id + 1);
    sample->slice++;
    return 0;
}

/* About how many texts have what is in SLOT; 0: few. */
static uint64_t estimate(const struct frequency_sample *sample, const struct frequency_slot *slot)
{
    double documents = sample->all * slot->texts / (sample->texts > 0 ? sample->texts : 1);

    return slot->texts >= HITS_MIN && documents >= COMMON_MIN ? (uint64_t)documents : 0;
}

/* Writes the rows that were gathered, and begins anew. */
static int flush_frequencies(const struct frequency_sample *sample, struct database *database,
                             struct bulk *rows)
{
    int result = 0;

    if (rows->rows > 0)
        result = database_run(database, &FREQUENCY_PUT, sample->kind, bulk_end(rows));
    bulk_empty(rows);
    return result;
}

/* Writes what is common instead of what was, in one transaction: a search meanwhile sees the old
 * numbers or the new ones. */
static int write_common(const struct frequency_sample *sample, struct database *database,
                        struct arena *arena)
{
    struct bulk rows = bulk_open(arena, 32 * (size_t)WRITTEN_AT_ONCE);
    int result = database_begin(database);

    if (result == 0)
        result = database_run(database, &FREQUENCY_FORGET, sample->kind);
    for (size_t i = 0; result == 0 && i < SLOTS; i++) {
        uint64_t documents = estimate(sample, &sample->slots[i]);

        if (documents == 0)
            continue;
        bulk_row(&rows);
        bulk_u64(&rows, sample->slots[i].word);
        bulk_u64(&rows, documents);
        if (rows.rows == WRITTEN_AT_ONCE)
            result = flush_frequencies(sample, database, &rows);
    }
    if (result == 0)
        result = flush_frequencies(sample, database, &rows);
    if (result == 0)
        return database_commit(database);
    database_rollback(database);
    return -1;
}

/* Begins to count a kind's texts where there are enough new ones. 1, 0 or -1. */
static int begin_count(struct frequency_sample *sample, struct database *database,
                       struct arena *arena, enum frequency_kind kind)
{
    const struct range_row *row = database_row(database, arena, kinds[kind].range);
    uint64_t ids, before = sample->counted[kind];

    if (row == NULL)
        return -1;
    ids = row->last > 0 ? row->last - row->first + 1 : 0;
    if (ids < COMMON_MIN || ids < before + before / 8 + 1)
        return 0;
    memset(sample->slots, 0, sizeof sample->slots);
    sample->used = 0;
    sample->counting = true;
    sample->kind = kind;
    sample->slice = 0;
    sample->first = row->first;
    sample->last = row->last;
    sample->texts = 0;
    sample->all = 0;
    return 1;
}

static int look_for_more(struct frequency_sample *sample, struct database *database,
                         struct arena *arena)
{
    int begun = 0;

    if (clock_ticks() - sample->looked < LOOKED_EVERY)
        return 0;
    for (int kind = 0; begun == 0 && kind < FREQUENCY_KINDS; kind++)
        begun = begin_count(sample, database, arena, (enum frequency_kind)kind);
    if (begun <= 0)
        sample->looked = clock_ticks();
    return begun;
}

int frequency_step(struct frequency_sample *sample, struct database *database, struct arena *arena)
{
    int result;

    if (!sample->counting)
        return look_for_more(sample, database, arena);
    if (sample->slice < SLICES) {
        result = count_slice(sample, database, arena);
    } else {
        result = write_common(sample, database, arena);
        sample->counting = false;
        sample->counted[sample->kind] = sample->last - sample->first + 1;
    }
    if (result == 0)
        return 1;
    sample->counting = false;
    sample->looked = clock_ticks();
    return -1;
}
