#include "forms_names.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "client.h"
#include "item_game.h"

enum { NAMES_MAX = 10 };
enum { QUESTIONS = 200, SLOW_QUESTIONS = 40, ROUNDS = 10, AT_ONCE = 2000 };

enum typed { BEGINNING, WORDS, MISSPELT, TYPED };

/* What was typed, and the name that was meant. */
struct question {
    uint32_t meant;
    char text[NAME_SIZE];
};

static char (*all)[NAME_SIZE]; /* by id - 1 */

struct named {
    size_t count;
    uint64_t total;              /* of ours: as many fit in all */
    uint32_t numbers[NAMES_MAX]; /* of names, from 0 */
};

/* ---- questions ---- */

static size_t letters_of(const char *text)
{
    size_t length = 0;

    while (isalpha((unsigned char)text[length]))
        length++;
    return length;
}

/* The name's beginning, within its first word. */
static void type_beginning(uint64_t *state, const char *name, char *text)
{
    size_t length = 1 + item_random(state) % 8, max = letters_of(name);

    snprintf(text, NAME_SIZE, "%.*s", (int)(length < max ? length : max), name);
}

/* Its last word's beginning and, of most, the first word too: the other way round than it stands. */
static void type_words(uint64_t *state, const char *name, char *text)
{
    const char *last = strrchr(name, ' ') + 1;
    size_t length = 3 + item_random(state) % 4, max = letters_of(last);

    snprintf(text, NAME_SIZE, "%.*s %.*s", (int)(length < max ? length : max), last,
             item_random(state) % 4 == 0 ? 0 : (int)letters_of(name), name);
}

/* One letter is wrong, missing, or stands behind the next one; in long names another too. */
static void misspell(uint64_t *state, const char *name, char *text)
{
    size_t length = strlen(name);

    snprintf(text, NAME_SIZE, "%s", name);
    for (size_t faults = 1 + (length > 16); faults > 0; faults--) {
        size_t at = 1 + item_random(state) % (length - 3);
        char c = text[at];

        switch (item_random(state) % 3) {
        case 0: text[at] = (char)('a' + (char)(item_random(state) % 26)); break;
        case 1: memmove(text + at, text + at + 1, length-- - at); break;
        default: text[at] = text[at + 1]; text[at + 1] = c;
        }
    }
}

static struct question question_make(enum typed typed, size_t count, unsigned number)
{
    static void (*const type[TYPED])(uint64_t *, const char *, char *) = {type_beginning,
                                                                          type_words, misspell};
    uint64_t state = number * 7 + (unsigned)typed;
    struct question question = {.meant = (uint32_t)(item_random(&state) % count)};

    type[typed](&state, all[question.meant], question.text);
    return question;
}

/* ---- MariaDB ---- */

