/* Writes HTML for what md4c reads. Not by md4c's own writer: what may be in a comment is decided
 * here, tag by tag, so that nothing gets in by a feature of the parser that nobody thought of.
 * Everything that comes out was put by this file or escaped by it.
 *
 * All of it is bounded by what was typed: nesting (NESTING_MAX), spans, and the length of the
 * output (GROWTH_MAX), as one long address may be referred to a thousand times. */
#include "talk/markup.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "talk/markup_given.h"

/* Quotes and lists deeper than this are shown at this depth, and so is emphasis: a browser lays out
 * no deeper tree. */
#define NESTING_MAX 12
/* HTML is at most so many times as long as what was typed. What honest text needs is far below (a
 * table's cells take most, about twelve); references to one long link could make a thousand. */
#define GROWTH_MAX 16
#define REPLACEMENT "\xEF\xBF\xBD"  /* U+FFFD */
#define SEVERAL_MARK "<sup>?</sup>" /* behind a name that could be several */
/* A span that is open, and its end tag; NULL where its tag was left out. */
struct span {
    MD_SPANTYPE type;
    const char *end;
    size_t start;        /* of what is in it, in the output */
    const char *plain;   /* what stands there when the writer gave no text: the link's target */
    const char *name;    /* and what is shown then; NULL: the same */
    const char *refused; /* the address of a link that is none */
    const char *address; /* of a picture: shown where it has no text */
};

struct rendering {
    struct buffer out;
    size_t links;   /* bytes of all links' addresses, shown or not */
    size_t max;     /* of out and links together */
    unsigned depth; /* of quotes and lists */
    struct span spans[3 * NESTING_MAX];
    size_t span_count;
    struct markup_links *named; /* NULL: names lead nowhere */
    struct markup_given given;
};

/* Ends the parsing when all this has outgrown its bounds. Only what is below 0 comes through all of
 * md4c 0.4.8's levels. */
static int too_long(const struct rendering *r)
{
    return r->out.length + r->links > r->max ? -1 : 0;
}

void markup_escape(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char typed = markup_sheltered(text + i, length - i);

        if (typed != 0) {
            buffer_byte(out, typed);
            i += MARKUP_SHELTER - 1;
            continue;
        }
        switch (text[i]) {
        case '&': buffer_text(out, "&amp;"); break;
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        case '"': buffer_text(out, "&quot;"); break;
        case '\'': buffer_text(out, "&#39;"); break;
        default: buffer_byte(out, text[i]);
        }
    }
}

/* ---- spans: md4c 0.4.8 does not always close what it opens ("~http://a.b~&"), so we do ---- */

static bool in_link(const struct rendering *r)
{
    for (size_t i = 0; i < r->span_count; i++)
        if (r->spans[i].end != NULL && strcmp(r->spans[i].end, "</a>") == 0)
            return true;
    return false;
}

/* Whether this stands in a picture's text, which is text alone. */
static bool in_picture(const struct rendering *r)
{
    for (size_t i = 0; i < r->span_count; i++)
        if (r->spans[i].type == MD_SPAN_IMG)
            return true;
    return false;
}

static bool span_fits(const struct rendering *r)
{
    return r->span_count < sizeof r->spans / sizeof r->spans[0];
}

/* Remembers a span whose tag was put, or was left out (END NULL). */
static void push_span(struct rendering *r, MD_SPANTYPE type, const char *end)
{
    if (span_fits(r))
        r->spans[r->span_count++] = (struct span){.type = type, .end = end, .start = r->out.length};
}

/* Closes all spans but the first COUNT. */
static void close_spans(struct rendering *r, size_t count)
{
    while (r->span_count > count) {
        const char *end = r->spans[--r->span_count].end;

        if (end != NULL)
            buffer_text(&r->out, end);
    }
}

/* A picture becomes a link to it, as nothing on a page is fetched from elsewhere; within a link it
 * is part of that, as HTML has no links within links. What may be no link stays as it was typed. */
