/* A game's file: read or refused with a line, whatever it holds; what it calls things is shown on pages.
 * Taken for a file of settings, which may include itself and its second half, it comes to names with
 * values, none of them deep, or is refused. */
#include "game/game.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/declaration.h"
#include "base/text/text.h"
#include "fuzz.h"
#include "game/value.h"
#include "shown.h"

/* The descriptors of the whole file and of its second half, by which one may include the other: what
 * else could be included does not belong to the test. */
#define WHOLE "100"
#define HALF "101"

const char fuzz_name[] = "game";
const char *const fuzz_words[] = {"Title = T\n",
                                  "Kinds {\n",
                                  "Fields {\n",
                                  "Relations {\n",
                                  "Enumerations {\n",
                                  "}\n",
                                  "Type = mask\n",
                                  "Values = e\n",
                                  "Label = L\n",
                                  "Sort = -",
                                  "Filters = a, b\n",
                                  "Reverse = r\n",
                                  "From = k\n",
                                  "1 = A | B | C\n",
                                  "# ",
                                  "#include \"/dev/null\"\n",
                                  "#include \"" WHOLE "\"\n",
                                  "#include \"" HALF "\"\n",
                                  "a.b.c.d = 1\n",
                                  "a : b\n",
                                  " = ",
                                  " {\n",
                                  "a {\na {\na {\na {\na {\na {\na {\na {\na {\n",
                                  NULL};

/* An entry of each kind with something in every field, beside all that it can be related to. */
static void check_kind(struct arena *arena, const struct game *game, const struct kind *kind)
{
    struct value *values = arena_alloc(arena, (kind->field_count + 1) * sizeof *values);
    struct related *related = arena_alloc(arena, (game->relation_count + 1) * sizeof *related);
    struct shown_relations relations = {.related = related};

    for (size_t i = 0; i < kind->field_count; i++)
        values[i] = (struct value){.set = true, .number = 1, .text = "0"};
    for (size_t i = 0; i < game->relation_count; i++) {
        const struct relation *relation = &game->relations[i];

        if (relation->from != kind)
            continue;
        related[relations.related_count++] =
            (struct related){.relation = relation,
                             .id = 2,
                             .external_id = "2",
                             .name = "<b>",
                             .values = arena_alloc(arena, (relation->field_count + 1) *
                                                              sizeof(struct value))};
    }
    check_shown(arena, game,
                &(struct entry){
                    .id = 1, .kind = kind, .external_id = "1", .name = "a gnoll", .values = values},
                &relations);
}

static void check_settings(struct arena *arena, const char *path, bool includes)
{
    struct faults faults = {.arena = arena, .file = path};
    const struct declaration *root = declaration_read_settings(&faults, includes), *last;

    MUST(root != NULL);
    last = root;
    for (const struct declaration *d = root->inner; d != NULL; last = d, d = d->inner)
        MUST(d->depth == last->depth + 1 && d->depth < DECLARATION_DEPTH_MAX && *d->name != '\0');
}

/* Makes the file of descriptor NUMBER hold SIZE bytes. */
static void write_game(const char *number, const uint8_t *data, size_t size)
{
    int file = memfd_create("game", 0), wanted = (int)strtol(number, NULL, 10);

    MUST(file >= 0 && dup2(file, wanted) == wanted && close(file) == 0);
    MUST(write(wanted, data, size) == (ssize_t)size);
}

/* Whether TEXT includes no other files than these two. */
static bool within(const char *text)
{
    static const char word[] = "#include";

    while ((text = strstr(text, word)) != NULL) {
        text += sizeof word - 1;
        text += strspn(text, " \t");
        if (*text == '"' && strncmp(text + 1, WHOLE "\"", sizeof WHOLE) != 0 &&
            strncmp(text + 1, HALF "\"", sizeof HALF) != 0)
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char path[] = "/proc/self/fd/" WHOLE;
    struct arena *arena = arena_open(1);
    char *said = NULL;
    size_t length;
    FILE *errors = open_memstream(&said, &length);
    const struct game *game;

    MUST(errors != NULL);
    write_game(WHOLE, data, size);
    write_game(HALF, data + size / 2, size - size / 2);
    game = game_read(arena, path, NULL, errors);
    fclose(errors);
    MUST((game != NULL) == (length == 0));
    MUST(text_check(said, length, true) == TEXT_VALID);
    for (size_t i = 0; game != NULL && i < game->kind_count && i < 3; i++)
        check_kind(arena, game, &game->kinds[i]);
    free(said);
    check_settings(arena, path, false);
    if (memchr(data, '\0', size) == NULL && within(arena_copy(arena, (const char *)data, size)))
        check_settings(arena, path, true);
    arena_close(arena);
    return 0;
}
