/* The comments of a thread's page, by the promises of its markup (`<article id="c-ID" data-score=>`).
 */
#ifndef LOREHALL_BENCH_PAGE_H
#define LOREHALL_BENCH_PAGE_H

#include <stddef.h>
#include <stdint.h>

struct article {
    uint64_t id;
    long score;
    const char *text, *end; /* from behind its tag to the next one's, or the page's end */
};

/* Finds them in a page, which must stay; how many. */
size_t page_read(const char *body, size_t length);

/* One of those of the page read last, or NULL. */
const struct article *page_article(uint64_t id);

#endif
