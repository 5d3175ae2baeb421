#include "../rendered.h"

#define REL "\" rel=\"nofollow ugc noopener\">"

static size_t occurrences(const char *html, const char *what)
{
    size_t count = 0;

    for (; (html = strstr(html, what)) != NULL; html++)
        count++;
    return count;
}

static void paragraphs_and_lines_are_kept(void **state)
{
    (void)state;
    renders_as("", "");
    renders_as("Ding!", "<p>Ding!</p>");
    renders_as("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>");
    renders_as("one  \ntwo", "<p>one<br>two</p>");
    renders_as("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>");
    renders_as("竜 \xF0\x9F\x98\x80 שלום", "<p>竜 \xF0\x9F\x98\x80 שלום</p>");
}

static void emphasis_is_shown(void **state)
{
    (void)state;
    renders_as("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> "
                                      "<code>d</code></p>");
    renders_as("2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>");
}

static void lists_quotes_and_tables_are_shown(void **state)
{
    (void)state;
    renders_as("- a\n- b\n  1. c", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>");
    renders_as("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>");
    renders_as(
        "|a|b|c|\n|---|--:|:-:|\n|1|2|3|",
        "<div class=\"table\"><table><thead><tr><th>a</th><th class=\"right\">b</th>"
        "<th class=\"center\">c</th></tr></thead><tbody><tr><td>1</td><td class=\"right\">2</td>"
        "<td class=\"center\">3</td></tr></tbody></table></div>");
}

static void headings_are_headings_below_those_of_the_page(void **state)
{
    (void)state;
    renders_as("# Big\nsmall", "<h3>Big</h3><p>small</p>");
    renders_as("Big\n===", "<h3>Big</h3>");
    renders_as("## a\n### b\n#### c\n###### *d*",
               "<h4>a</h4><h5>b</h5><h6>c</h6><h6><em>d</em></h6>");
}

static void a_tilde_strikes_out_only_beside_another(void **state)
{
    (void)state;
    renders_as("levels 1~5, then 6~10", "<p>levels 1~5, then 6~10</p>");
    renders_as("~a~ ~~b~~ \\~c\\~", "<p>~a~ <del>b</del> ~c~</p>");
    renders_as("`1~5` ~", "<p><code>1~5</code> ~</p>");
    renders_as("~~~\na~b\n~~~", "<pre><code>a~b\n</code></pre>");
    renders_as("[x](http://a/~b) http://a.b/~c~d",
               "<p><a href=\"http://a/~b" REL "x</a> <a href=\"http://a.b/~c~d" REL
               "http://a.b/~c~d</a></p>");
}

static void a_list_begins_at_the_number_that_was_typed(void **state)
{
    (void)state;
    renders_as("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>");
    renders_as("1. a", "<ol><li>a</li></ol>");
    renders_as("0) a", "<ol start=\"0\"><li>a</li></ol>");
}

static void tabs_and_indentation_stay(void **state)
{
    (void)state;
    renders_as("\tfoo\tbaz\t\tbim", "<pre><code>foo\tbaz\t\tbim\n</code></pre>");
    renders_as("a\tb", "<p>a\tb</p>");
}

static void two_dashes_make_a_table(void **state)
{
    static const char table[] =
        "<div class=\"table\"><table><thead><tr><th>a</th><th>b</th></tr>"
        "</thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>";

    (void)state;
    renders_as("a|b\n--|--\n1|2", table);
    renders_as("| a | b |\n|--|-|\n| 1 | 2 |", table);
    renders_as("```\na|b\n--|--\n```", "<pre><code>a|b\n--|--\n</code></pre>");
    renders_as("- |", "<ul><li>|</li></ul>");
    renders_as("|-|\n|-",
               "<div class=\"table\"><table><thead><tr><th>-</th></tr></thead></table></div>");
}

static void code_is_shown_letter_by_letter(void **state)
{
    (void)state;
    renders_as("`<b>&amp;*x*[a](http://b)`",
               "<p><code>&lt;b&gt;&amp;amp;*x*[a](http://b)</code></p>");
    renders_as("```c\nif (a < b && c) \"x\";\n```",
               "<pre><code>if (a &lt; b &amp;&amp; c) &quot;x&quot;;\n</code></pre>");
    renders_as("    <script>\n", "<pre><code>&lt;script&gt;\n</code></pre>");
    renders_as("```\" onclick=\"alert(1)\nx\n```", "<pre><code>x\n</code></pre>");
}

static void special_characters_are_escaped(void **state)
{
    (void)state;
    renders_as("a < b > c & d \"e\" 'f'",
               "<p>a &lt; b &gt; c &amp; d &quot;e&quot; &#39;f&#39;</p>");
    renders_as("\\<b\\>", "<p>&lt;b&gt;</p>");
}

static void raw_html_is_shown_and_never_becomes_a_tag(void **state)
{
    static const char *const raw[] = {"<script>alert(1)</script>",
                                      "a <script>alert(1)</script>",
                                      "<img src=x onerror=alert(1)>",
                                      "<b>x</b>",
                                      "<!-- x -->",
                                      "<!DOCTYPE html>",
                                      "<?php x ?>",
                                      "<![CDATA[x]]>",
                                      "</p>",
                                      "<div\n onclick=\"x\">\n\n*a*\n</div>",
                                      "<svg/onload=alert(1)>",
                                      "<a href=\"http://a\">x</a>",
                                      "<iframe src=\"javascript:alert(1)\">",
                                      "<style>*{}</style>",
                                      "<textarea>",
                                      "<ScRiPt >x",
                                      "<<script>script>",
                                      "<script\n>x</script\n>",
                                      "<x:y>",
                                      "<br/>",
                                      "- <b>",
                                      "> <b>",
                                      "|<b>|\n|---|\n|<i>|",
                                      "[<b>](http://a)",
                                      "![<b>](http://a)",
                                      "*<b>*",
                                      "# <b>"};

    (void)state;
    for (size_t i = 0; i < COUNT(raw); i++) {
        const char *html = html_of(raw[i]);

        assert_non_null(strstr(html, "&lt;"));
        assert_null(strcasestr(html, "<script"));
        assert_null(strstr(html, "<b>"));
    }
}

static void entities_stand_for_what_text_may_hold(void **state)
{
    (void)state;
    renders_as("&auml; &amp; &lt;b&gt; &#228; &#xE4; &#x1F600; &#60;b&#62; &#34;",
               "<p>&auml; &amp; &lt;b&gt; ä ä \xF0\x9F\x98\x80 &lt;b&gt; &quot;</p>");
    renders_as("&; &#; &#x; &#xg; &a", "<p>&amp;; &amp;#; &amp;#x; &amp;#xg; &amp;a</p>");
}

static void no_entity_smuggles_in_what_text_may_not_hold(void **state)
{
    static const char *const smuggled[] = {"&#0;",     "&#1;",       "&#x7F;",     "&#x80;",
                                           "&#x9F;",   "&#x202E;",   "&#8238;",    "&#x200F;",
                                           "&#x61C;",  "&#x2066;",   "&#X202e;",   "&#xD800;",
                                           "&#xDFFF;", "&#x110000;", "&#xFFFFFF;", "&#9999999;",
                                           "&lrm;",    "&rlm;"};

    (void)state;
    for (size_t i = 0; i < COUNT(smuggled); i++)
        renders_as(arena_format(arena, "a%sb", smuggled[i]), "<p>a\xEF\xBF\xBD"
                                                             "b</p>");
}

static void quotes_and_lists_nest_twelve_deep_and_no_deeper(void **state)
{
    struct buffer list = buffer_open(arena, 0);
    const char *html = html_of(arena_format(arena, "%sx", repeated_text("> ", 5000)));

    (void)state;
    assert_int_equal(occurrences(html, "<blockquote>"), 12);
    assert_non_null(strstr(html, "<p>x</p>"));
    for (int i = 0; i < 120; i++)
        buffer_format(&list, "%*s- a\n", 2 * i, "");
    html = html_of(list.data);
    assert_int_equal(occurrences(html, "<li>"), 12);
    assert_int_equal(occurrences(html, "<ul>"), 12);
    assert_int_equal(occurrences(html, "a"), 120);
    /* Both in turn, so that a list begins at either side of the limit. */
    for (int quotes = 0; quotes < 14; quotes++)
        html_of(arena_format(arena, "%s%s- x", repeated_text("> ", (size_t)quotes),
                             repeated_text("- ", 5)));
    html_of(repeated_text("> - 1. ", 500));
}

static void emphasis_nests_twelve_deep_and_no_deeper(void **state)
{
    const char *html =
        html_of(arena_format(arena, "%sx%s", repeated_text("**", 4000), repeated_text("**", 4000)));

    (void)state;
    assert_in_range(occurrences(html, "<strong>"), 1, 12);
    html_of(
        arena_format(arena, "%sx%s", repeated_text("*a _b ~~c ", 500), repeated_text("~~_*", 500)));
    html_of(repeated_text("*a **b ", 2000));
    html_of(repeated_text("[*a](http://b) ", 1000));
}

static void html_grows_no_more_than_sixteen_times(void **state)
{
    char *link = arena_format(arena, "[x]: http://%s\n\n%s", repeated_text("&", 9000),
                              repeated_text("[x]", 3000));
    char *table = arena_format(arena, "|%s\n|%s\n%s", repeated_text("a|", 1000),
                               repeated_text(":-:|", 1000), repeated_text("|a\n", 2000));
    char *all[] = {link, table, repeated_text("#\n", 9000), repeated_text("- ", 9000),
                   repeated_text("'", 20000)};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        const char *html = html_of(all[i]);

        if (strlen(html) > 16 * strlen(all[i]) + 4096)
            fail_msg("%zu bytes became %zu: %.20s", strlen(all[i]), strlen(html), all[i]);
    }
    /* What is too much is still there to read, as plain text. */
    assert_non_null(strstr(html_of(link), "[x]: http://&amp;"));
    /* Nor does the work for links that are not shown. */
    arena_reset(arena);
    html_of(arena_format(arena, "[x]: javascript:%s\n\n%s", repeated_text("a", 9000),
                         repeated_text("[x]", 3000)));
    assert_true(arena_used(arena) < 64 * 20000);
}