static void fill_names(MYSQL *connection, size_t count)
{
    struct arena *arena = arena_open(1 << 20);

    sql_do(connection, "CREATE OR REPLACE TABLE bench_name (id INT UNSIGNED NOT NULL PRIMARY KEY, "
                       "name VARCHAR(100) NOT NULL, KEY (name), FULLTEXT (name)) ENGINE=InnoDB");
    for (size_t i = 0; i < count;) {
        struct buffer text = buffer_open(arena, 1 << 17);

        buffer_text(&text, "INSERT INTO bench_name VALUES ");
        for (size_t end = i + AT_ONCE, first = i; i < end && i < count; i++)
            buffer_format(&text, "%s(%zu,\"%s\")", i > first ? "," : "", i + 1, all[i]);
        sql_do(connection, "%s", text.data);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void put_word_match(struct buffer *sql, const char *text)
{
    buffer_text(sql, "SELECT id FROM bench_name WHERE MATCH (name) AGAINST (\"");
    for (; *text != '\0'; text += strspn(text, " '")) {
        size_t length = strcspn(text, " '");

        if (length > 2)
            buffer_format(sql, "+%.*s* ", (int)length, text);
        text += length;
    }
    buffer_text(sql, "\" IN BOOLEAN MODE) LIMIT 10");
}

/* The names that have the most of the text's trigrams: every name is looked at. */
static void put_parts(struct buffer *sql, const char *text)
{
    buffer_text(sql, "SELECT id FROM bench_name ORDER BY 0");
    for (; strlen(text) >= 3; text++)
        buffer_format(sql, " + (name LIKE \"%%%.3s%%\")", text);
    buffer_text(sql, " DESC, LENGTH(name) LIMIT 10");
}

enum sql_names { BY_LIKE, BY_FULLTEXT, BY_ANY_WORD, BY_PARTS };

static void ask_sql(MYSQL *connection, enum sql_names how, const char *text, struct named *answer)
{
    struct arena *arena = arena_open(8192);
    struct buffer sql = buffer_open(arena, 4096);
    MYSQL_RES *rows;
    MYSQL_ROW row;

    switch (how) {
    case BY_LIKE:
        buffer_format(&sql,
                      "SELECT id FROM bench_name WHERE name LIKE \"%s%%\" ORDER BY name LIMIT 10",
                      text);
        break;
    case BY_FULLTEXT: put_word_match(&sql, text); break;
    case BY_ANY_WORD:
        buffer_format(&sql,
                      "SELECT id FROM bench_name WHERE MATCH (name) AGAINST (\"%s\") LIMIT 10",
                      text);
        break;
    case BY_PARTS: put_parts(&sql, text); break;
    }
    answer->count = 0;
    rows = sql_rows(connection, true, sql.data);
    while ((row = mysql_fetch_row(rows)) != NULL)
        answer->numbers[answer->count++] = (uint32_t)strtoul(row[0], NULL, 10) - 1;
    mysql_free_result(rows);
    arena_close(arena);
}

/* ---- figures ---- */

static double now_milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static bool is_among(const struct named *answer, uint32_t meant)
{
    for (size_t i = 0; i < answer->count; i++)
        if (strcmp(all[answer->numbers[i]], all[meant]) == 0)
            return true;
    return false;
}

static void print_name_times(const char *name, double *times, size_t count, size_t shown)
{
    qsort(times, count, sizeof *times, compare_doubles);
    printf("name|%s|%zu|%.4f|%.4f|%.4f|%.0f\n", name, count, times[count / 2],
           times[(count * 99 + 99) / 100 - 1], times[count - 1],
           100 * (double)shown / (double)count);
    fflush(stdout);
}

static void time_sql_names(MYSQL *connection, const char *name, enum sql_names how,
                           enum typed typed, size_t count, unsigned questions)
{
    double times[QUESTIONS];
    size_t shown = 0;

    for (unsigned i = 0; i < questions; i++) {
        struct question question = question_make(typed, count, i);
        struct named answer;

        times[i] = now_milliseconds();
        ask_sql(connection, how, question.text, &answer);
        times[i] = now_milliseconds() - times[i];
        shown += is_among(&answer, question.meant);
    }
    print_name_times(name, times, questions, shown);
}

static struct arena *scratch; /* of one question */

static void ask_trigrams(struct catalogue *catalogue, const char *text, struct named *answer)
{
    const struct suggest_query query = {.typed = text, .counted = true, .limit = NAMES_MAX};
    const struct suggestions found = catalogue_suggest(catalogue, scratch, &query);

    answer->count = found.count;
    answer->total = found.total;
    for (size_t i = 0; i < answer->count; i++)
        answer->numbers[i] = (uint32_t)found.list[i].id - 1;
    arena_reset(scratch);
}

static void time_trigrams(struct catalogue *names, const char *name, enum typed typed, size_t count)
{
    static double times[QUESTIONS * ROUNDS];
    size_t shown = 0, asked = 0;

    for (int round = 0; round < ROUNDS; round++)
        for (unsigned i = 0; i < QUESTIONS; i++) {
            struct question question = question_make(typed, count, i);
            struct named answer;

            times[asked] = now_milliseconds();
            ask_trigrams(names, question.text, &answer);
            times[asked] = now_milliseconds() - times[asked];
            asked++;
            shown += is_among(&answer, question.meant);
        }
    print_name_times(name, times, asked, shown);
}

/* Every name that MariaDB finds, if those are all that there are, the trigrams must find too. */
static uint64_t check_found_names(MYSQL *connection, struct catalogue *names, size_t count)
{
    uint64_t wrong = 0;

    for (unsigned i = 0; i < 2 * QUESTIONS; i++) {
        struct question question = question_make(i % 2 ? WORDS : BEGINNING, count, i / 2);
        struct named theirs, ours;

        ask_sql(connection, i % 2 ? BY_FULLTEXT : BY_LIKE, question.text, &theirs);
        ask_trigrams(names, question.text, &ours);
        /* It finds words within words too: all of both can be shown, or nothing is known. */
        if (ours.total > NAMES_MAX)
            continue;
        for (size_t k = 0; theirs.count < NAMES_MAX && k < theirs.count; k++) {
            if (is_among(&ours, theirs.numbers[k]))
                continue;
            fprintf(stderr, "\"%s\" does not find \"%s\"\n", question.text, all[theirs.numbers[k]]);
            wrong++;
        }
        if (ours.count < theirs.count)
            wrong++;
    }
    return wrong;
}

static struct catalogue *time_opening(const struct game *game, size_t count)
{
    struct snapshot_writer *writer = snapshot_writer_open(game);
    struct catalogue *names;
    double start = now_milliseconds();

    for (size_t i = 0; i < count; i++)
        item_pack(writer, game, i + 1, all[i], NULL);
    names = item_catalogue(writer, game);
    printf("trigrams|%zu|%.0f|%zu\n", count, now_milliseconds() - start,
           names->snapshots[CATALOGUE_BASE]->header->list_count * sizeof(uint32_t));
    return names;
}

uint64_t names_time(MYSQL *connection, size_t count)
{
    struct arena *arena = arena_open(4096);
    struct catalogue *names;
    uint64_t wrong;

    all = calloc(count, sizeof *all);
    if (all == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++)
        name_make((uint32_t)i + 1, all[i]);
    fill_names(connection, count);
    scratch = arena_open(1 << 20);
    names = time_opening(item_game(arena, "names", 0), count);
    time_sql_names(connection, "beginning: LIKE 'x%'", BY_LIKE, BEGINNING, count, QUESTIONS);
    time_trigrams(names, "beginning: sorted names, trigrams", BEGINNING, count);
    time_sql_names(connection, "words: FULLTEXT", BY_FULLTEXT, WORDS, count, QUESTIONS);
    time_trigrams(names, "words: trigrams", WORDS, count);
    time_sql_names(connection, "misspelt: FULLTEXT, any word", BY_ANY_WORD, MISSPELT, count,
                   SLOW_QUESTIONS);
    time_sql_names(connection, "misspelt: LIKE '%xyz%' added up", BY_PARTS, MISSPELT, count,
                   SLOW_QUESTIONS);
    time_trigrams(names, "misspelt: trigrams", MISSPELT, count);
    wrong = check_found_names(connection, names, count);
    catalogue_close(names);
    arena_close(scratch);
    arena_close(arena);
    free(all);
    return wrong;
}
