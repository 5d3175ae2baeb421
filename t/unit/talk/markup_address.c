/* Addresses within a comment's markup: links and pictures. */
#include "../rendered.h"

#define REL "\" rel=\"nofollow ugc noopener\">"

static void a_link_without_a_scheme_leads_to_its_host_or_to_this_site(void **state)
{
    (void)state;
    renders_as("[x](example.com/x)", "<p><a href=\"https://example.com/x" REL "x</a></p>");
    renders_as("[x](www.example.com:80)",
               "<p><a href=\"https://www.example.com:80" REL "x</a></p>");
    renders_as("www.example.com",
               "<p><a href=\"http://www.example.com" REL "www.example.com</a></p>");
    renders_as("[x](//example.com/x)", "<p><a href=\"https://example.com/x" REL "x</a></p>");
    renders_as("[x](/beastiary/npc/1/vox?a=b#c-1)",
               "<p><a href=\"/beastiary/npc/1/vox?a=b#c-1" REL "x</a></p>");
    renders_as("[x](forum/) [y](#c-1)",
               "<p><a href=\"/forum/" REL "x</a> <a href=\"#c-1" REL "y</a></p>");
    renders_as("[x](/\\evil.com) [y](\\\\evil.com)",
               "<p><a href=\"/%5Cevil.com" REL "x</a> <a href=\"/%5Cevil.com" REL "y</a></p>");
    renders_as("[x](foo\\)\\:) [y](java(script:alert)",
               "<p><a href=\"/foo):" REL "x</a> [y](java(script:alert)</p>");
}

static void a_link_that_is_refused_stays_as_it_was_typed(void **state)
{
    (void)state;
    renders_as("[x](http://a/&#xD800;) [x](http://a/&#xFDD0;)",
               "<p>[x](http://a/&amp;#xD800;) [x](http://a/&amp;#xFDD0;)</p>");
    renders_as("[x](http://a/&#x202E;)", "<p>[x](http://a/&amp;#x202E;)</p>");
    renders_as("see [my *page*](ftp://a.b/c) now",
               "<p>see [my <em>page</em>](ftp://a.b/c) now</p>");
    renders_as("![x](data:y)", "<p>![x](data:y)</p>");
    renders_as("<ftp://a.b>", "<p>&lt;ftp://a.b&gt;</p>");
    renders_as("[x](javascript:alert('&amp;'))", "<p>[x](javascript:alert(&#39;&amp;&#39;))</p>");
}

static void a_link_is_marked_as_not_ours(void **state)
{
    (void)state;
    renders_as("[x](http://a.b/c)", "<p><a href=\"http://a.b/c" REL "x</a></p>");
    renders_as("[x](HTTPS://a.b \"title\")", "<p><a href=\"HTTPS://a.b" REL "x</a></p>");
    renders_as("[x](mailto:a@b.c)", "<p><a href=\"mailto:a@b.c" REL "x</a></p>");
    renders_as("<http://a.b>", "<p><a href=\"http://a.b" REL "http://a.b</a></p>");
    renders_as("<a@b.c>", "<p><a href=\"mailto:a@b.c" REL "a@b.c</a></p>");
    renders_as("see https://a.b/c?d=e.",
               "<p>see <a href=\"https://a.b/c?d=e" REL "https://a.b/c?d=e</a>.</p>");
    renders_as("[x]\n\n[x]: http://a.b", "<p><a href=\"http://a.b" REL "x</a></p>");
    renders_as("[**x**](http://ä)", "<p><a href=\"http://ä" REL "<strong>x</strong></a></p>");
}

static void an_address_is_escaped_in_its_attribute(void **state)
{
    (void)state;
    renders_as("[x](http://a/?b=c&d=e&amp;f)",
               "<p><a href=\"http://a/?b=c&amp;d=e&amp;f" REL "x</a></p>");
    renders_as("[x](http://a/\"onclick='y'<b>)",
               "<p><a href=\"http://a/%22onclick=&#39;y&#39;%3Cb%3E" REL "x</a></p>");
}

/* What must not become a link, as it would stand in one. */
static const char *const no_links[] = {"javascript:alert(1)",
                                       "JaVaScRiPt:alert(1)",
                                       "javascript://a.b/%0aalert(1)",
                                       "&#106;avascript:alert(1)",
                                       "&#x6A;avascript:alert(1)",
                                       "javascript&colon;alert(1)",
                                       "javascript&#58;alert(1)",
                                       "java&Tab;script:alert(1)",
                                       "java&NewLine;script:alert(1)",
                                       "java&#10;script:alert(1)",
                                       "java&#x0D;script:alert(1)",
                                       "java%0ascript:alert(1)",
                                       "java\tscript:alert(1)",
                                       "<java\tscript:alert(1)>",
                                       "&#1;javascript:alert(1)",
                                       "\x01javascript:alert(1)",
                                       "&nbsp;javascript:alert(1)",
                                       "\xC2\xA0javascript:alert(1)",
                                       "\xEF\xBB\xBFjavascript:alert(1)",
                                       "javascript\\:alert(1)",
                                       "\\javascript:alert(1)",
                                       "<javascript:alert(1)>",
                                       "< javascript:alert(1)>",
                                       "vbscript:msgbox(1)",
                                       "data:text/html,<script>alert(1)</script>",
                                       "data:image/svg+xml;base64,PHN2Zz4=",
                                       "blob:x",
                                       "file:///etc/passwd",
                                       "about:blank",
                                       "ftp://a.b",
                                       "feed:javascript:alert(1)",
                                       "view-source:javascript:alert(1)",
                                       "x:y",
                                       "http:",
                                       "http:/a",
                                       "http://",
                                       "https:a",
                                       "http:\\\\evil.com",
                                       "http://a&#10;b",
                                       "http&colon;//a",
                                       " http ://a",
                                       "mailto:",
                                       "xhttp://a",
                                       "http://a&nbsp;b"};

