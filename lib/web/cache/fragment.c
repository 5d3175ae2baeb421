/* What the cache keeps is self-contained: lengths, then texts, both forms of the HTML. Nothing in
 * it is trusted to be of this version: the build id is part of each key.
 *
 * Two ways to compare stamps. A fragment's dependencies are known before it is made, so that the
 * cache compares: it is stored under their stamp. A whole page's are known when it is done
 * (request_depends, as handlers go along), so that it is stored under stamp 0 with the keys that
 * it depends on, whose stamp is taken again when it is found. Both stamps were read before the
 * database was. */
#include "web/cache/fragment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text/text.h"
#include "web/cache/compress.h"
#include "web/response.h"
#include "web/route.h"
#include "web/view.h"

/* An entry's fixed part; the texts follow in this order without their NULs. */
struct packed {
    uint64_t stamp;
    uint64_t id, board_id, owner_id, version, comment, besides, locked;
    uint32_t crc;
    uint32_t title, note, path, about, image, plain, deflated; /* lengths */
};

static uint32_t length_of(const char *text)
{
    return text != NULL ? (uint32_t)strlen(text) : 0;
}

static size_t packed_length(const struct packed *head)
{
    return sizeof *head + head->title + head->note + head->path + head->about + head->image +
           head->plain + head->deflated;
}

/* One run of bytes: a head of fixed size with the lengths, then the texts and both forms of the
 * HTML. The deflated form is kept as well, so that a page that is put together of kept pieces is
 * compressed without compressing (compress.c). */
static void keep_fragment(struct request *r, const char *key, uint64_t key_stamp, uint64_t stamp,
                          const struct fragment *f)
{
    struct packed head = {
        .stamp = stamp,
        .id = f->id,
        .board_id = f->board_id,
        .owner_id = f->owner_id,
        .version = f->version,
        .comment = f->comment,
        .locked = f->locked,
        .besides = f->besides,
        .crc = f->html.crc,
        .title = length_of(f->title),
        .note = length_of(f->note),
        .path = length_of(f->path),
        .about = length_of(f->about),
        .image = length_of(f->image),
        .plain = (uint32_t)f->html.length,
        .deflated = (uint32_t)f->html.deflated_length,
    };
    size_t length = packed_length(&head);
    char *bytes = arena_alloc_uninitialized(r->arena, length), *out = bytes;

    out = bytes_append(out, &head, sizeof head);
    out = bytes_append(out, f->title, head.title);
    out = bytes_append(out, f->note, head.note);
    out = bytes_append(out, f->path, head.path);
    out = bytes_append(out, f->about, head.about);
    out = bytes_append(out, f->image, head.image);
    out = bytes_append(out, f->html.bytes, head.plain);
    bytes_append(out, f->html.deflated, head.deflated);
    cache_put(r->worker->cache, key, key_stamp, r->started, bytes_of(bytes, length));
    counter_add(r->worker->shared, COUNTER_CACHE_FILLS, 1);
}

/* Lengths are checked against the whole: what comes out of shared memory is never believed to be
 * what was put in. */
static bool find_fragment(struct request *r, const char *key, uint64_t key_stamp, uint64_t *stamp,
                          struct fragment *f)
{
    struct packed head;
    size_t length;
    const char *bytes = cache_get(r->worker->cache, r->arena, key, key_stamp, &length);

    if (bytes == NULL || length < sizeof head)
        return false;
    memcpy(&head, bytes, sizeof head);
    if (length != packed_length(&head))
        return false;
    bytes += sizeof head;
    *stamp = head.stamp;
    f->id = head.id;
    f->board_id = head.board_id;
    f->owner_id = head.owner_id;
    f->version = head.version;
    f->comment = head.comment;
    f->locked = head.locked != 0;
    f->besides = head.besides;
    f->title = arena_copy(r->arena, bytes, head.title);
    f->note = head.note > 0 ? arena_copy(r->arena, bytes + head.title, head.note) : NULL;
    bytes += head.title + head.note;
    f->path = arena_copy(r->arena, bytes, head.path);
    bytes += head.path;
    f->about = head.about > 0 ? arena_copy(r->arena, bytes, head.about) : NULL;
    f->image = head.image > 0 ? arena_copy(r->arena, bytes + head.about, head.image) : NULL;
    bytes += head.about + head.image;
    f->html = (struct piece){bytes, head.plain, bytes + head.plain, head.deflated, head.crc};
    return true;
}

/* What every key begins with: pages of another version or in another language are others. */
static char *fragment_key(struct request *r, const char *key)
{
    return arena_format(r->arena, "%016" PRIx64 "|%s|%s",
                        r->worker->build_id + views_touched(r->worker->views), r->language, key);
}

