/* The central directory at a zip's end (APPNOTE.TXT 4.3), as far as it takes to find one file.
 * Everything that it says is checked against the file before it is believed. */
#include "import/source/zip.h"

#include <string.h>

#include "base/text/text.h"

#define END_SIZE 22             /* of the record that ends a zip */
#define END_CAPACITY 65557      /* it, and the longest comment behind it */
#define DIRECTORY_ENTRY_SIZE 46 /* of a file's record in the directory */
#define LOCAL_SIZE 30           /* of a file's own record */
#define NAME_BYTES_MAX 1024     /* bytes of a name */
#define DIRECTORY_MAX 4194304   /* bytes of the directory */
#define NAMES_SHOWN_MAX 10      /* names in a message */
#define TO_EXTRA UINT32_MAX

#define SIGN_END 0x06054B50
#define SIGN_DIRECTORY 0x02014B50
#define SIGN_LOCAL 0x04034B50

struct zip {
    struct arena *arena;
    FILE *file;
    uint64_t size;
};

/* A file as the directory has it. */
struct directory_entry {
    const char *name;
    uint64_t packed, local;
    uint32_t check;
    unsigned flags, method;
};

static unsigned u16_at(const unsigned char *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static uint32_t u32_at(const unsigned char *at)
{
    return (uint32_t)u16_at(at) | (uint32_t)u16_at(at + 2) << 16;
}

static uint64_t u64_at(const unsigned char *at)
{
    return u32_at(at) | (uint64_t)u32_at(at + 4) << 32;
}

static bool read_at(const struct zip *zip, uint64_t at, void *to, size_t size)
{
    return at <= zip->size && size <= zip->size - at &&
           fseeko(zip->file, (off_t)at, SEEK_SET) == 0 && fread(to, 1, size, zip->file) == size;
}

/* The directory, and how long it is; NULL where there is none. The record that tells where it is
 * comes last, behind it a comment of any length: it is looked for from the end, and is only
 * believed where its comment fits into the file. */
static unsigned char *read_directory(const struct zip *zip, size_t *length)
{
    size_t tail = zip->size < END_CAPACITY ? (size_t)zip->size : END_CAPACITY;
    unsigned char *end = arena_alloc(zip->arena, tail + 1), *list;

    if (tail < END_SIZE || !read_at(zip, zip->size - tail, end, tail))
        return NULL;
    for (size_t at = tail - END_SIZE + 1; at-- > 0;) {
        if (u32_at(end + at) != SIGN_END || at + END_SIZE + u16_at(end + at + 20) > tail)
            continue;
        *length = u32_at(end + at + 12);
        if (*length > DIRECTORY_MAX)
            return NULL;
        list = arena_alloc(zip->arena, *length + 1);
        return read_at(zip, u32_at(end + at + 16), list, *length) ? list : NULL;
    }
    return NULL;
}

/* What does not fit in four bytes stands behind the name (4.5.3). */
static void read_zip64_extra(struct directory_entry *entry, const unsigned char *extra,
                             size_t length, bool size_there)
{
    while (length >= 4) {
        size_t own = u16_at(extra + 2), at = size_there ? 12 : 4;

        if (own > length - 4)
            return;
        if (u16_at(extra) == 1) {
            if (entry->packed == TO_EXTRA && at + 8 <= own + 4) {
                entry->packed = u64_at(extra + at);
                at += 8;
            }
            if (entry->local == TO_EXTRA && at + 8 <= own + 4)
                entry->local = u64_at(extra + at);
            return;
        }
        extra += own + 4;
        length -= own + 4;
    }
}

/* Takes the record at *AT of the directory; steps behind it. False at the end. */
static bool read_directory_entry(const struct zip *zip, const unsigned char *list, size_t length,
                                 size_t *at, struct directory_entry *entry)
{
    const unsigned char *record = list + *at;
    size_t left = length - *at, name, extra;

    if (left < DIRECTORY_ENTRY_SIZE || u32_at(record) != SIGN_DIRECTORY)
        return false;
    name = u16_at(record + 28);
    extra = u16_at(record + 30);
    if (DIRECTORY_ENTRY_SIZE + name + extra + u16_at(record + 32) > left)
        return false;
    *entry = (struct directory_entry){
        .name = arena_copy(zip->arena, (const char *)record + DIRECTORY_ENTRY_SIZE,
                           name < NAME_BYTES_MAX ? name : NAME_BYTES_MAX),
        .flags = u16_at(record + 8),
        .method = u16_at(record + 10),
        .check = u32_at(record + 16),
        .packed = u32_at(record + 20),
        .local = u32_at(record + 42),
    };
    read_zip64_extra(entry, record + DIRECTORY_ENTRY_SIZE + name, extra,
                     u32_at(record + 24) == TO_EXTRA);
    *at += DIRECTORY_ENTRY_SIZE + name + extra + u16_at(record + 32);
    return true;
}

/* How near a name is to a source's: 0 none, the most a dump. */
static unsigned source_rank(const char *name)
{
    static const char *const ends[] = {".txt", ".tsv", ".csv", ".sql"};
    static const unsigned ranks[] = {1, 2, 2, 3};

    /* What macOS puts beside each file. */
    if (strncmp(name, "__MACOSX/", 9) == 0 || basename(name)[0] == '.')
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (text_ends(basename(name), ends[i]))
            return ranks[i];
    return 0;
}

/* Points MEMBER at the bytes behind the file's own record. */
static bool begin_member(const struct zip *zip, const struct directory_entry *entry,
                         struct zip_member *member)
{
    unsigned char local[LOCAL_SIZE];

    if (!read_at(zip, entry->local, local, sizeof local) || u32_at(local) != SIGN_LOCAL)
        return false;
    *member = (struct zip_member){
        .name = basename(entry->name),
        .begin = entry->local + LOCAL_SIZE + u16_at(local + 26) + u16_at(local + 28),
        .packed = entry->packed,
        .check = entry->check,
        .deflated = entry->method == 8,
    };
    return true;
}

/* Without a directory the zip was cut: what its first file has can still be read, to say how
 * far. */
static bool first_member(const struct zip *zip, struct zip_member *member)
{
    unsigned char local[LOCAL_SIZE];
    char name[NAME_BYTES_MAX + 1] = "";
    size_t length;

    if (!read_at(zip, 0, local, sizeof local) || u32_at(local) != SIGN_LOCAL ||
        u16_at(local + 8) != 8 || (u16_at(local + 6) & 1) != 0)
        return false;
    length = u16_at(local + 26);
    if (length > NAME_BYTES_MAX || !read_at(zip, LOCAL_SIZE, name, length) ||
        source_rank(name) == 0)
        return false;
    *member = (struct zip_member){
        .name = arena_string(zip->arena, basename(name)),
        .begin = LOCAL_SIZE + length + u16_at(local + 28),
        .packed = UINT64_MAX,
        .deflated = true,
        .cut = true,
    };
    return true;
}

/* The best of the directory; how many are as good, and their names. A dump comes before tables,
 * those before texts, as one of these may be a readme; of two that are as good none is guessed. */
static size_t choose_entry(const struct zip *zip, const unsigned char *list, size_t length,
                           struct directory_entry *best, const char **names)
{
    struct directory_entry entry;
    unsigned max = 0, rank;
    size_t count = 0;

    for (size_t at = 0; read_directory_entry(zip, list, length, &at, &entry);) {
        rank = source_rank(entry.name);
        if (rank == 0 || rank < max)
            continue;
        if (rank > max) {
            max = rank;
            count = 0;
            *names = "";
            *best = entry;
        }
        if (count++ < NAMES_SHOWN_MAX)
            *names = arena_format(zip->arena, "%s%s%s", *names, count > 1 ? ", " : "", entry.name);
    }
    return count;
}

bool zip_find(struct arena *arena, FILE *file, const char *name, struct zip_member *member,
              const char **error)
{
    struct zip zip = {.arena = arena, .file = file};
    struct directory_entry best = {0};
    const char *names = "";
    unsigned char *list;
    size_t length, count;

    if (fseeko(file, 0, SEEK_END) == 0)
        zip.size = (uint64_t)ftello(file);
    list = read_directory(&zip, &length);
    if (list == NULL) {
        if (first_member(&zip, member))
            return true;
        *error = arena_format(arena, "%s: the zip was cut or damaged", name);
        return false;
    }
    count = choose_entry(&zip, list, length, &best, &names);
    if (count == 0)
        *error =
            arena_format(arena, "%s holds no file that ends in .sql, .csv, .tsv or .txt", name);
    else if (count > 1)
        *error = arena_format(arena,
                              "%s holds %zu sources: %s%s; unpack it and name what is to be read",
                              name, count, names, count > NAMES_SHOWN_MAX ? ", …" : "");
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