static void no_other_scheme_becomes_a_link(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(no_links); i++) {
        const char *forms[] = {"[text](%s)", "![text](%s)", "[text]: %s\n\n[text]"};

        for (size_t j = 0; j < COUNT(forms); j++) {
            struct buffer body = buffer_open(arena, 64);
            const char *at = strchr(forms[j], '%');

            buffer_put(&body, forms[j], (size_t)(at - forms[j]));
            buffer_text(&body, no_links[i]);
            buffer_text(&body, at + 2);
            if (text_check(body.data, body.length, true) == TEXT_VALID &&
                strstr(html_of(body.data), "href=") != NULL)
                fail_msg("a link: %s", body.data);
            assert_non_null(strstr(markup_html(arena, body.data, NULL), "text"));
        }
    }
    assert_null(strstr(html_of("<javascript:alert(1)>"), "href="));
    assert_null(strstr(html_of("see javascript:alert(1) and ftp://a.b"), "href="));
}

static void a_schemes_end_and_control_characters_are_looked_at(void **state)
{
    static const char *const valid[] = {"http://a",
                                        "HTTPS://A",
                                        "MailTo:a",
                                        "http://a%20b#c?d",
                                        "",
                                        "/a:b",
                                        "a/b:c",
                                        "//a",
                                        "a.b:80/c",
                                        "#a",
                                        "http",
                                        "foo):",
                                        "javascript(1):x"};
    static const char *const refused[] = {"http:",     "http://",      "https://",
                                          "mailto:",   "javascript:x", " http://a",
                                          "httpx://a", "a.b:c",        "httphttp://a"};

    (void)state;
    for (size_t i = 0; i < COUNT(valid); i++)
        assert_true(markup_link_valid(valid[i]));
    for (size_t i = 0; i < COUNT(refused); i++)
        assert_false(markup_link_valid(refused[i]));
}

static void a_picture_becomes_a_link_to_it(void **state)
{
    (void)state;
    renders_as("![map](http://a/b.png \"t\")", "<p><a href=\"http://a/b.png" REL "map</a></p>");
    renders_as("![a ![b](http://b) c](http://a)", "<p><a href=\"http://a" REL "a b c</a></p>");
    renders_as("![a *b* **c** `d` ~~e~~](http://a) *f*",
               "<p><a href=\"http://a" REL "a b c d e</a> <em>f</em></p>");
    renders_as("![a *b*](data:y)", "<p>![a b](data:y)</p>");
    renders_as("![](http://a/b.png)", "<p><a href=\"http://a/b.png" REL "http://a/b.png</a></p>");
    renders_as("![&nbsp;](http://a?b&c)",
               "<p><a href=\"http://a?b&amp;c" REL "&nbsp;http://a?b&amp;c</a></p>");
}

static void a_picture_within_a_link_is_part_of_the_link(void **state)
{
    (void)state;
    renders_as("[![map](http://small)](http://large)",
               "<p><a href=\"http://large" REL "map</a></p>");
    renders_as("[![map](http://small)](javascript:x)",
               "<p>[<a href=\"http://small" REL "map</a>](javascript:x)</p>");
    renders_as("[a ![b](http://b) c](javascript:x) [d](http://d)",
               "<p>[a <a href=\"http://b" REL "b</a> c](javascript:x) <a href=\"http://d" REL
               "d</a></p>");
    html_of(
        arena_format(arena, "%sx%s", repeated_text("![", 200), repeated_text("](http://a)", 200)));
    html_of(arena_format(arena, "%sx%s", repeated_text("![", 200),
                         repeated_text("](javascript:a)", 200)));
}

static void elsewhere(const char *body, size_t count)
{
    const char *html = markup_html(arena, body, NULL);

    assert_int_equal(markup_links_elsewhere(html, "https://everquest.example:8080"), count);
}

static void links_to_other_sites_are_told_from_those_that_stay(void **state)
{
    (void)state;
    elsewhere("No link. `https://a.example` &lt;a href=\"https://a.example\">", 0);
    elsewhere("https://a.example www.b.example <https://c.example> [d](http://d.example)", 4);
    elsewhere("![a](https://a.example/a.png) <mailto:x@b.example>", 2);
    elsewhere("[a](/forum/) [b](#c-1) [c](?q=x) https://everquest.example:8080/forum/", 0);
    elsewhere("[a](//a.example/) [b](https://everquest.example:8080.evil.example/)"
              " [c](https://everquest.example:8080@evil.example/)",
              3);
    elsewhere("[a](https://everquest.example/)", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_link_without_a_scheme_leads_to_its_host_or_to_this_site),
        UNIT(a_link_that_is_refused_stays_as_it_was_typed),
        UNIT(a_link_is_marked_as_not_ours),
        UNIT(an_address_is_escaped_in_its_attribute),
        UNIT(no_other_scheme_becomes_a_link),
        UNIT(a_schemes_end_and_control_characters_are_looked_at),
        UNIT(a_picture_becomes_a_link_to_it),
        UNIT(a_picture_within_a_link_is_part_of_the_link),
        UNIT(links_to_other_sites_are_told_from_those_that_stay),
    };

    return UNIT_RUN(tests);
}
