/* Sources in gzip, xz, zstd and zip. */
#include <sys/stat.h>
#include <zlib.h>

#include "../unit.h"
#include "source_reading.h"

static void a_gzip_is_read_and_a_cut_one_refused(void **state)
{
    char *path = unit_name("d.sql.gz"), text[200000] = NPC "INSERT INTO npc VALUES (0,'x')";
    gzFile file = gzopen(path, "wb");
    uint64_t seed = 1;

    (void)state;
    while (strlen(text) < sizeof text - 100)
        unit_append(text, sizeof text,
                    arena_format(arena, ",(%zu,'%zx')", unit_below(&seed, 1000000),
                                 unit_below(&seed, SIZE_MAX)));
    unit_append(text, sizeof text, ";\n");
    assert_int_equal(gzwrite(file, text, (unsigned)strlen(text)), strlen(text));
    gzclose(file);
    assert_null(strstr(reading(path, "none"), "d.sql"));
    assert_int_equal(truncate(path, 30000), 0);
    assert_non_null(strstr(reading(path, NULL),
                           "was cut or damaged within the statement that begins "
                           "on line 2; the last whole row is number "));
}

/* Writes the rows of a dump that packs badly, and has each row's number in it. */
static const char *long_dump(void)
{
    static char text[400000];
    size_t length = (size_t)snprintf(text, sizeof text, "%sINSERT INTO npc VALUES (0,'x')", NPC);
    uint64_t seed = 1;

    for (unsigned i = 2; length < sizeof text - 100; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, ",(%u,'%zx')", i,
                                   (size_t)unit_below(&seed, SIZE_MAX));
    snprintf(text + length, sizeof text - length, ";\n");
    return text;
}

/* A new file with TEXT, packed as the end of its NAME says by the tools that people have. */
static char *packed(const char *name, const char *text)
{
    static const char *const tools[][2] = {{".gz", "gzip -c '%s' > '%s'"},
                                           {".xz", "xz -c '%s' > '%s'"},
                                           {".zst", "zstd -qc '%s' > '%s'"},
                                           {".zip", "zip -qj - '%s' > '%s'"}};
    const char *end = strrchr(name, '.');
    char *path = unit_name(name);
    char *plain = unit_file(arena_copy(arena, name, (size_t)(end - name)), text);

    for (size_t i = 0; i < COUNT(tools); i++)
        if (strcmp(end, tools[i][0]) == 0)
            assert_int_equal(system(arena_format(arena, tools[i][1], plain, path)), 0);
    return path;
}

static off_t size_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

static void what_is_packed_is_read_and_a_cut_one_refused_behind_its_last_row(void **state)
{
    static const char *const ends[] = {"gz", "xz", "zst", "zip"};
    const char *text = long_dump(), *rows;

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        char *path = packed(arena_format(arena, "d.sql.%s", ends[i]), text);
        const char *told;

        assert_string_equal(reading(path, "none"), "");
        assert_int_equal(truncate(path, size_of(path) / 4 * 3), 0);
        told = reading(path, NULL);
        rows = strstr(told, "was cut or damaged within the statement that begins on line 2; the "
                            "last whole row is number ");
        if (rows == NULL)
            fail_msg("%s: %s", ends[i], told);
        /* Far in: all that could be unpacked was. */
        assert_in_range(strtoul(strstr(rows, "number ") + 7, NULL, 10), 4000, 16000);
        assert_string_equal(
            reading(packed(arena_format(arena, "things.csv.%s", ends[i]), "id;n\n1;\"a\"\n"), NULL),
            "things: 1|a\n");
        path =
            packed(arena_format(arena, "wide.csv.%s", ends[i]), "id,n\n1,abcdefgh\n2,ijklmnop\n");
        assert_int_equal(truncate(path, size_of(path) - 1), 0);
        assert_non_null(strstr(reading(path, NULL), "cut or damaged"));
    }
}

/* Packs files of these names, ended by NULL, each with TEXT, into NAME. */
static char *zip_of(const char *name, const char *const *names, const char *text)
{
    char *path = unit_name(name);

    unlink(path);
    for (; *names != NULL; names++)
        assert_int_equal(system(arena_format(arena, "zip -qj '%s' '%s'", path,
                                             unit_file(*names, text))),
                         0);
    return path;
}

static void of_a_zip_the_one_dump_is_read_and_of_several_the_names_are_told(void **state)
{
    const char *const one[] = {"readme.txt", "npc.sql", "picture.png", NULL};
    const char *const several[] = {"a.sql", "b.sql", "c.csv", NULL};
    const char *const none[] = {"picture.png", NULL};
    const char *const table[] = {"readme.txt", "things.csv", NULL};
    const char *text = NPC "INSERT INTO npc VALUES (1,'a');\n";

    (void)state;
    assert_string_equal(reading(zip_of("one.zip", one, text), NULL), "npc: 1|a\n");
    assert_string_equal(reading(zip_of("table.zip", table, "id\n1\n"), NULL), "things: 1\n");
    assert_non_null(strstr(reading(zip_of("more.zip", several, text), NULL),
                           "more.zip holds 2 sources: a.sql, b.sql; unpack it"));
    assert_non_null(strstr(reading(zip_of("none.zip", none, text), NULL),
                           "none.zip holds no file that ends in .sql"));
    assert_non_null(strstr(reading(unit_file("no.zip", "nothing"), NULL), "is no source"));
}

static void a_zip_that_is_cut_or_changed_anywhere_is_refused_or_read(void **state)
{
    const char *const names[] = {"npc.sql", NULL};
    char *whole = zip_of("whole.zip", names, NPC "INSERT INTO npc VALUES (1,'a'),(2,'b');\n");
    char bytes[2048];
    FILE *file = fopen(whole, "rb");
    size_t length = fread(bytes, 1, sizeof bytes, file);

    (void)state;
    fclose(file);
    for (size_t i = 0; i < 2 * length; i++) {
        char kept = bytes[i / 2];
        const char *path = unit_name("odd.zip");

        bytes[i / 2] = (char)(i % 2 == 0 ? kept : ~kept);
        file = fopen(path, "wb");
        fwrite(bytes, 1, i % 2 == 0 ? i / 2 : length, file);
        fclose(file);
        bytes[i / 2] = kept;
        if (strcmp(reading(path, NULL), "npc: 1|a\nnpc: 2|b\n") != 0)
            assert_non_null(strstr(reading(path, NULL), ".zip"));
        else
            assert_int_equal(i % 2, 1); /* what a reader need not look at */
    }
}

static void what_unpacks_to_very_much_is_read_in_little_memory(void **state)
{
    char *path = unit_name("much.csv.xz");

    (void)state;
    assert_int_equal(system(arena_format(arena,
                                         "{ echo id; head -c 70000000 /dev/zero; } | xz -1 > '%s'",
                                         path)),
                     0);
    assert_non_null(strstr(reading(path, NULL), "much.csv.xz:2: a row is too large"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_gzip_is_read_and_a_cut_one_refused),
        UNIT(what_is_packed_is_read_and_a_cut_one_refused_behind_its_last_row),
        UNIT(of_a_zip_the_one_dump_is_read_and_of_several_the_names_are_told),
        UNIT(a_zip_that_is_cut_or_changed_anywhere_is_refused_or_read),
        UNIT(what_unpacks_to_very_much_is_read_in_little_memory),
    };

    return UNIT_RUN(tests);
}