/* Bodies made of what means something to Markdown, HTML and URLs, in any order. */
static const char *const scraps[] = {"<",
                                     ">",
                                     "\"",
                                     "'",
                                     "&",
                                     ";",
                                     "#",
                                     "&#",
                                     "&#x",
                                     "[",
                                     "](",
                                     ")",
                                     "]: ",
                                     "![",
                                     "*",
                                     "**",
                                     "_",
                                     "~~",
                                     "`",
                                     "```",
                                     "\n",
                                     "\n\n",
                                     "    ",
                                     "\t",
                                     "- ",
                                     "1. ",
                                     "> ",
                                     "|",
                                     "|---|\n",
                                     "\\",
                                     "<a ",
                                     "</a>",
                                     "<script>",
                                     "</script>",
                                     "<!--",
                                     "-->",
                                     "<![CDATA[",
                                     "<?",
                                     "?>",
                                     "href=",
                                     "onclick=",
                                     "javascript:",
                                     "java",
                                     "script:",
                                     "data:",
                                     "http://",
                                     "https://a.b/",
                                     "mailto:",
                                     "a@b.c",
                                     "&colon;",
                                     "&Tab;",
                                     "&NewLine;",
                                     "&amp;",
                                     "&lt;",
                                     "&quot;",
                                     "&#39;",
                                     "&#x202E;",
                                     "&lrm;",
                                     "<b>",
                                     "[x]",
                                     "[x]: http://a\n",
                                     "(",
                                     "x",
                                     " ",
                                     "\xC3\xA4",
                                     "\xF0\x9F\x98\x80",
                                     "\xE2\x80\x8B",
                                     "===\n",
                                     "---\n",
                                     "<http://a>",
                                     "//",
                                     ":",
                                     "style=",
                                     "/>",
                                     "<x-y>",
                                     "\r\n",
                                     "$",
                                     "~",
                                     "+ ",
                                     "www.a.b"};

