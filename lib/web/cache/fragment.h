/* What is kept in the cache: a rendered fragment, plain and compressed, with the little that the
 * page around it needs to know. */
#ifndef LOREHALL_WEB_CACHE_FRAGMENT_H
#define LOREHALL_WEB_CACHE_FRAGMENT_H

#include "web/request.h"

/* A rendered part of a page with the little that the page around it needs to know, so that a hit
 * needs no query for a title. */
struct fragment {
    const char *title; /* what the page is called */
    const char *note;  /* what tells it from others of its title; NULL: nothing */
    const char *path;  /* its address, without a query */
    const char *about; /* what it is, in a line for search engines and previews; NULL: not told */
    const char *image; /* the path of a picture of it; NULL: none */
    uint64_t id;       /* of what it shows */
    uint64_t board_id; /* of the board that it belongs to; 0: none */
    uint64_t owner_id; /* the account that began it; 0: none */
    uint64_t version;  /* of it, where it has versions */
    uint64_t comment;  /* the permalink of this comment is where it is now; 0: it is here */
    bool locked;       /* nobody adds to it */
    /* The stamp of what it shows beside what it is kept for; 0: nothing. Whoever finds it
     * compares it. */
    uint64_t besides;
    struct piece html;
};

/* The fragment kept under KEY (in the request's language) with just this stamp. Counts a hit or a
 * miss. */
bool fragment_find(struct request *r, const char *key, uint64_t stamp, struct fragment *fragment);

/* Compresses the fragment and keeps it. */
void fragment_keep(struct request *r, const char *key, uint64_t stamp, struct fragment *fragment);

/* A guest's whole page: answers the request from the cache when it is there and still true. */
bool page_find(struct request *r);

/* Keeps the answer to this request for other guests, where its route and handler allow it. */
void page_keep(struct request *r);

#endif
