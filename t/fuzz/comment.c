/* A comment from what somebody typed to what its readers get: the first line is who writes, the second
 * the title, all others the text. The form takes it or is shown again with it; what is taken is rendered,
 * kept, and shown in a discussion, on its page, in a preview and a feed. */
#include "talk/comment.h"

#include <stdio.h>
#include <string.h>

#include "../unit/html.h"
#include "base/text/text.h"
#include "page.h"
#include "talk/block.h"
#include "talk/markup.h"
#include "talk/words.h"
#include "web/form/form.h"
#include "web/response.h"

const char fuzz_name[] = "comment";
const char *const fuzz_words[] = {"\n",
                                  "0",
                                  "00",
                                  "ann\n",
                                  "|",
                                  "%s",
                                  "%d",
                                  "<?cs var:x ?>",
                                  "<script>",
                                  "</div>",
                                  "\" onx=\"",
                                  "javascript:",
                                  "[x](",
                                  "](",
                                  "[x]: ",
                                  "![",
                                  "http://a",
                                  "//a",
                                  "/\\a",
                                  "&colon;",
                                  "&#x202E;",
                                  "&lt;",
                                  "&#1;",
                                  "<!--",
                                  "> ",
                                  "- ",
                                  "1. ",
                                  "```\n",
                                  "**",
                                  "|a|b|\n|---|:-:|\n",
                                  "# ",
                                  "\n\n",
                                  "\r\n",
                                  "    ",
                                  "[[ab]]",
                                  "[[ab|",
                                  "\x01",
                                  "\xC2\xA0",
                                  "\xE2\x80\xAE\xE2\x80\xAC",
                                  "\xE2\x81\xA6\xE2\x81\xA9",
                                  "\xD7\x90",
                                  "\xE7\xAB\x9C",
                                  "\xED\xA0\x80",
                                  NULL};

/* What was typed, and what became of it. */
struct typed_comment {
    const char *author, *title, *body, *html;
};

/* Every other name is known; of those every other is what several are called. */
static bool find_thing(void *context, const char *name, struct markup_target *target)
{
    (void)context;
    *target = (struct markup_target){"item:1", "/beastiary/item/1/thing", "A <thing> & \"more\""};
    if (strlen(name) % 4 == 0)
        *target = (struct markup_target){.path = "/search?list=1&q=a", .name = target->name};
    return strlen(name) % 2 == 0;
}

static const char *render_body(struct arena *arena, const char *body)
{
    struct markup_links links = {.find = find_thing};

    return markup_html(arena, body, &links);
}

/* ---- the form ---- */

/* Adds the field NAME with the text up to the end of its line, or of all, and steps over it. */
static void add_field(struct parameters *form, struct arena *arena, const char *name,
                      const uint8_t **at, const uint8_t *end, bool line)
{
    const uint8_t *stop = line && *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
    size_t length = (size_t)((stop != NULL ? stop : end) - *at);

    MUST(parameters_add(form, name, arena_copy(arena, *at, length), length, PARAMETER_UNTYPED));
    *at += length + (stop != NULL);
}

/* The form shown again with what was typed, and with what is wrong or as it would look. */
static void check_form(struct request *r, const struct typed_comment *typed)
{
    view_set(r->view, "Board.name", "general");
    view_set(r->view, "Board.title", typed->title);
    view_set(r->view, "Form.title", form_raw(r, "title"));
    view_set(r->view, "Form.body", form_raw(r, "body"));
    view_set(r->view, "Preview.body_html", typed->html);
    if (form_ok(r))
        page(r, HTTP_OK, "forum/new.cs");
    else
        page_again(r, "forum/new.cs");
    MUST(r->response.status == HTTP_OK || r->error_count > 0 || typed->html != NULL);
    check_page(r);
}

/* The same refused by the dispatcher, which keeps what was typed on the page that says why. */
static void check_refused_form(struct request *r, const char *code)
{
    r->method = METHOD_POST;
    refuse(r, HTTP_FORBIDDEN, code, "No.");
    check_page(r);
}

/* What was taken, in the box of an edit and sent with the line ends of browsers, is taken as the same. */
static void check_taken_again(struct arena *arena, const char *body)
{
    struct request *r = page_open(arena, "/", "Ann");
    struct buffer sent = buffer_open(arena, strlen(body) + 16);

    for (const char *c = body; *c != '\0'; c++)
        buffer_text(&sent, *c == '\n' ? "\r\n" : (const char[]){*c, '\0'});
    parameters_add(&r->form, "body", sent.data, sent.length, PARAMETER_UNTYPED);
    MUST(strcmp(form_text(r, "body", 1, COMMENT_MAX), body) == 0 && form_ok(r));
    page_close(r);
}

/* ---- what is kept and shown ---- */

