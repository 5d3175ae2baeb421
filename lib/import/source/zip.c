/* The list at a zip's end (APPNOTE.TXT 4.3), as far as it takes to find one file. Everything that
 * it says is checked against the file before it is believed. */
#include "import/source/zip.h"

#include <string.h>

#include "base/text/text.h"

#define END_SIZE 22         /* of the record that ends a zip */
#define END_CAPACITY 65557  /* it, and the longest comment behind it */
#define LISTED_SIZE 46      /* of a file's record in the list */
#define LOCAL_SIZE 30       /* of a file's own record */
#define NAME_BYTES_MAX 1024 /* bytes of a name */
#define LIST_MAX 4194304    /* bytes of the list */
#define TOLD_MAX 10         /* names in a message */
#define TO_EXTRA UINT32_MAX

#define SIGN_END 0x06054B50
#define SIGN_LISTED 0x02014B50
#define SIGN_LOCAL 0x04034B50

struct zip {
    struct arena *arena;
    FILE *file;
    uint64_t size;
};

/* A file of the list. */
struct listed {
    const char *name;
    uint64_t packed, local;
    uint32_t check;
    unsigned flags, method;
};

static unsigned two(const unsigned char *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static uint32_t four(const unsigned char *at)
{
    return (uint32_t)two(at) | (uint32_t)two(at + 2) << 16;
}

static uint64_t eight(const unsigned char *at)
{
    return four(at) | (uint64_t)four(at + 4) << 32;
}

static bool read_at(const struct zip *zip, uint64_t at, void *to, size_t size)
{
    return at <= zip->size && size <= zip->size - at &&
           fseeko(zip->file, (off_t)at, SEEK_SET) == 0 && fread(to, 1, size, zip->file) == size;
}

/* The list, and how long it is; NULL where there is none. The record that tells where it is comes
 * last, behind it a comment of any length: it is looked for from the end, and is only believed
 * where its comment fits into the file. */
static unsigned char *read_list(const struct zip *zip, size_t *length)
{
    size_t tail = zip->size < END_CAPACITY ? (size_t)zip->size : END_CAPACITY;
    unsigned char *end = arena_alloc(zip->arena, tail + 1), *list;

    if (tail < END_SIZE || !read_at(zip, zip->size - tail, end, tail))
        return NULL;
    for (size_t at = tail - END_SIZE + 1; at-- > 0;) {
        if (four(end + at) != SIGN_END || at + END_SIZE + two(end + at + 20) > tail)
            continue;
        *length = four(end + at + 12);
        if (*length > LIST_MAX)
            return NULL;
        list = arena_alloc(zip->arena, *length + 1);
        return read_at(zip, four(end + at + 16), list, *length) ? list : NULL;
    }
    return NULL;
}

/* What does not fit in four bytes stands behind the name (4.5.3). */
static void read_large(struct listed *listed, const unsigned char *extra, size_t length,
                       bool size_there)
{
    while (length >= 4) {
        size_t own = two(extra + 2), at = size_there ? 12 : 4;

        if (own > length - 4)
            return;
        if (two(extra) == 1) {
            if (listed->packed == TO_EXTRA && at + 8 <= own + 4) {
                listed->packed = eight(extra + at);
                at += 8;
            }
            if (listed->local == TO_EXTRA && at + 8 <= own + 4)
                listed->local = eight(extra + at);
            return;
        }
        extra += own + 4;
        length -= own + 4;
    }
}

/* Takes the record at *AT of the list; steps behind it. False at the end. */
static bool read_listed(const struct zip *zip, const unsigned char *list, size_t length, size_t *at,
                        struct listed *listed)
{
    const unsigned char *record = list + *at;
    size_t left = length - *at, name, extra;

    if (left < LISTED_SIZE || four(record) != SIGN_LISTED)
        return false;
    name = two(record + 28);
    extra = two(record + 30);
    if (LISTED_SIZE + name + extra + two(record + 32) > left)
        return false;
    *listed = (struct listed){
        .name = arena_copy(zip->arena, (const char *)record + LISTED_SIZE,
                           name < NAME_BYTES_MAX ? name : NAME_BYTES_MAX),
        .flags = two(record + 8),
        .method = two(record + 10),
        .check = four(record + 16),
        .packed = four(record + 20),
        .local = four(record + 42),
    };
    read_large(listed, record + LISTED_SIZE + name, extra, four(record + 24) == TO_EXTRA);
    *at += LISTED_SIZE + name + extra + two(record + 32);
    return true;
}

static const char *base_name(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash != NULL ? slash + 1 : name;
}

/* How near a name is to a source's: 0 none, the most a dump. */
static unsigned rank_of(const char *name)
{
    static const char *const ends[] = {".txt", ".tsv", ".csv", ".sql"};
    static const unsigned ranks[] = {1, 2, 2, 3};

    /* What macOS puts beside each file. */
    if (strncmp(name, "__MACOSX/", 9) == 0 || base_name(name)[0] == '.')
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (text_ends(base_name(name), ends[i]))
            return ranks[i];
    return 0;
}

/* Points MEMBER at the bytes behind the file's own record. */
static bool begin_member(const struct zip *zip, const struct listed *listed,
                         struct zip_member *member)
{
    unsigned char local[LOCAL_SIZE];

    if (!read_at(zip, listed->local, local, sizeof local) || four(local) != SIGN_LOCAL)
        return false;
    *member = (struct zip_member){
        .name = base_name(listed->name),
        .begin = listed->local + LOCAL_SIZE + two(local + 26) + two(local + 28),
        .packed = listed->packed,
        .check = listed->check,
        .deflated = listed->method == 8,
    };
    return true;
}

/* Without a list the file was cut: what its first file has can still be read, to say how far. */
static bool first_member(const struct zip *zip, struct zip_member *member)
{
    unsigned char local[LOCAL_SIZE];
    char name[NAME_BYTES_MAX + 1] = "";
    size_t length;

    if (!read_at(zip, 0, local, sizeof local) || four(local) != SIGN_LOCAL || two(local + 8) != 8 ||
        (two(local + 6) & 1) != 0)
        return false;
    length = two(local + 26);
    if (length > NAME_BYTES_MAX || !read_at(zip, LOCAL_SIZE, name, length) || rank_of(name) == 0)
        return false;
    *member = (struct zip_member){
        .name = arena_string(zip->arena, base_name(name)),
        .begin = LOCAL_SIZE + length + two(local + 28),
        .packed = UINT64_MAX,
        .deflated = true,
        .cut = true,
    };
    return true;
}

/* The best of the list; how many are as good, and their names. A dump comes before tables, those
 * before texts, as one of these may be a readme; of two that are as good none is guessed. */
static size_t choose(const struct zip *zip, const unsigned char *list, size_t length,
                     struct listed *best, const char **names)
{
    struct listed listed;
    unsigned max = 0, rank;
    size_t count = 0;

    for (size_t at = 0; read_listed(zip, list, length, &at, &listed);) {
        rank = rank_of(listed.name);
        if (rank == 0 || rank < max)
            continue;
        if (rank > max) {
            max = rank;
            count = 0;
            *names = "";
            *best = listed;
        }
        if (count++ < TOLD_MAX)
            *names = arena_format(zip->arena, "%s%s%s", *names, count > 1 ? ", " : "", listed.name);
    }
    return count;
}

bool zip_find(struct arena *arena, FILE *file, const char *name, struct zip_member *member,
              const char **error)
{
    struct zip zip = {.arena = arena, .file = file};
    struct listed best = {0};
    const char *names = "";
    unsigned char *list;
    size_t length, count;

    if (fseeko(file, 0, SEEK_END) == 0)
        zip.size = (uint64_t)ftello(file);
    list = read_list(&zip, &length);
    if (list == NULL) {
        if (first_member(&zip, member))
            return true;
        *error = arena_format(arena, "%s: the zip was cut or damaged", name);
        return false;
    }
    count = choose(&zip, list, length, &best, &names);
    if (count == 0)
        *error =
            arena_format(arena, "%s holds no file that ends in .sql, .csv, .tsv or .txt", name);
    else if (count > 1)
        *error = arena_format(arena,
                              "%s holds %zu sources: %s%s; unpack it and name what is to be read",
                              name, count, names, count > TOLD_MAX ? ", …" : "");
    else if ((best.flags & 1) != 0)
        *error = arena_format(arena, "%s: %s is locked with a password", name, best.name);
    else if (best.method != 0 && best.method != 8)
        *error = arena_format(arena, "%s: %s is packed by method %u, which is not known here", name,
                              best.name, best.method);
    else if (!begin_member(&zip, &best, member))
        *error = arena_format(arena, "%s: the zip was cut or damaged", name);
    else
        return true;
    return false;
}