static void open_link(struct rendering *r, MD_SPANTYPE type, const MD_ATTRIBUTE *href)
{
    bool known;
    char *url = markup_address(r->out.arena, href, &known);

    r->links += href->size;
    if (!span_fits(r) || in_link(r)) {
        push_span(r, type, NULL);
        return;
    }
    if (!known || !markup_link_valid(url)) {
        push_span(r, type, NULL);
        r->spans[r->span_count - 1].refused = url;
        return;
    }
    buffer_text(&r->out, "<a href=\"");
    markup_put_address(&r->out, url);
    buffer_text(&r->out, "\" rel=\"nofollow ugc noopener\">");
    push_span(r, type, "</a>");
    if (type == MD_SPAN_IMG)
        r->spans[r->span_count - 1].address = url;
}

/* Whether HTML shows nothing. */
static bool is_blank_html(struct arena *arena, const char *html, size_t length)
{
    return text_blank(markup_plain(arena, arena_copy(arena, html, length)));
}

/* Puts what a refused link was typed as around the text that was given it. */
static void finish_refused(struct rendering *r, const struct span *span)
{
    char *shown = arena_copy(r->out.arena, r->out.data + span->start, r->out.length - span->start);
    struct buffer plain = buffer_open(r->out.arena, 64);
    bool bare;

    markup_escape(&plain, span->refused, strlen(span->refused));
    bare = strcmp(plain.data, shown) == 0;
    r->out.length = span->start;
    buffer_text(&r->out, bare ? "&lt;" : span->type == MD_SPAN_IMG ? "![" : "[");
    buffer_text(&r->out, shown);
    if (bare) {
        buffer_text(&r->out, "&gt;");
        return;
    }
    buffer_text(&r->out, "](");
    buffer_text(&r->out, plain.data);
    buffer_text(&r->out, ")");
}

/* What was typed of LENGTH bytes of what the parser was given. */
static void put_typed(struct rendering *r, const char *text, size_t length)
{
    const struct markup_given *given = &r->given;
    size_t from = 0, start, low = 0, high = given->added_count;

    if (given->added_count == 0 || text < given->text || text > given->text + given->length) {
        markup_escape(&r->out, text, length);
        return;
    }
    start = (size_t)(text - given->text);
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (given->added[middle] < start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < given->added_count && given->added[low] < start + length; low++) {
        markup_escape(&r->out, text + from, given->added[low] - start - from);
        from = given->added[low] - start + 1;
    }
    markup_escape(&r->out, text + from, length - from);
}

/* A name as it is looked up: as it was typed, without what surrounds it. */
static const char *name_typed(struct arena *arena, const char *name)
{
    struct buffer typed = buffer_open(arena, strlen(name) + 1);

    for (; *name != '\0'; name++) {
        char c = markup_sheltered(name, strlen(name));

        buffer_byte(&typed, c != 0 ? c : *name);
        name += c != 0 ? MARKUP_SHELTER - 1 : 0;
    }
    return text_normal(arena, text_visible(arena, typed.data));
}

/* Looks a name up, within the bounds of one comment. */
static bool find_name(struct rendering *r, const char *name, struct markup_target *target)
{
    struct markup_links *named = r->named;

    if (named->asked == LINKS_MAX)
        return false;
    named->asked++;
    if (!named->find(named->context, name_typed(r->out.arena, name), target))
        return false;
    if (target->subject == NULL)
        return true;
    for (size_t i = 0; i < named->count; i++)
        if (strcmp(named->subjects[i], target->subject) == 0)
            return true;
    named->subjects[named->count++] = target->subject;
    return true;
}

/* "item/12", where a subject's card is found (static/js/cards.js), of "item:12". */
static void put_card(struct buffer *out, const char *subject)
{
    size_t kind = strcspn(subject, ":");

    markup_escape(out, subject, kind);
    buffer_byte(out, '/');
    markup_escape(out, subject + kind + 1, strlen(subject + kind + 1));
}

