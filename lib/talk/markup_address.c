/* Addresses of links: see markup.h and markup_given.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "talk/markup.h"
#include "talk/markup_given.h"

/* Whether "HOST:…" of LENGTH bytes before the colon is a host with a port. */
static bool host_and_port(const char *url, size_t length)
{
    return memchr(url, '.', length) != NULL && url[length + 1] >= '0' && url[length + 1] <= '9';
}

/* Whether LENGTH bytes before a colon hold a sign that neither a scheme nor a host has: a path of
 * ours. */
static bool is_path(const char *url, size_t length)
{
    return strcspn(url, "()!*,;=$'~@") < length;
}

bool markup_link_valid(const char *url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    size_t first = strcspn(url, ":/?#");

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strlen(url) > strlen(schemes[i]) &&
            strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return url[first] != ':' || host_and_port(url, first) || is_path(url, first);
}

/* Whether what an address without a scheme begins with is a host: "example.com", "www.x.org:80". */
static bool begins_with_host(const char *url)
{
    size_t length = strcspn(url, ":/?#"), letters = 0;
    const char *dot = NULL;

    for (size_t i = 1; i < length; i++)
        if (url[i] == '.')
            dot = url + i;
    if (dot == NULL)
        return false;
    for (size_t i = 0; i < length; i++)
        if (strchr("%\\ ", url[i]) != NULL)
            return false;
    for (const char *c = dot + 1; c < url + length; c++)
        letters += (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c & 0x80) != 0;
    return letters >= 2 && letters == (size_t)(url + length - dot - 1);
}

/* What must stand before an address for it to lead where its writer meant: what has no scheme leads
 * to a host, or from the root of this site, as a comment stands on pages of many paths. */
static const char *before_address(const char *url)
{
    size_t first = strcspn(url, ":/?#");

    if (url[0] == '/' && url[1] == '/')
        return "https:";
    if (*url == '\0' || *url == '/' || *url == '#' || *url == '?')
        return "";
    if (begins_with_host(url))
        return "https://";
    return url[first] == ':' && !is_path(url, first) ? "" : "/";
}

/* An address as it stands in an attribute: what a URL may not hold is percent-encoded, and so is
 * the backslash, which browsers take for a slash. */
void markup_put_address(struct buffer *out, const char *url)
{
    buffer_text(out, before_address(url));
    for (; *url != '\0'; url++) {
        char typed = markup_sheltered(url, strlen(url));
        unsigned char c = (unsigned char)(typed != 0 ? typed : *url);

        url += typed != 0 ? MARKUP_SHELTER - 1 : 0;
        if (c <= 0x20 || c == 0x7F || strchr("\\\"<>`^{|}[]", c) != NULL)
            buffer_format(out, "%%%02X", c);
        else
            markup_escape(out, (const char *)&c, 1);
    }
}

/* What an entity in an address stands for; false for a name that is rarely there, whose address is
 * shown as it was typed. */
static bool put_reference(struct buffer *out, const char *entity, size_t length)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp", "&"},         {"quot", "\""},        {"lt", "<"},
                 {"gt", ">"},          {"auml", "\xC3\xA4"},  {"ouml", "\xC3\xB6"},
                 {"uuml", "\xC3\xBC"}, {"Auml", "\xC3\x84"},  {"Ouml", "\xC3\x96"},
                 {"Uuml", "\xC3\x9C"}, {"eacute", "\xC3\xA9"}};

    if (entity[1] == '#') {
        unsigned long c = entity[2] == 'x' || entity[2] == 'X' ? strtoul(entity + 3, NULL, 16)
                                                               : strtoul(entity + 2, NULL, 10);

        size_t before = out->length;

        if (c == 0 || c > 0x10FFFF)
            return false;
        text_put_point(out, (uint32_t)c);
        if (text_check(out->data + before, out->length - before, false) == TEXT_VALID)
            return true;
        out->length = before;
        out->data[before] = '\0';
        return false;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) + 2 == length &&
            memcmp(known[i].name, entity + 1, length - 2) == 0) {
            buffer_text(out, known[i].text);
            return true;
        }
    }
    return false;
}

/* An address as plain text: md4c gives it in parts, with entities apart. *KNOWN tells whether all
 * of them are. */
char *markup_address(struct arena *arena, const MD_ATTRIBUTE *attribute, bool *known)
{
    struct buffer text = buffer_open(arena, attribute->size + 1);

    *known = true;
    for (unsigned i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        const char *part = attribute->text + attribute->substr_offsets[i];
        size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

        if (attribute->substr_types[i] == MD_TEXT_NORMAL || !put_reference(&text, part, length)) {
            *known = *known && attribute->substr_types[i] == MD_TEXT_NORMAL;
            buffer_put(&text, part, length);
        }
    }
    return text.data;
}

/* Whether an address, up to its quote, is of this site: a path of it, or below its origin. */
static bool leads_here(const char *url, const char *origin)
{
    size_t length = strlen(origin);

    if (*url == '/')
        return url[1] != '/' && url[1] != '\\';
    return *url == '#' || *url == '?' ||
           (strncmp(url, origin, length) == 0 && (url[length] == '/' || url[length] == '"'));
}

size_t markup_links_elsewhere(const char *html, const char *origin)
{
    static const char begin[] = "href=\""; /* a quote in text is escaped */
    size_t count = 0;

    for (const char *at = html; (at = strstr(at, begin)) != NULL;) {
        at += strlen(begin);
        count += !leads_here(at, origin);
    }
    return count;
}