static void check_rendered(struct arena *arena, const struct typed_comment *typed)
{
    const char *at = typed->html, *fault = html_fault(typed->html, &at);
    const char *plain = markup_plain(arena, typed->html), *words = words_of(arena, plain);

    if (fault != NULL)
        fprintf(stderr, "%s: %.60s\n", fault, at);
    MUST(fault == NULL);
    MUST(strlen(typed->html) <= 16 * strlen(typed->body) + 4096);
    MUST(strcmp(render_body(arena, typed->body), typed->html) == 0);
    MUST(text_check(plain, strlen(plain), false) == TEXT_VALID || strchr(plain, '\n') == NULL);
    for (const char *c = words; *c != '\0'; c++)
        MUST((unsigned char)*c < 0x80);
}

/* The comment in its discussion, as open pages are sent it and as the block around it has it. */
static const char *shown_alone(struct arena *arena, const struct typed_comment *typed,
                               uint64_t state)
{
    const struct thread thread = {.id = 9, .title = typed->title, .path = "/forum/thread/9/x"};
    const struct comment comment = {
        .id = 12,
        .thread_id = 9,
        .parent_id = 11,
        .level = 2,
        .author_id = 7,
        .author = typed->author,
        .created = 1,
        .edited = 2,
        .score = -3,
        .state = state,
        .html = typed->html,
        .answered_author = typed->author,
        .answered = text_cut(arena, markup_plain(arena, typed->html), 80),
        .deeper = 2,
    };
    const struct piece *one = comment_fragment(page_views(), arena, &thread, &comment);
    const struct piece *answered = answered_fragment(page_views(), arena, &thread, &comment);

    MUST(one != NULL && answered != NULL);
    check_html(answered->bytes);
    check_html(one->bytes);
    /* Kept HTML goes out as it is, or not at all. */
    MUST((strstr(one->bytes, typed->html) != NULL) == (state == COMMENT_SHOWN) ||
         *typed->html == '\0');
    return arena_format(arena, "%s%s", one->bytes, answered->bytes);
}

/* The page that it stands on. */
static const char *shown_whole(struct arena *arena, const struct typed_comment *typed,
                               const char *block)
{
    struct request *r = page_open(arena, "/forum/thread/9/x", typed->author);
    const struct piece piece = {.bytes = block, .length = strlen(block)};
    const char *whole;

    view_set(r->view, "Page.title", typed->title);
    view_set(r->view, "Page.about", text_cut(arena, markup_plain(arena, typed->html), 200));
    view_set(r->view, "Page.canonical",
             arena_format(arena, "/forum/thread/9/%s", text_slug(arena, typed->title)));
    view_piece(r, "Thread.block_html", &piece);
    page(r, HTTP_OK, "forum/thread.cs");
    whole = check_page(r);
    page_close(r);
    return whole;
}

static const char *shown_in_feed(struct arena *arena, const struct typed_comment *typed)
{
    struct request *r = page_open(arena, "/forum/thread/9/comments.atom", NULL);
    struct view_node *line = view_item(r->view, "Lines");
    const char *whole;

    view_set(r->view, "Thread.title", typed->title);
    node_set(line, "author", typed->author);
    node_set(line, "content", typed->html);
    page(r, HTTP_OK, "forum/thread_feed.cs");
    r->response.type = "application/atom+xml; charset=utf-8";
    whole = check_page(r);
    page_close(r);
    return whole;
}

static const char *shown_everywhere(struct arena *arena, const struct typed_comment *typed)
{
    const char *alone = shown_alone(arena, typed, COMMENT_SHOWN);

    shown_alone(arena, typed, COMMENT_REMOVED);
    shown_in_feed(arena, typed);
    return shown_whole(arena, typed, alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    struct request *r = page_open(arena, "/forum/general/new", "Ann");
    const uint8_t *at = data;
    struct typed_comment typed, plain;

    add_field(&r->form, arena, "author", &at, data + size, true);
    add_field(&r->form, arena, "title", &at, data + size, true);
    add_field(&r->form, arena, "body", &at, data + size, false);
    typed = (struct typed_comment){.author = form_line(r, "author", 1, 64),
                                   .title = form_line(r, "title", 1, TITLE_MAX),
                                   .body = form_text(r, "body", 1, COMMENT_MAX)};
    if (form_ok(r)) {
        typed.html = render_body(arena, typed.body);
        check_rendered(arena, &typed);
        check_taken_again(arena, typed.body);
        plain = typed;
        plain.author = plain.title = "x";
        must_be_alike(arena, shown_everywhere(arena, &typed), shown_everywhere(arena, &plain));
    }
    check_form(r, &typed);
    check_refused_form(r, size % 2 == 0 ? "csrf" : "login");
    page_close(r);
    arena_close(arena);
    return 0;
}