/* "[[name]]": a link of ours, with a card; or the brackets again. */
static void open_name(struct rendering *r, MD_SPANTYPE type, const MD_ATTRIBUTE *written)
{
    bool known, found;
    char *name = markup_address(r->out.arena, written, &known);
    struct markup_target target;

    r->links += written->size;
    if (!span_fits(r))
        return;
    found = !in_link(r) && find_name(r, name, &target);
    if (found) {
        buffer_text(&r->out, "<a href=\"");
        markup_escape(&r->out, target.path, strlen(target.path));
        if (target.subject != NULL) {
            buffer_text(&r->out, "\" data-card=\"");
            put_card(&r->out, target.subject);
            buffer_text(&r->out, "\">");
        } else
            buffer_text(&r->out, "\" class=\"several\">");
    } else {
        buffer_text(&r->out, "[[");
    }
    push_span(r, type, !found ? "]]" : target.subject != NULL ? "</a>" : SEVERAL_MARK "</a>");
    r->spans[r->span_count - 1].plain = name;
    r->spans[r->span_count - 1].name = found ? target.name : NULL;
}

/* Whether nothing but the target stands in a named link that is about to be closed. */
static bool stands_alone(struct rendering *r, const struct span *span)
{
    struct buffer plain = buffer_open(r->out.arena, 64);

    markup_escape(&plain, span->plain, strlen(span->plain));
    return r->out.length - span->start == plain.length &&
           memcmp(r->out.data + span->start, plain.data, plain.length) == 0;
}

/* A target standing alone gives way to its proper name; one that was not found comes back in front
 * of the text that was given it. */
static void finish_name(struct rendering *r, const struct span *span)
{
    bool alone = stands_alone(r, span);
    char *given;

    if (alone == (span->name == NULL))
        return;
    given = arena_copy(r->out.arena, r->out.data + span->start, r->out.length - span->start);
    r->out.length = span->start;
    if (alone) {
        markup_escape(&r->out, span->name, strlen(span->name));
        return;
    }
    if (span->name == NULL) {
        markup_escape(&r->out, span->plain, strlen(span->plain));
        buffer_byte(&r->out, '|');
    }
    buffer_text(&r->out, given);
}

static void open_span(struct rendering *r, MD_SPANTYPE type, const char *tag, const char *end)
{
    bool shown = r->span_count < NESTING_MAX && !in_picture(r);

    if (shown)
        buffer_text(&r->out, tag);
    push_span(r, type, shown ? end : NULL);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct rendering *r = context;

    switch (type) {
    case MD_SPAN_A: open_link(r, type, &((MD_SPAN_A_DETAIL *)detail)->href); break;
    case MD_SPAN_WIKILINK: open_name(r, type, &((MD_SPAN_WIKILINK_DETAIL *)detail)->target); break;
    case MD_SPAN_IMG: open_link(r, type, &((MD_SPAN_IMG_DETAIL *)detail)->src); break;
    case MD_SPAN_EM: open_span(r, type, "<em>", "</em>"); break;
    case MD_SPAN_STRONG: open_span(r, type, "<strong>", "</strong>"); break;
    case MD_SPAN_CODE: open_span(r, type, "<code>", "</code>"); break;
    case MD_SPAN_DEL: open_span(r, type, "<del>", "</del>"); break;
    default: break;
    }
    return too_long(r);
}

/* Closes what md4c forgot to: all spans above the one that ends. */
static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct rendering *r = context;

    (void)detail;
    for (size_t i = r->span_count; i-- > 0;) {
        if (r->spans[i].type == type) {
            close_spans(r, i + 1);
            if (r->spans[i].plain != NULL)
                finish_name(r, &r->spans[i]);
            if (r->spans[i].refused != NULL)
                finish_refused(r, &r->spans[i]);
            if (r->spans[i].address != NULL &&
                is_blank_html(r->out.arena, r->out.data + r->spans[i].start,
                              r->out.length - r->spans[i].start))
                markup_escape(&r->out, r->spans[i].address, strlen(r->spans[i].address));
            close_spans(r, i);
            break;
        }
    }
    return 0;
}

/* ---- blocks ---- */

/* A block that holds others: left out where it would be nested too deep. */
static void nest(struct rendering *r, bool enter, const char *open, const char *close)
{
    if (!enter)
        r->depth--;
    if (r->depth < NESTING_MAX)
        buffer_text(&r->out, enter ? open : close);
    if (enter)
        r->depth++;
}

