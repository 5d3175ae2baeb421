/* Data that views are rendered with, against what a view shows of it. */
#include "web/view.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../unit.h"

/* What a view shows of the data, which it closes. */
static const char *shown_as(const char *name, struct view_data *data, const char *template)
{
    struct views *views;
    struct piece *piece;

    unit_file(name, template);
    views = views_open(unit_name(""), unit_file("manifest.hdf", ""), false);
    assert_non_null(views);
    piece = view_fragment(views, data, arena, name);
    assert_non_null(piece);
    views_close(views);
    view_data_close(data);
    return piece->bytes;
}

static const char *shown_by(struct view_data *data, const char *template)
{
    return shown_as("list.cs", data, template);
}

static void items_are_shown_in_the_order_in_which_they_were_added(void **state)
{
    struct view_data *data = view_data_open();
    char *expected = arena_string(arena, "");

    (void)state;
    for (int i = 0; i < 40; i++) {
        struct view_node *row = view_item(data, "Rows");

        node_set_number(row, "id", i - 20);
        for (int j = 0; j < i % 3; j++)
            node_set_number(node_item(row, "cells"), "value", j);
        expected = arena_format(arena, "%s%d:%s ", expected, i - 20,
                                (const char *[]){"", "0", "01"}[i % 3]);
    }
    assert_string_equal(shown_by(data,
                                 "<?cs each:row = Rows ?><?cs var:row.id ?>:<?cs each:cell = "
                                 "row.cells ?><?cs var:cell.value ?><?cs /each ?> <?cs /each ?>"),
                        expected);
}

static void the_last_value_of_a_name_counts_and_one_that_is_not_there_is_left_out(void **state)
{
    struct view_data *data = view_data_open();
    struct view_node *row = view_item(data, "Rows");

    (void)state;
    node_set(row, "name", "a");
    node_set(row, "name", "a longer one");
    node_set(row, "name", NULL);
    node_set(row, "other", NULL);
    node_set(row, "deep.name", "<b>");
    assert_string_equal(shown_by(data,
                                 "<?cs each:row = Rows ?><?cs var:row.name ?><?cs if:row.other "
                                 "?>!<?cs /if ?> <?cs var:row.deep.name ?><?cs /each ?>"),
                        "a longer one &lt;b&gt;");
}

static void many_values_of_one_item_are_all_there(void **state)
{
    struct view_data *data = view_data_open();
    struct view_node *row = view_item(data, "Rows");
    char *template = arena_string(arena, ""), *expected = arena_string(arena, "");

    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 30; i++)
            node_set_number(row, arena_format(arena, "n%d", i), 100 * round + i);
    node_set(node_item(row, "list"), "value", "in it");
    for (int i = 0; i < 30; i++) {
        template = arena_format(arena, "%s<?cs var:Rows.0.n%d ?> ", template, i);
        expected = arena_format(arena, "%s%d ", expected, 100 + i);
    }
    assert_string_equal(shown_by(data, arena_format(arena, "%s<?cs var:Rows.0.list.0.value ?>",
                                                    template)),
                        arena_format(arena, "%sin it", expected));
}

static void a_list_tells_whether_and_how_many_there_are(void **state)
{
    struct view_data *data = view_data_open();

    (void)state;
    for (int i = 0; i < 12; i++)
        view_item(data, "Rows");
    assert_string_equal(shown_by(data,
                                 "<?cs if:Rows ?>some<?cs /if ?><?cs if:Others ?>others<?cs /if "
                                 "?> <?cs var:subcount(Rows) ?>"),
                        "some 12");
}

static void what_is_put_into_a_sentence_is_isolated_from_it_and_escaped(void **state)
{
    struct view_data *data = view_data_open();

    (void)state;
    view_set(data, "Latin", "Vox & 5");
    view_set(data, "Hebrew", "דנה|<%s>");
    assert_string_equal(
        shown_by(
            data,
            "<?cs var:trf(\"by %s, 5|\" + Latin) ?>; <?cs var:trf(\"by %s, 5|\" + Hebrew) ?>; "
            "<?cs var:isolated(Latin) ?>: <?cs var:isolated(Hebrew) ?><?cs var:isolated(None) ?>"),
        "by Vox &amp; 5, 5; by \u2068דנה|&lt;%s&gt;\u2069, 5; Vox &amp; 5: \u2068דנה|&lt;%s&gt;\u2069");
}

static void a_mail_is_plain_text_and_all_else_is_escaped(void **state)
{
    struct view_data *data = view_data_open();
    const char *folder = unit_name("mail");

    (void)state;
    assert_int_equal(mkdir(folder, 0700), 0);
    view_set(data, "Name", "<A & B>");
    assert_string_equal(shown_as("mail/some.cs", data, "<?cs var:Name ?> <?cs var:\"<\" ?>"),
                        "<A & B> <");
    data = view_data_open();
    view_set(data, "Name", "<A & B>");
    assert_string_equal(shown_as("list.cs", data, "<?cs var:Name ?>"), "&lt;A &amp; B&gt;");
    assert_int_equal(unlink(unit_name("mail/some.cs")), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(items_are_shown_in_the_order_in_which_they_were_added),
        UNIT(the_last_value_of_a_name_counts_and_one_that_is_not_there_is_left_out),
        UNIT(many_values_of_one_item_are_all_there),
        UNIT(a_list_tells_whether_and_how_many_there_are),
        UNIT(what_is_put_into_a_sentence_is_isolated_from_it_and_escaped),
        UNIT(a_mail_is_plain_text_and_all_else_is_escaped),
    };

    return UNIT_RUN(tests);
}