static void whatever_is_written_only_the_renderers_own_tags_come_out(void **state)
{
    uint64_t seed = 20;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        struct buffer body = buffer_open(arena, 0);

        for (size_t left = unit_below(&seed, round % 50 == 0 ? 1500 : 40); left > 0; left--) {
            if (unit_below(&seed, 40) == 0)
                buffer_byte(&body, (char)(1 + unit_below(&seed, 126)));
            else
                buffer_text(&body, scraps[unit_below(&seed, COUNT(scraps))]);
        }
        html_of(text_showable(arena, body.data, body.length));
        arena_reset(arena);
    }
}

static void the_checker_itself_takes_nothing_else(void **state)
{
    static const char *const bad[] = {"<script>",
                                      "<p>",
                                      "</p>",
                                      "<p></em>",
                                      "<p class=\"x\"></p>",
                                      "<b></b>",
                                      "a > b",
                                      "a\"b",
                                      "a'b",
                                      "a & b",
                                      "&#x202E;",
                                      "&#1;",
                                      "&x",
                                      "<a href=\"http://a\">x</a>",
                                      "<li>x</li>",
                                      "<ul>x</ul>",
                                      "<ul><p>x</p></ul>",
                                      "<table></table>",
                                      "<tr></tr>",
                                      "<p>a</p",
                                      "<br/>",
                                      "<img src=\"x\">",
                                      "<P></P>",
                                      "<!-- -->"};
    static const struct {
        const char *url, *text;
    } bad_links[] = {{"javascript:x", "x"},
                     {"http://a b", "x"},
                     {"http://a&b", "x"},
                     {"http://a", "<a href=\"http://b\">x</a>"},
                     {"http://a", "<em>"}};
    const char *at;

    (void)state;
    for (size_t i = 0; i < COUNT(bad_links); i++)
        assert_non_null(html_fault(arena_format(arena, "<a href=\"%s%s%s</a>", bad_links[i].url,
                                                REL, bad_links[i].text),
                                   &at));
    for (size_t i = 0; i < COUNT(bad); i++)
        if (html_fault(bad[i], &at) == NULL)
            fail_msg("the checker takes %s", bad[i]);
    assert_null(html_fault("<p>a &auml; &#39; <br></p><ul><li>b</li></ul>", &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(paragraphs_and_lines_are_kept),
        UNIT(emphasis_is_shown),
        UNIT(lists_quotes_and_tables_are_shown),
        UNIT(headings_are_headings_below_those_of_the_page),
        UNIT(a_tilde_strikes_out_only_beside_another),
        UNIT(a_list_begins_at_the_number_that_was_typed),
        UNIT(tabs_and_indentation_stay),
        UNIT(two_dashes_make_a_table),
        UNIT(code_is_shown_letter_by_letter),
        UNIT(special_characters_are_escaped),
        UNIT(raw_html_is_shown_and_never_becomes_a_tag),
        UNIT(entities_stand_for_what_text_may_hold),
        UNIT(no_entity_smuggles_in_what_text_may_not_hold),
        UNIT(quotes_and_lists_nest_twelve_deep_and_no_deeper),
        UNIT(emphasis_nests_twelve_deep_and_no_deeper),
        UNIT(html_grows_no_more_than_sixteen_times),
        UNIT(whatever_is_written_only_the_renderers_own_tags_come_out),
        UNIT(the_checker_itself_takes_nothing_else),
    };

    return UNIT_RUN(tests);
}
