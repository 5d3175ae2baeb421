/* Text to tokens that are the same on every server, and what somebody types to what is looked for
 * among them.
 *
 * MariaDB's full-text index has its own idea of words: it drops short ones and stop words by
 * settings that only an administrator may change, knows no scripts without spaces, and folds by
 * the table's collation. Written as ASCII behind a prefix none of that applies; the index only
 * sees long words of letters. Another search engine would be one more service to run, and one more
 * copy to keep true.
 *
 * Whatever is stored can be looked for as a string, too, since each token stands between spaces:
 * phrases and common words are checked that way. */
#include "talk/words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"

#define ENCODED 5       /* bytes of a letter beyond ASCII */
#define BEGINNING_MIN 3 /* bytes; what begins with one or two letters is nearly everything */
#define SHORT_MAX 4     /* letters */
#define LETTERS_MAX                                                                                \
    79 /* with the prefix innodb_ft_max_token_size, beyond which nothing is indexed */
#define WORD_PREFIX_MAX (LETTERS_MAX + 16)

/* A text's words in turn. */
struct word_reader {
    struct arena *arena;
    const char *at, *end;
};

static uint32_t point_of(const char **letters)
{
    const unsigned char *byte = (const unsigned char *)(*letters)++;
    uint32_t point = *byte < 0x80   ? *byte
                     : *byte < 0xE0 ? *byte & 0x1Fu
                     : *byte < 0xF0 ? *byte & 0x0Fu
                                    : *byte & 0x07u;

    for (; ((unsigned char)**letters & 0xC0) == 0x80; (*letters)++)
        point = point << 6 | ((unsigned char)**letters & 0x3Fu);
    return point;
}

