/* Names in double brackets within a comment's markup. */
#include "../rendered.h"

/* Who knows three names, and how often it was asked. */
static unsigned lookups;

static bool find_thing(void *context, const char *name, struct markup_target *target)
{
    (void)context;
    lookups++;
    if (strcmp(name, "Cloth Cap") == 0 || strcmp(name, "item:12") == 0)
        *target = (struct markup_target){"item:12", "/beastiary/item/12/cloth-cap", "Cloth Cap"};
    else if (strcmp(name, "Tom & <Jerry>") == 0)
        *target =
            (struct markup_target){"item:13", "/beastiary/item/13/tom-jerry", "Tom & <Jerry>"};
    else if (strcmp(name, "Koada`Dal") == 0)
        *target = (struct markup_target){"item:14", "/beastiary/item/14/koada-dal", "Koada`Dal"};
    else if (strcmp(name, "a gnoll") == 0)
        *target = (struct markup_target){.path = "/search?list=1&q=a+gnoll", .name = "a gnoll"};
    else
        return false;
    return true;
}

#define CAP "<a href=\"/beastiary/item/12/cloth-cap\" data-card=\"item/12\">"

#define ELF "<a href=\"/beastiary/item/14/koada-dal\" data-card=\"item/14\">"

static void a_name_in_double_brackets_leads_to_its_page(void **state)
{
    (void)state;
    renders_as("see [[Cloth Cap]]!", "<p>see " CAP "Cloth Cap</a>!</p>");
    renders_as("[[item:12]]", "<p>" CAP "Cloth Cap</a></p>");
    renders_as("[[item:12|this *cap*]]", "<p>" CAP "this <em>cap</em></a></p>");
    renders_as("**[[Cloth Cap]]** [[item:12]]",
               "<p><strong>" CAP "Cloth Cap</a></strong> " CAP "Cloth Cap</a></p>");
    renders_as("[[Tom & <Jerry>]]",
               "<p><a href=\"/beastiary/item/13/tom-jerry\" data-card=\"item/13\">"
               "Tom &amp; &lt;Jerry&gt;</a></p>");
    renders_as("`[[Cloth Cap]]`", "<p><code>[[Cloth Cap]]</code></p>");
    renders_as("[[ Cloth Cap ]]", "<p>" CAP "Cloth Cap</a></p>");
}

static void a_backtick_within_a_name_begins_no_code(void **state)
{
    (void)state;
    renders_as("[[Koada`Dal]], [[Cloth Cap]] [[Koada`Dal|his `own`]] [[no`one]]",
               "<p>" ELF "Koada`Dal</a>, " CAP "Cloth Cap</a> " ELF
               "his <code>own</code></a> [[no`one]]</p>");
    renders_as("`[[` and `]]`, `[[Koada`Dal]]`", "<p><code>[[</code> and <code>]]</code>, "
                                                 "<code>[[Koada`Dal]]</code></p>");
    renders_as("a `b` [c`d]", "<p>a <code>b</code> [c`d]</p>");
}

static void a_name_that_nothing_bears_stays_as_it_was_typed(void **state)
{
    (void)state;
    renders_as("[[nothing]]", "<p>[[nothing]]</p>");
    renders_as("[[nothing|but *text*]]", "<p>[[nothing|but <em>text</em>]]</p>");
    renders_as("[[<b>]]", "<p>[[&lt;b&gt;]]</p>");
    assert_string_equal(markup_html(arena, "[[Cloth Cap]]", NULL), "<p>[[Cloth Cap]]</p>");
}

/* 77 are called so: the link says that it could be several, has no card, and names none of them. */
static void a_name_that_several_bear_leads_to_all_of_them_and_says_so(void **state)
{
    struct markup_links links = {.find = find_thing};
    const char *gnoll = "<a href=\"/search?list=1&amp;q=a+gnoll\" class=\"several\">";

    (void)state;
    renders_as("[[a gnoll]]!", arena_format(arena, "<p>%sa gnoll<sup>?</sup></a>!</p>", gnoll));
    renders_as("[[a gnoll|that *one*]]",
               arena_format(arena, "<p>%sthat <em>one</em><sup>?</sup></a></p>", gnoll));
    renders_as("**[[a gnoll]]** [[Cloth Cap]]",
               arena_format(arena,
                            "<p><strong>%sa gnoll<sup>?</sup></a></strong> " CAP
                            "Cloth Cap</a></p>",
                            gnoll));
    markup_html(arena, "[[a gnoll]] [[item:12]] [[a gnoll]]", &links);
    assert_int_equal(links.count, 1);
    assert_string_equal(links.subjects[0], "item:12");
    assert_string_equal(markup_plain(arena, html_of("Bring [[a gnoll]] here")),
                        "Bring a gnoll here");
}

static void what_is_named_is_told_once_and_looked_up_forty_times_at_most(void **state)
{
    struct markup_links links = {.find = find_thing};

    (void)state;
    markup_html(arena, "[[Cloth Cap]] [[item:12]] [[Tom & <Jerry>]] [[nothing]]", &links);
    assert_int_equal(links.count, 2);
    assert_string_equal(links.subjects[0], "item:12");
    assert_string_equal(links.subjects[1], "item:13");
    lookups = 0;
    html_of(repeated_text("[[Cloth Cap]] ", 100));
    assert_int_equal(lookups, LINKS_MAX);
}

static void an_excerpt_has_no_marks(void **state)
{
    (void)state;
    assert_string_equal(
        markup_plain(arena,
                     html_of("# Moss\n\n**Bring** [[Cloth Cap]] & a <bow>!\n\n- one\n- \"two\"")),
        "Moss Bring Cloth Cap & a <bow>! one \"two\"");
    assert_string_equal(markup_plain(arena, ""), "");
    assert_string_equal(markup_plain(arena, html_of("a&nbsp;b")), "a b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_name_in_double_brackets_leads_to_its_page),
        UNIT(a_backtick_within_a_name_begins_no_code),
        UNIT(a_name_that_nothing_bears_stays_as_it_was_typed),
        UNIT(a_name_that_several_bear_leads_to_all_of_them_and_says_so),
        UNIT(what_is_named_is_told_once_and_looked_up_forty_times_at_most),
        UNIT(an_excerpt_has_no_marks),
    };

    rendered_find = find_thing;
    return UNIT_RUN(tests);
}
