/* A game's file: read or refused with a line, whatever it holds; read once more it says the same. */
#include "lore/game.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

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
                                  " = ",
                                  " {\n",
                                  "a {\na {\na {\na {\na {\na {\na {\na {\na {\n",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    int file = memfd_create("game", 0);
    char path[64], *said = NULL;
    size_t length;
    FILE *errors = open_memstream(&said, &length);
    const struct game *game;

    MUST(file >= 0 && errors != NULL);
    MUST(write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    game = game_read(arena, path, errors);
    fclose(errors);
    MUST((game != NULL) == (length == 0));
    free(said);
    close(file);
    arena_close(arena);
    return 0;
}
