#include "base/output.h"

#include <dirent.h>
#include <sys/stat.h>

#include "../unit.h"

#define ANOTHER 65534 /* nobody */

static char *content(const char *path)
{
    FILE *file = fopen(path, "r");
    char text[64];
    size_t length;

    assert_non_null(file);
    length = fread(text, 1, sizeof text, file);
    fclose(file);
    return arena_copy(arena, text, length);
}

static void is_written(const char *path)
{
    const char *why = "";
    FILE *file = output_open(path, &why);

    assert_non_null(file);
    assert_true(fputs("new", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(content(path), "new");
}

static void is_refused(const char *path, const char *reason)
{
    const char *why = "";

    assert_null(output_open(path, &why));
    assert_non_null(strstr(why, reason));
}

static void a_new_file_is_made_and_an_old_one_written_over(void **state)
{
    (void)state;
    is_written(unit_name("new"));
    is_written(unit_file("old", "much longer than what comes"));
}

static void ones_own_links_and_the_systems_are_followed(void **state)
{
    const char *why = "";
    char *file = unit_file("file", "old"), *link = unit_name("link");
    FILE *null = output_open("/dev/null", &why), *standard = output_open("/dev/stderr", &why);

    (void)state;
    assert_int_equal(symlink(file, link), 0);
    is_written(link);
    assert_string_equal(content(file), "new");
    assert_non_null(null);
    fclose(null);
    assert_non_null(standard);
    fclose(standard);
}

static void another_users_links_are_not_followed(void **state)
{
    char *file = unit_file("file", "old"), *soft = unit_name("soft"), *hard = unit_name("hard"),
         *loose = unit_name("loose"), *missing = unit_name("missing");
    const char *why = "";

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(symlink(file, soft), 0);
    assert_int_equal(lchown(soft, ANOTHER, ANOTHER), 0);
    is_refused(soft, "link of another user");
    assert_int_equal(output_begin(&(struct output){0}, arena, soft, &why), -1);
    assert_int_equal(symlink(missing, loose), 0);
    assert_int_equal(lchown(loose, ANOTHER, ANOTHER), 0);
    is_refused(loose, "link of another user");
    assert_int_not_equal(access(missing, F_OK), 0);
    assert_int_equal(chown(file, ANOTHER, ANOTHER), 0);
    is_written(file);
    assert_int_equal(link(file, hard), 0);
    is_refused(hard, "another user's file");
    assert_string_equal(content(file), "new");
}

/* Begins to write over PATH. */
static struct output begun(const char *path)
{
    const char *why = "";
    struct output output;

    assert_int_equal(output_begin(&output, arena, path, &why), 0);
    assert_true(fputs("new", output.stream) >= 0);
    assert_int_equal(fflush(output.stream), 0);
    return output;
}

/* How many files lie where PATH does. */
static int entries_of(const char *path)
{
    char *directory = arena_copy(arena, path, (size_t)(strrchr(path, '/') - path));
    DIR *open = opendir(directory);
    struct dirent *entry;
    int count = 0;

    assert_non_null(open);
    while ((entry = readdir(open)) != NULL)
        count += entry->d_type == DT_REG;
    closedir(open);
    return count;
}

static void what_is_to_be_whole_takes_its_place_at_the_end(void **state)
{
    char *file = unit_file("kept", "old"), *link = unit_name("kept-link"),
         *new = unit_name("fresh");
    struct stat before, after;
    struct output output;

    (void)state;
    assert_int_equal(chmod(file, 0640), 0);
    assert_int_equal(stat(file, &before), 0);
    output = begun(file);
    assert_string_equal(content(file), "old");
    /* Nothing is left of it, however its writer ends. */
    assert_int_equal(entries_of(file), 1);
    assert_int_equal(output_end(&output, false), 0);
    assert_string_equal(content(file), "old");
    assert_int_not_equal(access(output.beside, F_OK), 0);
    assert_int_equal(symlink(file, link), 0);
    output = begun(link);
    assert_string_equal(content(file), "old");
    assert_int_equal(output_end(&output, true), 0);
    assert_string_equal(content(file), "new");
    assert_int_equal(lstat(link, &after), 0);
    assert_true(S_ISLNK(after.st_mode));
    assert_int_equal(stat(file, &after), 0);
    assert_int_equal(after.st_mode, before.st_mode);
    assert_int_equal(after.st_uid, before.st_uid);
    output = begun(new);
    assert_int_not_equal(access(new, F_OK), 0);
    assert_int_equal(output_end(&output, true), 0);
    assert_string_equal(content(new), "new");
}

static void what_can_have_no_other_in_its_place_is_written_directly(void **state)
{
    char *file = unit_file("twice", "old"), *second = unit_name("second");
    struct output output = begun("/dev/null");
    FILE *open;

    (void)state;
    assert_null(output.beside);
    assert_int_equal(output_end(&output, true), 0);
    assert_int_equal(link(file, second), 0);
    output = begun(second);
    assert_null(output.beside);
    assert_int_equal(output_end(&output, true), 0);
    assert_string_equal(content(file), "new");
    assert_int_equal(unlink(second), 0);
    open = fopen(file, "r");
    output = begun(file);
    assert_null(output.beside);
    assert_int_equal(output_end(&output, true), 0);
    fclose(open);
}

static void what_cannot_be_opened_says_why(void **state)
{
    (void)state;
    is_refused("/nowhere/file", "No such file");
    is_refused("/", "directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_new_file_is_made_and_an_old_one_written_over),
        UNIT(ones_own_links_and_the_systems_are_followed),
        UNIT(another_users_links_are_not_followed),
        UNIT(what_is_to_be_whole_takes_its_place_at_the_end),
        UNIT(what_can_have_no_other_in_its_place_is_written_directly),
        UNIT(what_cannot_be_opened_says_why),
    };

    return UNIT_RUN(tests);
}