/* Whether words of POINT's script stand side by side without spaces. */
static bool is_dense(uint32_t point)
{
    static const uint32_t ranges[][2] = {
        {0x0E00, 0x0EFF},   /* Thai, Lao */
        {0x1000, 0x11FF},   /* Burmese to Hangul's parts */
        {0x1780, 0x17FF},   /* Khmer */
        {0x2E80, 0x2FDF},   /* Han radicals */
        {0x3005, 0x318F},   /* Kana, Bopomofo, Hangul's letters */
        {0x31A0, 0x4DBF},   /* Han */
        {0x4E00, 0x9FFF},   /* Han */
        {0xA960, 0xA97F},   /* Hangul's parts */
        {0xAC00, 0xD7FF},   /* Hangul */
        {0xF900, 0xFAFF},   /* Han */
        {0xFF66, 0xFFDC},   /* Kana and Hangul of half width */
        {0x1AFF0, 0x1B16F}, /* Kana */
        {0x20000, 0x3FFFF}, /* Han */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

static void put_encoded(struct buffer *out, uint32_t point)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char encoded[ENCODED] = {'_'};

    for (size_t i = ENCODED - 1; i > 0; i--, point /= 36)
        encoded[i] = digits[point % 36];
    buffer_put(out, encoded, ENCODED);
}

/* Appends folded LETTERS; whether they are of a script without spaces. */
static bool put_letters(struct buffer *out, const char *letters)
{
    bool dense = false;

    while (*letters != '\0') {
        uint32_t point = point_of(&letters);

        dense = is_dense(point);
        if (point < 0x80)
            buffer_byte(out, (char)point);
        else
            put_encoded(out, point);
    }
    return dense;
}

/* Reads the next word; false at the end. Marks on letters fold to nothing and part no words, so
 * that what is typed without accents or points is found. */
static bool next_word(struct word_reader *reader, struct search_word *word)
{
    struct buffer letters = buffer_open(reader->arena, 24);
    char folded[TEXT_FOLDED];

    *word = (struct search_word){.at = reader->at};
    while (reader->at < reader->end) {
        size_t before = letters.length, left = (size_t)(reader->end - reader->at);
        size_t step = text_fold(reader->at, left, folded);
        bool dense;

        if (folded[0] == '\0' && before > 0 && step > 0 && text_joins(reader->at, left)) {
            reader->at += step;
            continue;
        }
        if (folded[0] == '\0' && before > 0)
            break;
        if (before == 0)
            word->at = reader->at;
        dense = put_letters(&letters, folded);
        if (before > 0 && dense != word->dense) {
            letters.data[before] = '\0'; /* the next one begins here */
            break;
        }
        word->dense = dense;
        reader->at += step > 0 ? step : 1;
        if (!dense && letters.length > LETTERS_MAX) {
            letters.length = before;
            letters.data[before] = '\0';
        }
    }
    word->length = (size_t)(reader->at - word->at);
    word->letters = letters.data;
    return *word->letters != '\0';
}

/* Appends a token; there is a space on either side of each. */
static void put_token(struct buffer *out, const char *prefix, const char *letters, size_t length)
{
    if (out->length == 0)
        buffer_byte(out, ' ');
    buffer_text(out, prefix);
    buffer_put(out, letters, length);
    buffer_byte(out, ' ');
}

/* Appends the tokens of a word; of a run that a query ends with, only its pairs. */
static void put_word(struct buffer *out, const struct search_word *word, bool open)
{
    size_t length = strlen(word->letters);

    if (!word->dense) {
        put_token(out, WORD_PREFIX, word->letters, length);
        return;
    }
    for (size_t at = 0; at + 2 * ENCODED <= length; at += ENCODED)
        put_token(out, WORD_PREFIX, word->letters + at, 2 * ENCODED);
    if (!open || length == ENCODED)
        put_token(out, WORD_PREFIX, word->letters + length - ENCODED, ENCODED);
}

/* The bytes of the letter that LETTERS begins with. */
static size_t letter_bytes(const char *letters)
{
    return *letters == '_' ? ENCODED : 1;
}

/* Whether a word is as short as those are that nearly every text has. */
static bool is_short(const struct search_word *word)
{
    const char *at = word->letters;

    for (size_t i = 0; i < SHORT_MAX && *at != '\0'; i++)
        at += letter_bytes(at);
    return !word->dense && word->letters[0] != '\0' && *at == '\0';
}

/* Appends the token of two words that follow each other, where both are short. */
static void put_word_pair(struct buffer *out, const struct search_word *first,
                          const struct search_word *second)
{
    char pair[2 * (SHORT_MAX * ENCODED) + 2];

    if (is_short(first) && is_short(second))
        put_token(out, PAIR_PREFIX, pair,
                  (size_t)snprintf(pair, sizeof pair, "%s_%s", first->letters, second->letters));
}

char *words_of(struct arena *arena, const char *text)
{
    struct word_reader reader = {arena, text, text + strlen(text)};
    struct buffer words = buffer_open(arena, 2 * strlen(text) + 32);
    struct buffer pairs = buffer_open(arena, strlen(text) + 32);
    struct search_word word, former = {.letters = ""};

    while (next_word(&reader, &word)) {
        put_word(&words, &word, false);
        put_word_pair(&pairs, &former, &word);
        former = word;
    }
    if (pairs.length > 0)
        buffer_text(&words, pairs.data + 1);
    return words.data;
}

/* ---- how often ---- */

/* A hash instead of the token: the table of frequencies is small and of one width, and two words
 * that share one are thought a little more common. */
uint64_t words_counted(const char *token, size_t length, bool beginning)
{
    char text[WORD_PREFIX_MAX];
    int written = snprintf(text, sizeof text, "%.*s%s", (int)length, token, beginning ? "*" : "");

    /* A number that JSON takes as one. */
    return written < 0 ? 0 : text_hash(text, 0) >> 1;
}

size_t words_beginning(const char *token, size_t length, size_t letters)
{
    size_t at = strlen(WORD_PREFIX);

    for (; letters > 0 && at < length; letters--)
        at += letter_bytes(token + at);
    return letters == 0 && at <= length && at >= strlen(WORD_PREFIX) + BEGINNING_MIN ? at : 0;
}

/* ---- what is asked for ---- */

/* A query that is being read. */
struct query_parser {
    struct arena *arena;
    struct words_query *query;
    size_t words;
};

static void note_left_out(struct query_parser *parser, const char *at, size_t length)
{
    parser->query->left_out[parser->query->left_out_count++] =
        arena_copy(parser->arena, at, length);
}

static bool is_single(const struct search_word *word)
{
    return word->dense && strlen(word->letters) == ENCODED;
}

/* Adds a token as what finds candidates. */
static void add_token(struct query_parser *parser, const char *token, size_t length, bool beginning)
{
    struct words_query *query = parser->query;
    size_t counted = length;

    if (query->token_count == WORDS_TOKENS_MAX)
        return;
    for (size_t i = 0; i < query->token_count; i++)
        if (!beginning && strlen(query->tokens[i].text) == length &&
            memcmp(query->tokens[i].text, token, length) == 0)
            return; /* of another phrase */
    for (size_t letters = 1; beginning && letters <= BEGINNINGS_MAX; letters++) {
        size_t bytes = words_beginning(token, length, letters);

        counted = bytes > 0 ? bytes : counted;
    }
    query->tokens[query->token_count++] =
        (struct words_token){arena_format(parser->arena, "%.*s%s", (int)length, token,
                                          beginning ? "*" : ""),
                             words_counted(token, counted, beginning)};
}

/* Adds the tokens in TEXT, the last of which may be a beginning. */
static void add_tokens(struct query_parser *parser, const struct buffer *text, bool beginning)
{
    const char *at = text->length > 0 ? text->data + 1 : "";

    while (*at != '\0') {
        size_t length = strcspn(at, " ");

        add_token(parser, at, length, beginning && at[length + 1] == '\0');
        at += length + 1;
    }
}

/* What a term looks like in the stored words. */
static struct buffer needle_of(struct arena *arena, const struct search_word *words, size_t count)
{
    struct buffer needle = buffer_open(arena, 64);

    for (size_t i = 0; i < count; i++)
        put_word(&needle, &words[i], i + 1 == count);
    return needle;
}

/* Whether what is found by the terms so far holds these words anyway. */
static bool is_held(const struct query_parser *parser, const struct search_word *words,
                    size_t count, bool beginning)
{
    const struct words_query *query = parser->query;
    struct buffer needle = needle_of(parser->arena, words, count);

    if (beginning || is_single(&words[count - 1]))
        needle.data[--needle.length] = '\0';
    for (size_t i = 0; i < query->term_count; i++)
        if (strstr(query->needles[i], needle.data) != NULL)
            return true;
    return false;
}

/* Adds a term, unless it is held; a single character of a script without spaces is looked for as
 * what begins a pair. */
static void put_term(struct query_parser *parser, const struct search_word *words, size_t count,
                     bool beginning)
{
    struct words_query *query = parser->query;
    struct buffer needle = needle_of(parser->arena, words, count);
    struct buffer pairs = buffer_open(parser->arena, 64);

    if (is_held(parser, words, count, beginning))
        return;
    parser->words += count;
    for (size_t i = 1; i < count; i++)
        put_word_pair(&pairs, &words[i - 1], &words[i]);
    beginning = beginning || is_single(&words[count - 1]);
    add_tokens(parser, &pairs, false);
    add_tokens(parser, &needle, beginning);
    if (beginning)
        needle.data[--needle.length] = '\0';
    query->terms[query->term_count] = (struct words_term){words, count, beginning};
    query->needles[query->term_count++] = needle.data;
}

/* Adds words that must stand one behind the other, but for single characters at their end: each of
 * these is one of a pair wherever another one follows it, so it is a term of its own. */
static void add_term(struct query_parser *parser, const struct search_word *words, size_t count,
                     bool beginning)
{
    size_t together = count;

    while (together > 1 && is_single(&words[together - 1]))
        together--;
    put_term(parser, words, together, beginning);
    for (size_t i = together; i < count; i++)
        put_term(parser, &words[i], 1, false);
}

/* How many words LENGTH bytes hold, and in *WORDS what they are. */
static size_t read_words(struct query_parser *parser, const char *at, size_t length,
                         struct search_word **words)
{
    struct word_reader reader = {parser->arena, at, at + length};
    size_t count = 0;

    *words = arena_alloc(parser->arena, (length / 2 + 2) * sizeof **words);
    while (next_word(&reader, &(*words)[count]))
        count++;
    return count;
}

/* What stands in quotation marks. */
static void ask_phrase(struct query_parser *parser, const char *at, size_t length)
{
    struct search_word *words;
    size_t count = read_words(parser, at, length, &words);

    if (count == 0 || parser->words + count > WORDS_MAX) {
        note_left_out(parser, at, length);
        return;
    }
    add_term(parser, words, count, false);
}

/* Whether others are looked for that begin with this word. */
static bool is_beginning(const struct search_word *word)
{
    return !word->dense && strlen(word->letters) >= BEGINNING_MIN;
}

/* What stands between spaces. */
static void ask_words(struct query_parser *parser, const char *at, size_t length)
{
    bool last = at[length] == '\0';
    struct search_word *words;
    size_t count = read_words(parser, at, length, &words);

    if (count == 0)
        note_left_out(parser, at, length);
    for (size_t i = 0; i < count; i++) {
        const char *end = words[i].at + words[i].length;
        bool beginning = last && *end == '\0' && is_beginning(&words[i]);

        if (parser->words == WORDS_MAX && !is_held(parser, &words[i], 1, beginning)) {
            note_left_out(parser, words[i].at, (size_t)(at + length - words[i].at));
            return;
        }
        add_term(parser, &words[i], 1, beginning);
    }
}

/* The bytes of the quotation mark that TEXT begins with; 0: it is none. */
static size_t quotation_mark(const char *text)
{
    static const char *const marks[] = {"\"",       "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
                                        "\xC2\xAB", "\xC2\xBB",     "\xE3\x80\x8C", "\xE3\x80\x8D"};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (text_starts(text, marks[i]))
            return strlen(marks[i]);
    return 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The bytes up to the next quotation mark; up to a space too, unless THROUGH. */
static size_t span(const char *text, bool through)
{
    size_t length = 0;

    while (text[length] != '\0' && quotation_mark(text + length) == 0 &&
           (through || !is_space(text[length])))
        length++;
    return length;
}

struct words_query words_query(struct arena *arena, const char *text)
{
    struct words_query query = {
        .left_out = arena_alloc(arena, (strlen(text) + 1) * sizeof *query.left_out)};
    struct query_parser parser = {arena, &query, 0};

    for (size_t i = 0; i < WORDS_MAX; i++)
        query.needles[i] = "";

    while (*text != '\0') {
        size_t mark = quotation_mark(text), length = span(text + mark, mark > 0);

        text += mark;
        if (mark > 0 && text[length] != '\0') {
            if (length > 0)
                ask_phrase(&parser, text, length);
            text += length + quotation_mark(text + length);
        } else if (mark == 0 && length > 0) {
            ask_words(&parser, text, length);
            text += length;
        } else if (is_space(*text)) {
            text++;
        }
    }
    return query;
}

/* ---- excerpts ---- */

/* Whether LETTERS, at a whole character of a script without spaces, hold SOUGHT. */
static bool letters_hold(const char *letters, const char *sought)
{
    const char *at = strstr(letters, sought);

    while (at != NULL && (at - letters) % ENCODED != 0)
        at = strstr(at + 1, sought);
    return at != NULL;
}

static bool is_at(const struct words_term *term, const struct search_word *words, size_t left)
{
    if (left < term->count)
        return false;
    for (size_t i = 0; i < term->count; i++) {
        const char *sought = term->words[i].letters;
        bool found = words[i].dense ? letters_hold(words[i].letters, sought)
                     : term->beginning && i + 1 == term->count
                         ? text_starts(words[i].letters, sought)
                         : strcmp(words[i].letters, sought) == 0;

        if (!found)
            return false;
    }
    return true;
}

static size_t term_letters(const struct words_term *term)
{
    size_t length = 0;

    for (size_t i = 0; i < term->count; i++)
        length += strlen(term->words[i].letters);
    return length;
}

/* Where in BODY the longest of the terms stands first that is there; NULL: none is. */
static const char *excerpt_start(struct arena *arena, const char *body,
                                 const struct words_query *query)
{
    struct query_parser parser = {.arena = arena};
    struct search_word *words;
    size_t count = read_words(&parser, body, strlen(body), &words), best = 0;
    const char *at = NULL;

    for (size_t t = 0; t < query->term_count; t++) {
        size_t letters = term_letters(&query->terms[t]);

        for (size_t i = 0; letters > best && i < count; i++)
            if (is_at(&query->terms[t], &words[i], count - i)) {
                best = letters;
                at = words[i].at;
            }
    }
    return at;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

char *words_excerpt(struct arena *arena, const char *body, const struct words_query *query,
                    size_t characters)
{
    const char *at = excerpt_start(arena, body, query), *from = body;
    char *text;

    if (at != NULL && text_characters(body) > characters) {
        /* A third of what is shown stands before the word, from a word's beginning. */
        from = (size_t)(at - body) > characters / 3 ? at - characters / 3 : body;
        while (from > body && from < at && (continues(*from) || !is_space(from[-1])))
            from++;
    }
    text = arena_format(arena, "%s%s", from > body ? "\xE2\x80\xA6" : "", from);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return text_cut(arena, text, characters);
}
