#include "talk/markup.h"

#include <md4c.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"

/* Quotes and lists deeper than this are shown at this depth: a browser lays out no deeper tree. */
#define NESTING_MOST 12

struct rendering {
    struct buffer out;
    unsigned nesting;
    bool refused[32]; /* of the links that are open, whether their tag was left out */
    unsigned links;
};

static void put_escaped(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
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

bool markup_link_fine(const char *url, size_t length)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};

    for (size_t i = 0; i < length; i++)
        if ((unsigned char)url[i] <= 0x20 || url[i] == 0x7F || url[i] == '\\')
            return false;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (length > strlen(schemes[i]) && strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* A link's address as plain text: md4c gives it in parts, with entities apart. */
static char *attribute_text(struct arena *arena, const MD_ATTRIBUTE *attribute)
{
    struct buffer text = buffer_open(arena, attribute->size + 1);

    for (unsigned i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        const char *part = attribute->text + attribute->substr_offsets[i];
        size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

        if (attribute->substr_types[i] == MD_TEXT_ENTITY && length == 5 &&
            memcmp(part, "&amp;", 5) == 0)
            buffer_byte(&text, '&');
        else if (attribute->substr_types[i] == MD_TEXT_NORMAL)
            buffer_put(&text, part, length);
        else
            buffer_byte(&text, ' '); /* any other entity makes the link one that is not shown */
    }
    return text.data;
}

static void open_link(struct rendering *r, const MD_ATTRIBUTE *href)
{
    char *url = attribute_text(r->out.arena, href);
    bool fine = r->links < 32 && markup_link_fine(url, strlen(url));

    if (r->links < 32)
        r->refused[r->links] = !fine;
    r->links++;
    if (!fine)
        return;
    buffer_text(&r->out, "<a href=\"");
    put_escaped(&r->out, url, strlen(url));
    buffer_text(&r->out, "\" rel=\"nofollow ugc noopener\">");
}

static void close_link(struct rendering *r)
{
    r->links--;
    if (r->links < 32 && !r->refused[r->links])
        buffer_text(&r->out, "</a>");
}

/* A block that holds others: left out where it would be nested too deep. */
static void nest(struct rendering *r, bool enter, const char *open, const char *close)
{
    if (!enter)
        r->nesting--;
    if (r->nesting < NESTING_MOST)
        buffer_text(&r->out, enter ? open : close);
    if (enter)
        r->nesting++;
}

static const char *cell_open(MD_BLOCKTYPE type, const MD_BLOCK_TD_DETAIL *cell)
{
    bool head = type == MD_BLOCK_TH;

    switch (cell->align) {
    case MD_ALIGN_RIGHT:
        return head ? "<th class=\"right\">" : "<td class=\"right\">";
    case MD_ALIGN_CENTER:
        return head ? "<th class=\"center\">" : "<td class=\"center\">";
    default:
        return head ? "<th>" : "<td>";
    }
}

static void block(struct rendering *r, MD_BLOCKTYPE type, void *detail, bool enter)
{
    switch (type) {
    case MD_BLOCK_QUOTE: nest(r, enter, "<blockquote>", "</blockquote>"); break;
    case MD_BLOCK_UL: nest(r, enter, "<ul>", "</ul>"); break;
    case MD_BLOCK_OL: nest(r, enter, "<ol>", "</ol>"); break;
    case MD_BLOCK_LI: nest(r, enter, "<li>", "</li>"); break;
    case MD_BLOCK_HR:
        if (enter)
            buffer_text(&r->out, "<hr>");
        break;
    /* A page's headings are its own; a comment's are strong lines. */
    case MD_BLOCK_H:
        buffer_text(&r->out, enter ? "<p class=\"heading\"><strong>" : "</strong></p>");
        break;
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
        buffer_text(&r->out, enter ? cell_open(type, detail)
                                   : (type == MD_BLOCK_TH ? "</th>" : "</td>"));
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML: break;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    block(context, type, detail, true);
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    block(context, type, detail, false);
    return 0;
}

/* A picture becomes a link to it: nothing on a page is fetched from elsewhere. */
static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct rendering *r = context;

    switch (type) {
    case MD_SPAN_A:
        open_link(r, &((MD_SPAN_A_DETAIL *)detail)->href);
        break;
    case MD_SPAN_IMG:
        open_link(r, &((MD_SPAN_IMG_DETAIL *)detail)->src);
        break;
    case MD_SPAN_EM: buffer_text(&r->out, "<em>"); break;
    case MD_SPAN_STRONG: buffer_text(&r->out, "<strong>"); break;
    case MD_SPAN_CODE: buffer_text(&r->out, "<code>"); break;
    case MD_SPAN_DEL: buffer_text(&r->out, "<del>"); break;
    default: break;
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct rendering *r = context;

    (void)detail;
    switch (type) {
    case MD_SPAN_A:
    case MD_SPAN_IMG: close_link(r); break;
    case MD_SPAN_EM: buffer_text(&r->out, "</em>"); break;
    case MD_SPAN_STRONG: buffer_text(&r->out, "</strong>"); break;
    case MD_SPAN_CODE: buffer_text(&r->out, "</code>"); break;
    case MD_SPAN_DEL: buffer_text(&r->out, "</del>"); break;
    default: break;
    }
    return 0;
}

/* An entity such as &auml; goes out as it is, so that the browser decodes it; its form was checked
 * by the parser. Anything else is escaped. */
static int text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE length, void *context)
{
    struct rendering *r = context;

    switch (type) {
    case MD_TEXT_NULLCHAR: buffer_text(&r->out, "\xEF\xBF\xBD"); break;
    case MD_TEXT_BR: buffer_text(&r->out, "<br>"); break;
    case MD_TEXT_SOFTBR: buffer_text(&r->out, "<br>"); break;
    case MD_TEXT_ENTITY:
        if (length > 2 && strspn(bytes, "&#;ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789") >= length)
            buffer_put(&r->out, bytes, length);
        else
            put_escaped(&r->out, bytes, length);
        break;
    default: put_escaped(&r->out, bytes, length);
    }
    return 0;
}

char *markup_html(struct arena *arena, const char *body)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_STRIKETHROUGH |
                 MD_FLAG_TABLES | MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    struct rendering r = {.out = buffer_open(arena, strlen(body) * 2 + 64)};

    if (md_parse(body, (MD_SIZE)strlen(body), &parser, &r) != 0) {
        /* Out of memory inside the parser, or one of its limits: show it plainly. */
        r.out = buffer_open(arena, strlen(body) * 2 + 64);
        buffer_text(&r.out, "<p>");
        put_escaped(&r.out, body, strlen(body));
        buffer_text(&r.out, "</p>");
    }
    return r.out.data;
}
