/* What stands in addresses: cursors, subjects, paths; up to the page that says what there is not. */
#include <inttypes.h>
#include <string.h>

#include "base/text/text.h"
#include "page.h"
#include "talk/block.h"
#include "talk/thread.h"
#include "talk/window.h"
#include "web/response.h"
#include "web/route.h"

const char fuzz_name[] = "address";
const char *const fuzz_words[] = {".",          "0",           "-1",
                                  "thread:",    ":",           "18446744073709551615",
                                  "2147483647", "-2147483648", "npc:1",
                                  "/",          "/forum/",     "/forum/thread/",
                                  "%2F",        "..",          "*",
                                  "after=",     "under=",      "sort=best&",
                                  NULL};

static enum http_status answer_nothing(struct request *r)
{
    (void)r;
    return HTTP_OK;
}

static const struct route routes[] = {
    ROUTE(GET, "/forum/thread/:id/:slug", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, answer_nothing),
    ROUTE(GET, "/forum/:board/", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, answer_nothing),
    ROUTE(POST, "/forum/:board/", SITE_READ, WRITE, ROUTE_PLAIN, BODY_NONE, answer_nothing),
    ROUTE(GET, "/files/*", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, answer_nothing),
    {0},
};

static void check_cursor(struct arena *arena, const char *text)
{
    static const struct cursor none;
    struct cursor cursor = none, again = none;

    if (!cursor_parse(text, &cursor)) {
        MUST(!cursor.set && cursor.score == 0 && cursor.top_comment == 0 && cursor.id == 0);
        MUST(*cursor_text(arena, &cursor, SORT_BEST) != '\0');
        return;
    }
    MUST(cursor.set && cursor_parse(cursor_text(arena, &cursor, SORT_BEST), &again));
    MUST(again.score == cursor.score && again.top_comment == cursor.top_comment &&
         again.id == cursor.id);
}

static void check_subject(struct arena *arena, const char *text)
{
    struct subject subject = {.kind = ""}, again;

    if (!subject_parse(text, &subject)) {
        MUST(subject.id == 0 && subject.kind[0] == '\0');
        return;
    }
    MUST(subject.id != 0 && strlen(subject.kind) < sizeof subject.kind);
    MUST(subject_parse(arena_format(arena, "%s:%" PRIu64, subject.kind, subject.id), &again));
    MUST(strcmp(again.kind, subject.kind) == 0 && again.id == subject.id);
}

static void check_routed(struct arena *arena, const char *target)
{
    static struct parameters captured;
    size_t length;
    char *path = parameters_decode(arena, target, strcspn(target, "?"), false, &length);
    bool other;
    const struct route *route = route_find(routes, arena, METHOD_GET, path, &captured, &other);

    MUST(captured.count <= 2 && (route != NULL || captured.count == 0));
    for (size_t i = 0; i < captured.count; i++)
        MUST(strlen(captured.list[i].value) == captured.list[i].length &&
             strstr(path, captured.list[i].value) != NULL);
}

/* What was asked for stands on the page, where a guest is led to the login and back. */
static void check_refused_address(struct arena *arena, const char *text)
{
    const char *target = arena_format(arena, "/%s", text_line(arena, text));
    struct request *r = page_open(arena, target, NULL);
    struct thread_request wanted = {.subject = {.kind = "thread", .id = 9}};

    parameters_parse(&r->query, arena, text, strlen(text));
    if (thread_request_read(r, &wanted) == BLOCK_SHOWN)
        MUST(*thread_canonical(arena, "/forum/thread/9/x", &wanted) == '/');
    refuse(r, HTTP_NOT_FOUND, "not_found",
           r->error_count > 0 ? r->errors[0].message : "There is nothing at this address.");
    check_page(r);
    page_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *text = arena_copy(arena, data, size);

    check_cursor(arena, text);
    check_subject(arena, text);
    check_routed(arena, text);
    check_refused_address(arena, text);
    arena_close(arena);
    return 0;
}