/* A numbered list begins at the number that was typed. */
static void open_numbered(struct rendering *r, const MD_BLOCK_OL_DETAIL *list)
{
    if (r->depth >= NESTING_MAX)
        return;
    if (list->start == 1)
        buffer_text(&r->out, "<ol>");
    else
        buffer_format(&r->out, "<ol start=\"%u\">", list->start);
}

/* A comment's headings are below those of its page, h1 and h2. */
static void heading(struct rendering *r, const MD_BLOCK_H_DETAIL *h, bool enter)
{
    static const char *const tags[][2] = {{"</h3>", "<h3>"},
                                          {"</h4>", "<h4>"},
                                          {"</h5>", "<h5>"},
                                          {"</h6>", "<h6>"}};

    buffer_text(&r->out, tags[h->level < 4 ? h->level - 1 : 3][enter]);
}

/* A list's own tag: there just when its items' tags are, which nest. */
static void list(struct rendering *r, const char *tag)
{
    if (r->depth < NESTING_MAX)
        buffer_text(&r->out, tag);
}

static const char *cell_open(MD_BLOCKTYPE type, const MD_BLOCK_TD_DETAIL *cell)
{
    bool head = type == MD_BLOCK_TH;

    switch (cell->align) {
    case MD_ALIGN_RIGHT: return head ? "<th class=\"right\">" : "<td class=\"right\">";
    case MD_ALIGN_CENTER: return head ? "<th class=\"center\">" : "<td class=\"center\">";
    default: return head ? "<th>" : "<td>";
    }
}

/* Every tag that a comment can have is written in this file as a constant; what md4c hands over
 * besides is text, which is escaped. Raw HTML is text as well, as the parser is told to know
 * none. */
