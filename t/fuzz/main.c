/* Drives a fuzz target where there is no libFuzzer: runs each file of its corpus and then random
 * mutations of them, so that a short slice runs with the other tests. TAP.
 *
 *     PROGRAM [CORPUS [RUNS [SECONDS [SEED]]]]
 *
 * ends after so many runs or seconds, whichever is first. CORPUS may also be one file: what ended a
 * run is left in a file whose name is told. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define RUNS 20000
#define SECONDS 1
#define FILES_MAX 500
#define BYTES_MAX ((size_t)4096)

struct input {
    uint8_t *bytes;
    size_t size;
};

static struct input corpus[FILES_MAX];
static size_t corpus_count;
static struct input current;
static uint64_t seed = 1;

/* Of the sanitizers' runtime; not there without them. */
extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

/* splitmix64 */
static size_t random_below(size_t limit)
{
    uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return limit > 0 ? (size_t)((z ^ z >> 31) % limit) : 0;
}

/* Where the input that ends the process is left, and the line that tells so. */
static char left_path[512], left_line[600];

static void name_what_is_left(void)
{
    const char *parent = getenv("TMPDIR");

    snprintf(left_path, sizeof left_path, "%s/lorehall-fuzz-%s.%d",
             parent != NULL ? parent : "/tmp", fuzz_name, (int)getpid());
    snprintf(left_line, sizeof left_line, "the input is in %s\n", left_path);
}

static void leave_input(void)
{
    int fd = open(left_path, O_WRONLY | O_CREAT | O_EXCL, 0600);

    if (fd >= 0 && write(fd, current.bytes, current.size) == (ssize_t)current.size &&
        write(STDERR_FILENO, left_line, strlen(left_line)) < 0)
        _exit(1);
}

static void on_signal(int number)
{
    leave_input();
    signal(number, SIG_DFL);
    raise(number);
}

/* Runs the target on bytes that end where the memory does. */
static void run_input(const uint8_t *bytes, size_t size)
{
    current.bytes = malloc(size + (size == 0));
    current.size = size;
    MUST(current.bytes != NULL);
    if (size > 0)
        memcpy(current.bytes, bytes, size);
    LLVMFuzzerTestOneInput(current.bytes, size);
    free(current.bytes);
}

static bool read_input(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    struct input *input = &corpus[corpus_count];

    if (file == NULL || fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        if (file != NULL)
            fclose(file);
        return false;
    }
    input->bytes = malloc(BYTES_MAX);
    MUST(input->bytes != NULL);
    input->size = fread(input->bytes, 1, BYTES_MAX, file);
    fclose(file);
    corpus_count++;
    return true;
}

/* Reads a corpus' files in the order of their names, so that a seed means the same everywhere. */
static void read_corpus(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    char file[2048];

    if (count < 0) {
        read_input(path);
        return;
    }
    for (int i = 0; i < count; i++) {
        snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        if (corpus_count < FILES_MAX)
            read_input(file);
        free(names[i]);
    }
    free(names);
}

/* Puts LENGTH bytes in place of REMOVED ones at AT, as far as there is room. */
static void replace(struct input *input, size_t at, size_t removed, const void *bytes,
                    size_t length)
{
    if (input->size - removed + length > BYTES_MAX)
        return;
    memmove(input->bytes + at + length, input->bytes + at + removed, input->size - at - removed);
    memcpy(input->bytes + at, bytes, length);
    input->size += length - removed;
}

static void mutate_once(struct input *input)
{
    static const uint8_t telling[] = {0,    1,    '\n', '\r', ' ',  '"',  '%',  '&',
                                      '-',  '.',  ':',  ';',  '=',  '\\', 0x7F, 0x80,
                                      0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xFF};
    const struct input *other = &corpus[random_below(corpus_count)];
    size_t at = random_below(input->size + 1), left = input->size - at;
    size_t some = left > 0 ? 1 + random_below(left < 40 ? left : 40) : 0, words = 0, from;
    uint8_t copy[40], byte = (uint8_t)random_below(256);

    while (fuzz_words[words] != NULL)
        words++;
    switch (random_below(8)) {
    case 0:
        if (left > 0)
            input->bytes[at] ^= (uint8_t)(1 << random_below(8));
        break;
    case 1: replace(input, at, left > 0, &byte, 1); break;
    case 2: replace(input, at, 0, &telling[random_below(sizeof telling)], 1); break;
    case 3: replace(input, at, some, "", 0); break;
    case 4:
        memcpy(copy, input->bytes + at, some);
        replace(input, random_below(input->size + 1), 0, copy, some);
        break;
    case 5: /* the rest from another file */
        from = random_below(other->size + 1);
        replace(input, at, left, other->bytes + from, other->size - from);
        break;
    default:
        if (words > 0) {
            const char *word = fuzz_words[random_below(words)];

            replace(input, at, random_below(2) == 0 ? some : 0, word, strlen(word));
        }
    }
}

static double clock_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static unsigned long mutate(unsigned long runs, double seconds)
{
    static uint8_t bytes[BYTES_MAX];
    double end = clock_seconds() + seconds;
    unsigned long done = 0;

    for (; done < runs && clock_seconds() < end; done++) {
        const struct input *base = &corpus[random_below(corpus_count)];
        struct input input = {bytes, base->size};

        memcpy(bytes, base->bytes, base->size);
        for (size_t times = 1 + random_below(8); times > 0; times--)
            mutate_once(&input);
        run_input(bytes, input.size);
    }
    return done;
}

int main(int argc, char **argv)
{
    const char *source = getenv("srcdir");
    char path[1024];

    snprintf(path, sizeof path, "%s/t/fuzz/corpus/%s", source != NULL ? source : ".", fuzz_name);
    printf("1..2\n");
    fflush(stdout);
    name_what_is_left();
    signal(SIGABRT, on_signal);
    signal(SIGSEGV, on_signal);
    if (__sanitizer_set_death_callback != NULL)
        __sanitizer_set_death_callback(leave_input);
    read_corpus(argc > 1 ? argv[1] : path);
    if (corpus_count == 0) {
        printf("Bail out! %s holds no input\n", argc > 1 ? argv[1] : path);
        return 1;
    }
    if (argc > 4)
        seed = strtoull(argv[4], NULL, 10);
    run_input(NULL, 0);
    for (size_t i = 0; i < corpus_count; i++)
        run_input(corpus[i].bytes, corpus[i].size);
    printf("ok 1 - %s: nothing is wrong with %zu inputs\n", fuzz_name, corpus_count);
    printf("ok 2 - %s: nor with %lu mutations of them\n", fuzz_name,
           mutate(argc > 2 ? strtoul(argv[2], NULL, 10) : RUNS,
                  argc > 3 ? strtod(argv[3], NULL) : SECONDS));
    for (size_t i = 0; i < corpus_count; i++)
        free(corpus[i].bytes);
    return 0;
}
