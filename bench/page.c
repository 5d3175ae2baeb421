#include "page.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ARTICLES_MAX 256

static struct article articles[ARTICLES_MAX];
static size_t count;

/* The number that stands behind NAME=" in a tag. */
static bool attribute(const char *tag, const char *end, const char *name, long long *value)
{
    const char *place = memmem(tag, (size_t)(end - tag), name, strlen(name));

    if (place == NULL)
        return false;
    *value = strtoll(place + strlen(name), NULL, 10);
    return true;
}

size_t page_read(const char *body, size_t length)
{
    static const char open[] = "<article";
    const char *end = body + length;
    const char *at = memmem(body, length, open, sizeof open - 1);

    for (count = 0; at != NULL && count < ARTICLES_MAX;) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        const char *next;
        long long id, score;

        if (close == NULL)
            break;
        next = memmem(close, (size_t)(end - close), open, sizeof open - 1);
        if (attribute(at, close, " id=\"c-", &id) && attribute(at, close, " data-score=\"", &score))
            articles[count++] =
                (struct article){(uint64_t)id, (long)score, close, next != NULL ? next : end};
        at = next;
    }
    return count;
}

const struct article *page_article(uint64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (articles[i].id == id)
            return &articles[i];
    return NULL;
}
