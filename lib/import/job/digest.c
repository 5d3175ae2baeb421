/* Opened part by part, none of which may be a link: as what is ready is listed. */
#include "import/job/digest.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES ((size_t)256 << 10)

struct digesting {
    crypto_generichash_state state;
    bool (*goes_on)(void *context);
    void *context;
    unsigned char bytes[READ_BYTES];
};

static void add_number(struct digesting *digesting, uint64_t number)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    crypto_generichash_update(&digesting->state, bytes, sizeof bytes);
}

/* The bytes of an open file behind its name and length, so that no other files come to the same. */
static int digest_file(struct digesting *digesting, int file, const char *name, uint64_t size)
{
    ssize_t length;

    add_number(digesting, strlen(name));
    crypto_generichash_update(&digesting->state, (const unsigned char *)name, strlen(name));
    add_number(digesting, size);
    while ((length = read(file, digesting->bytes, sizeof digesting->bytes)) > 0) {
        crypto_generichash_update(&digesting->state, digesting->bytes, (size_t)length);
        if (!digesting->goes_on(digesting->context))
            return 0;
    }
    return length == 0 ? 1 : -1;
}

/* The plain file NAME in a folder; what else lies there nobody reads. */
static int digest_member(struct digesting *digesting, int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), result = 1;
    struct stat info;

    if (file < 0)
        return -1;
    if (fstat(file, &info) != 0)
        result = -1;
    else if (S_ISREG(info.st_mode))
        result = digest_file(digesting, file, name, (uint64_t)info.st_size);
    close(file);
    return result;
}

static int digest_folder(struct digesting *digesting, int folder)
{
    struct dirent **files;
    int count = scandirat(folder, ".", &files, NULL, alphasort), result = 1;

    if (count < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (result > 0 && strcmp(files[i]->d_name, ".") != 0 && strcmp(files[i]->d_name, "..") != 0)
            result = digest_member(digesting, folder, files[i]->d_name);
        free(files[i]);
    }
    free(files);
    return result;
}

/* Opens the parts of NAME one after the other. The descriptor, or -1. */
static int open_ready(const char *directory, const char *name)
{
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (descriptor >= 0 && name != NULL) {
        const char *slash = strchr(name, '/');
        char part[NAME_MAX + 1];
        int next;

        snprintf(part, sizeof part, "%.*s", slash != NULL ? (int)(slash - name) : NAME_MAX, name);
        next = openat(descriptor, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        close(descriptor);
        descriptor = next;
        name = slash != NULL ? slash + 1 : NULL;
    }
    return descriptor;
}

int ready_digest(const char *directory, const char *name, bool (*goes_on)(void *context),
                 void *context, unsigned char out[READY_DIGEST_BYTES])
{
    int descriptor = open_ready(directory, name), result = -1;
    struct digesting *digesting = malloc(sizeof *digesting);
    struct stat info;

    if (descriptor >= 0 && digesting != NULL && fstat(descriptor, &info) == 0) {
        digesting->goes_on = goes_on;
        digesting->context = context;
        crypto_generichash_init(&digesting->state, NULL, 0, READY_DIGEST_BYTES);
        if (S_ISDIR(info.st_mode))
            result = digest_folder(digesting, descriptor);
        else if (S_ISREG(info.st_mode))
            result = digest_file(digesting, descriptor, "", (uint64_t)info.st_size);
        crypto_generichash_final(&digesting->state, out, READY_DIGEST_BYTES);
    }
    if (descriptor >= 0)
        close(descriptor);
    free(digesting);
    return result;
}
