#include "base/filetype.h"

#include <string.h>
#include <strings.h>

struct signature {
    const char *bytes;
    size_t length;
    const char *name;
};

#define SIGNATURE(bytes, name)                                                                     \
    {                                                                                              \
        (bytes), sizeof(bytes) - 1, (name)                                                         \
    }

static const struct signature binaries[] = {
    SIGNATURE("\x1F\x8B", "compressed with gzip"),
    SIGNATURE("\xFD"
              "7zXZ\0",
              "compressed with xz"),
    SIGNATURE("\x28\xB5\x2F\xFD", "compressed with zstd"),
    SIGNATURE("BZh", "compressed with bzip2"),
    SIGNATURE("PK\x03\x04", "a ZIP archive"),
    SIGNATURE("%PDF-", "a PDF document"),
    SIGNATURE("SQLite format 3\0", "an SQLite database"),
    SIGNATURE("\xFF\xFE", "UTF-16 text"),
    SIGNATURE("\xFE\xFF", "UTF-16 text"),
};

/* After white space, whatever the case of letters. */
static const struct signature texts[] = {
    SIGNATURE("<", "XML or HTML"),
    SIGNATURE("--", "an SQL dump"),
    SIGNATURE("/*", "an SQL dump"),
    SIGNATURE("create ", "an SQL dump"),
    SIGNATURE("insert ", "an SQL dump"),
    SIGNATURE("[", "one JSON array"),
    SIGNATURE("location\tname", "a character's inventory"),
};

const char *filetype_name(const char *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (length >= binaries[i].length &&
            memcmp(bytes, binaries[i].bytes, binaries[i].length) == 0)
            return binaries[i].name;
    while (length > 0 && *bytes != '\0' && strchr(" \t\r\n", *bytes) != NULL) {
        bytes++;
        length--;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (length >= texts[i].length && strncasecmp(bytes, texts[i].bytes, texts[i].length) == 0)
            return texts[i].name;
    return NULL;
}