bool fragment_find(struct request *r, const char *key, uint64_t stamp, struct fragment *fragment)
{
    uint64_t same;
    bool found = find_fragment(r, fragment_key(r, key), stamp, &same, fragment);

    if (found)
        r->cache_hits++;
    else
        r->cache_misses++;
    return found;
}

void fragment_keep(struct request *r, const char *key, uint64_t stamp, struct fragment *fragment)
{
    if (r->worker->cache == NULL)
        return;
    piece_deflate(r->arena, &fragment->html, EFFORT_KEPT);
    keep_fragment(r, fragment_key(r, key), stamp, stamp, fragment);
}

/* What a guest's page is kept under: all that it can differ by. A banner ends by itself, which is no change
 * that a generation counts: a page is kept with it and another without. */
static char *page_key(struct request *r)
{
    return fragment_key(r, arena_format(r->arena, "page%s|%s|%s", r->banner ? "+banner" : "",
                                        r->origin, r->kept_as));
}

/* Whether the port that was asked for is ours: any other is typed, and stands in links. */
static bool is_our_port(const struct request *r)
{
    const struct configuration *c = r->worker->configuration;
    const char *port = strrchr(r->origin, ':');
    uint64_t number;

    return port == NULL || port[1] == '/' || (text_u64(port + 1, &number) && number == c->port);
}

/* Guests and GET only, and only addresses that the route knows: what else is typed into one would
 * fill the cache with copies. */
static bool may_keep(const struct request *r)
{
    return r->worker->cache != NULL && r->session == NULL && r->method == METHOD_GET &&
           (r->route->flags & ROUTE_KEEP) != 0 && r->kept_as != NULL && is_our_port(r);
}

/* ---- what belongs to a page beside its text ---- */

/* The answer's head as it is kept: "STATUS LIFETIME TYPE", then a line for each field. NULL when
 * there is something in it that is for one reader only. */
static const char *head_kept(struct request *r)
{
    const struct response *response = &r->response;
    struct buffer head = buffer_open(r->arena, 128);

    buffer_format(&head, "%d %u %s\n", (int)response->status, response->lifetime, response->type);
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcmp(response->headers[i].name, "Set-Cookie") == 0)
            return NULL;
        buffer_format(&head, "%s: %s\n", response->headers[i].name, response->headers[i].value);
    }
    return head.data;
}

/* Gives the answer the head that was kept. */
static void head_restore(struct request *r, const char *head)
{
    char *end;

    r->response.status = (enum http_status)strtol(head, &end, 10);
    r->response.lifetime = (unsigned)strtoul(end, &end, 10);
    end += *end == ' ';
    r->response.type = arena_copy(r->arena, end, strcspn(end, "\n"));
    for (end = strchr(end, '\n'); end != NULL && end[1] != '\0'; end = strchr(end + 1, '\n')) {
        size_t length = strcspn(end + 1, "\n"), name = strcspn(end + 1, ":");

        if (name + 2 <= length)
            response_header(r, arena_copy(r->arena, end + 1, name),
                            arena_copy(r->arena, end + 1 + name + 2, length - name - 2));
    }
}

/* A page's title field holds the keys that it depends on, a line each: they are not known before
 * the page is, so the stamp is compared here and not by the cache. Its path field holds the
 * head. */
static uint64_t stamp_of_lines(struct request *r, const char *lines)
{
    uint64_t stamp = 0;

    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        const char *keys[2] = {arena_copy(r->arena, lines, length), NULL};

        stamp += generation_stamp(r->worker->shared, keys);
        lines += length;
        lines += *lines == '\n';
    }
    return stamp;
}

bool page_find(struct request *r)
{
    struct fragment f;
    uint64_t stamp;

    if (!may_keep(r))
        return false;
    if (!find_fragment(r, page_key(r), 0, &stamp, &f) || stamp_of_lines(r, f.title) != stamp) {
        r->cache_misses++;
        return false;
    }
    r->cache_hits++;
    head_restore(r, f.path);
    if (response_known(r)) {
        r->response.status = HTTP_NOT_MODIFIED;
        return true;
    }
    r->response.pieces[r->response.piece_count++] = f.html;
    return true;
}

void page_keep(struct request *r)
{
    struct fragment f = {.title = "", .path = ""};
    struct buffer keys;

    if (!may_keep(r) || !r->cacheable || r->dependency_count == 0 ||
        r->response.status != HTTP_OK || r->response.piece_count == 0)
        return;
    f.path = head_kept(r);
    if (f.path == NULL)
        return;
    keys = buffer_open(r->arena, 128);
    for (size_t i = 0; i < r->dependency_count; i++)
        buffer_format(&keys, "%s\n", r->dependencies[i]);
    f.title = keys.data;
    f.html = pieces_join(r->arena, r->response.pieces, r->response.piece_count);
    keep_fragment(r, page_key(r), 0, r->stamp, &f);
    r->response.pieces[0] = f.html;
    r->response.piece_count = 1;
}
