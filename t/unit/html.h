/* A checker for the HTML that the markup renderer makes: it knows every tag that may be there, to the
 * byte, and takes nothing else. For the unit test and the fuzz target. */
#ifndef LOREHALL_T_HTML_H
#define LOREHALL_T_HTML_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define HTML_DEPTH_MAX 48

/* The tags as they open; where an element has children of one kind only, WITHIN lists the parents
 * that it must have. */
static const struct {
    const char *open, *name, *within;
} html_tags[] = {
    {"<p>", "p", NULL},
    {"<h3>", "h3", NULL},
    {"<h4>", "h4", NULL},
    {"<h5>", "h5", NULL},
    {"<h6>", "h6", NULL},
    {"<strong>", "strong", NULL},
    {"<em>", "em", NULL},
    {"<del>", "del", NULL},
    {"<code>", "code", NULL},
    {"<sup>", "sup", "a"},
    {"<pre>", "pre", NULL},
    {"<blockquote>", "blockquote", NULL},
    {"<ul>", "ul", NULL},
    {"<ol>", "ol", NULL},
    {"<li>", "li", "ul ol"},
    {"<div class=\"table\">", "div", NULL},
    {"<table>", "table", "div"},
    {"<thead>", "thead", "table"},
    {"<tbody>", "tbody", "table"},
    {"<tr>", "tr", "thead tbody"},
    {"<th>", "th", "tr"},
    {"<th class=\"right\">", "th", "tr"},
    {"<th class=\"center\">", "th", "tr"},
    {"<td>", "td", "tr"},
    {"<td class=\"right\">", "td", "tr"},
    {"<td class=\"center\">", "td", "tr"},
};

static const char html_link[] = "<a href=\"";
static const char html_link_end[] = "\" rel=\"nofollow ugc noopener\">";
/* What a named link of ours has behind its path. */
static const char html_ours_end[] = "\" data-card=\"item/";
/* The same where it could be one of several. */
static const char html_several_end[] = "\" class=\"several\">";
static const char html_numbered[] = "<ol start=\"";

struct html_reader {
    const char *at;
    const char *open[HTML_DEPTH_MAX];
    size_t depth;
};

static inline bool html_begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Whether WORD is one of the words of LIST. */
static inline bool html_listed(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; length > 0 && (at = strstr(at, word)) != NULL; at++)
        if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
            return true;
    return false;
}

static inline const char *html_parent(const struct html_reader *r)
{
    return r->depth > 0 ? r->open[r->depth - 1] : "";
}

/* Whether what stands here may stand directly in the parent. */
static inline bool html_may_hold(const char *parent, const char *name)
{
    if (html_listed("ul ol", parent))
        return strcmp(name, "li") == 0;
    if (html_listed("div table thead tbody tr", parent))
        return html_listed("table thead tbody tr th td", name);
    return true;
}

/* Steps over an entity: a name, or the one number that the renderer writes. */
static inline bool html_entity(const char **at)
{
    const char *c = *at + 1;

    if (html_begins(*at, "&#39;")) {
        *at += 5;
        return true;
    }
    if (!isalpha((unsigned char)*c))
        return false;
    while (isalnum((unsigned char)*c))
        c++;
    *at = c + 1;
    return *c == ';';
}

static inline const char *html_push(struct html_reader *r, const char *name)
{
    if (r->depth == HTML_DEPTH_MAX)
        return "nested too deep";
    r->open[r->depth++] = name;
    return NULL;
}

/* A link that a name in double brackets became. */
static inline const char *html_open_ours(struct html_reader *r)
{
    r->at += strlen(html_ours_end);
    while (isdigit((unsigned char)*r->at))
        r->at++;
    if (!html_begins(r->at, "\">"))
        return "a link of ours with other attributes";
    r->at += 2;
    return html_push(r, "a");
}

static inline const char *html_open_link(struct html_reader *r)
{
    for (size_t i = 0; i < r->depth; i++)
        if (strcmp(r->open[i], "a") == 0)
            return "a link within a link";
    r->at += strlen(html_link);
    if (strncasecmp(r->at, "http://", 7) != 0 && strncasecmp(r->at, "https://", 8) != 0 &&
        strncasecmp(r->at, "mailto:", 7) != 0 &&
        (strchr("/#?\"", *r->at) == NULL || html_begins(r->at, "//")))
        return "a link to another scheme";
    while (*r->at != '"') {
        unsigned char c = (unsigned char)*r->at;

        if (c <= ' ' || c == 0x7F || strchr("<>'\\", c) != NULL)
            return "a character in a link that must not be there";
        if (c != '&')
            r->at++;
        else if (!html_entity(&r->at))
            return "an ampersand in a link that is none";
    }
    if (html_begins(r->at, html_ours_end))
        return html_open_ours(r);
    if (html_begins(r->at, html_several_end)) {
        r->at += strlen(html_several_end);
        return html_push(r, "a");
    }
    if (!html_begins(r->at, html_link_end))
        return "a link with other attributes";
    r->at += strlen(html_link_end);
    return html_push(r, "a");
}

static inline const char *html_close(struct html_reader *r)
{
    const char *name = html_parent(r);

    if (r->depth == 0 || !html_begins(r->at + 2, name) || r->at[2 + strlen(name)] != '>')
        return "an end tag of what is not open";
    r->at += strlen(name) + 3;
    r->depth--;
    return NULL;
}

static inline const char *html_tag(struct html_reader *r)
{
    if (r->at[1] == '/')
        return html_close(r);
    if (!html_may_hold(html_parent(r), "") && !html_begins(r->at, "<li>") &&
        !html_begins(r->at, "<t"))
        return "something in a list or table that is no part of it";
    for (size_t i = 0; i < sizeof html_tags / sizeof html_tags[0]; i++) {
        if (!html_begins(r->at, html_tags[i].open))
            continue;
        if (html_tags[i].within != NULL && !html_listed(html_tags[i].within, html_parent(r)))
            return "a part without its whole";
        if (!html_may_hold(html_parent(r), html_tags[i].name))
            return "something in a list or table that is no part of it";
        r->at += strlen(html_tags[i].open);
        return html_push(r, html_tags[i].name);
    }
    if (html_begins(r->at, html_link))
        return html_open_link(r);
    if (html_begins(r->at, html_numbered) && html_may_hold(html_parent(r), "ol")) {
        for (r->at += strlen(html_numbered); isdigit((unsigned char)*r->at);)
            r->at++;
        if (!html_begins(r->at, "\">"))
            return "a list with other attributes";
        r->at += 2;
        return html_push(r, "ol");
    }
    if (html_begins(r->at, "<br>") || html_begins(r->at, "<hr>")) {
        r->at += 4;
        return NULL;
    }
    return "a tag that is not the renderer's";
}

/* What is wrong with HTML, and where (*AT); NULL when nothing is. */
static inline const char *html_fault(const char *html, const char **at)
{
    struct html_reader r = {.at = html};
    const char *fault = NULL;

    while (fault == NULL && *r.at != '\0') {
        *at = r.at;
        if (*r.at == '<')
            fault = html_tag(&r);
        else if (!html_may_hold(html_parent(&r), ""))
            fault = "text in a list or table outside its parts";
        else if (*r.at == '&')
            fault = html_entity(&r.at) ? NULL : "an ampersand that is none";
        else if (strchr(">\"'", *r.at++) != NULL)
            fault = "a character that was not escaped";
    }
    if (fault == NULL && r.depth > 0)
        fault = "a tag that was not closed";
    return fault;
}

#endif