static void block(struct rendering *r, MD_BLOCKTYPE type, void *detail, bool enter)
{
    close_spans(r, 0);
    switch (type) {
    case MD_BLOCK_QUOTE: nest(r, enter, "<blockquote>", "</blockquote>"); break;
    case MD_BLOCK_UL: list(r, enter ? "<ul>" : "</ul>"); break;
    case MD_BLOCK_OL:
        if (enter)
            open_numbered(r, detail);
        else
            list(r, "</ol>");
        break;
    case MD_BLOCK_LI: nest(r, enter, "<li>", "</li>"); break;
    case MD_BLOCK_HR:
        if (enter)
            buffer_text(&r->out, "<hr>");
        break;
    case MD_BLOCK_H: heading(r, detail, enter); break;
    case MD_BLOCK_CODE: buffer_text(&r->out, enter ? "<pre><code>" : "</code></pre>"); break;
    case MD_BLOCK_P: buffer_text(&r->out, enter ? "<p>" : "</p>"); break;
    case MD_BLOCK_TABLE:
        buffer_text(&r->out, enter ? "<div class=\"table\"><table>" : "</table></div>");
        break;
    case MD_BLOCK_THEAD: buffer_text(&r->out, enter ? "<thead>" : "</thead>"); break;
    case MD_BLOCK_TBODY: buffer_text(&r->out, enter ? "<tbody>" : "</tbody>"); break;
    case MD_BLOCK_TR: buffer_text(&r->out, enter ? "<tr>" : "</tr>"); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        buffer_text(&r->out,
                    enter ? cell_open(type, detail) : (type == MD_BLOCK_TH ? "</th>" : "</td>"));
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML: break;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    block(context, type, detail, true);
    return too_long(context);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    block(context, type, detail, false);
    return 0;
}

/* ---- text ---- */

/* Puts one code point as UTF-8, or U+FFFD when text may not hold it: a comment must not smuggle in
 * as an entity what it may not hold as it is. */
static void put_code_point(struct buffer *out, unsigned long c)
{
    struct buffer utf8 = buffer_open(out->arena, 4);

    if (c > 0 && c <= 0x10FFFF)
        text_put_point(&utf8, (uint32_t)c);
    if (utf8.length == 0 || text_check(utf8.data, utf8.length, true) != TEXT_VALID ||
        text_check(utf8.data, utf8.length, false) == TEXT_BIDI_CONTROL)
        buffer_text(out, REPLACEMENT);
    else
        markup_escape(out, utf8.data, utf8.length);
}

/* An entity whose form the parser has checked: &#10; &#xA; &auml;. A name goes out as it is, so
 * that the browser knows what it stands for. */
static void put_entity(struct buffer *out, const char *entity, size_t length)
{
    if (entity[1] == '#')
        put_code_point(out, entity[2] == 'x' || entity[2] == 'X' ? strtoul(entity + 3, NULL, 16)
                                                                 : strtoul(entity + 2, NULL, 10));
    else if (length == 5 && (memcmp(entity, "&lrm;", 5) == 0 || memcmp(entity, "&rlm;", 5) == 0))
        buffer_text(out, REPLACEMENT); /* the only names of what reorders text */
    else
        buffer_put(out, entity, length);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE length, void *context)
{
    struct rendering *r = context;

    switch (type) {
    case MD_TEXT_NULLCHAR: buffer_text(&r->out, REPLACEMENT); break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR: buffer_text(&r->out, "<br>"); break;
    case MD_TEXT_ENTITY: put_entity(&r->out, bytes, length); break;
    default: put_typed(r, bytes, length);
    }
    return too_long(r);
}

char *markup_html(struct arena *arena, const char *body, struct markup_links *links)
{
    MD_PARSER parser = {
        .flags = (links != NULL ? MD_FLAG_WIKILINKS : 0) | MD_FLAG_NOHTML |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS |
                 MD_FLAG_STRIKETHROUGH | MD_FLAG_TABLES,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    struct rendering r = {.out = buffer_open(arena, strlen(body) * 2 + 64),
                          .max = strlen(body) * GROWTH_MAX + 1024,
                          .named = links,
                          .given = markup_prepare(arena, body)};

    if (md_parse(r.given.text, (MD_SIZE)r.given.length, &parser, &r) != 0) {
        /* One of our limits or the parser's, or it is out of memory: show it plainly. */
        r.out = buffer_open(arena, strlen(body) * 2 + 64);
        buffer_text(&r.out, "<p>");
        markup_escape(&r.out, body, strlen(body));
        buffer_text(&r.out, "</p>");
    }
    return r.out.data;
}

/* The character that a reference stands for, of those that are written in escaping, and a blank; 0
 * for any other. */
static char referred(const char *reference, size_t *length)
{
    static const struct {
        const char *name;
        char character;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
                 {"&quot;", '"'}, {"&#39;", '\''}, {"&nbsp;", ' '}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        *length = strlen(known[i].name);
        if (strncmp(reference, known[i].name, *length) == 0)
            return known[i].character;
    }
    return 0;
}

/* Whether a tag is one within a line, between whose sides no space belongs. */
static bool within_line(const char *tag)
{
    static const char *const inlines[] = {"a", "em", "strong", "del", "code"};
    const char *name = tag + 1 + (tag[1] == '/');
    size_t length = strcspn(name, " >");

    for (size_t i = 0; i < sizeof inlines / sizeof inlines[0]; i++)
        if (strlen(inlines[i]) == length && strncmp(name, inlines[i], length) == 0)
            return true;
    return false;
}

/* One blank, whatever stood for it. */
static void put_blank(struct buffer *text)
{
    if (text->length > 0 && text->data[text->length - 1] != ' ')
        buffer_byte(text, ' ');
}

char *markup_plain(struct arena *arena, const char *html)
{
    struct buffer text = buffer_open(arena, strlen(html) + 1);
    size_t length;
    char character;

    while (*html != '\0') {
        if (strncmp(html, SEVERAL_MARK, strlen(SEVERAL_MARK)) == 0) {
            html += strlen(SEVERAL_MARK);
            continue;
        }
        if (*html == '<') {
            if (!within_line(html))
                put_blank(&text);
            html += strcspn(html, ">");
            html += *html == '>';
            continue;
        }
        character = *html == '&' ? referred(html, &length) : 0;
        if (character == 0 && *html == '\n')
            put_blank(&text);
        else
            buffer_byte(&text, character != 0 ? character : *html);
        html += character != 0 ? length : 1;
    }
    return text_normal(arena, text.data);
}
