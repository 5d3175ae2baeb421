#include "game/games.h"

#include "../game_text.h"
#include "base/buffer.h"

/* A game of a page, line by line. */
#define GAME                                                                                       \
    "Title = Chess\n"                  /* 1 */                                                     \
    "Coins {\n"                        /* 2 */                                                     \
    "  gold = 100\n"                   /* 3 */                                                     \
    "  copper = 1\n"                   /* 4 */                                                     \
    "}\n"                              /* 5 */                                                     \
    "Enumerations {\n"                 /* 6 */                                                     \
    "  colour {\n"                     /* 7 */                                                     \
    "    0 = White | W\n"              /* 8 */                                                     \
    "    1 = Black Knight's | B\n"     /* 9 */                                                     \
    "    63 = Both\n"                  /* 10 */                                                    \
    "  }\n"                            /* 11 */                                                    \
    "  rank {\n"                       /* 12 */                                                    \
    "    Open = 1\n"                   /* 13 */                                                    \
    "    -7 = Low\n"                   /* 14 */                                                    \
    "    64 = \303\206 | Big | high\n" /* 15 */                                                    \
    "  }\n"                            /* 16 */                                                    \
    "}\n"                              /* 17 */                                                    \
    "Kinds {\n"                        /* 18 */                                                    \
    "  piece {\n"                      /* 19 */                                                    \
    "    Label = Piece\n"              /* 20 */                                                    \
    "    Plural = Pieces\n"            /* 21 */                                                    \
    "    Sort = -worth\n"              /* 22 */                                                    \
    "    Filters = worth, colours\n"   /* 23 */                                                    \
    "    Columns = colours\n"          /* 24 */                                                    \
    "    Card = worth,rank\n"          /* 25 */                                                    \
    "    Fields {\n"                   /* 26 */                                                    \
    "      worth {\n"                  /* 27 */                                                    \
    "        Type = integer\n"         /* 28 */                                                    \
    "        Label = Worth\n"          /* 29 */                                                    \
    "        Shown = coins\n"          /* 30 */                                                    \
    "      }\n"                        /* 31 */                                                    \
    "      colours {\n"                /* 32 */                                                    \
    "        Type = mask\n"            /* 33 */                                                    \
    "        Values = colour\n"        /* 34 */                                                    \
    "        Label = Colours\n"        /* 35 */                                                    \
    "      }\n"                        /* 36 */                                                    \
    "      rank {\n"                   /* 37 */                                                    \
    "        Type = choice\n"          /* 38 */                                                    \
    "        Values = rank\n"          /* 39 */                                                    \
    "        Label = Rank\n"           /* 40 */                                                    \
    "      }\n"                        /* 41 */                                                    \
    "      weight {\n"                 /* 42 */                                                    \
    "        Type = decimal\n"         /* 43 */                                                    \
    "        Decimals = 3\n"           /* 44 */                                                    \
    "        Label = Weight\n"         /* 45 */                                                    \
    "        Better = less\n"          /* 46 */                                                    \
    "        Zero = 1\n"               /* 47 */                                                    \
    "      }\n"                        /* 48 */                                                    \
    "    }\n"                          /* 49 */                                                    \
    "  }\n"                            /* 50 */                                                    \
    "  board {\n"                      /* 51 */                                                    \
    "    Label = Board\n"              /* 52 */                                                    \
    "    Plural = Boards\n"            /* 53 */                                                    \
    "    Map = 1\n"                    /* 54 */                                                    \
    "    Weight = 70\n"                /* 55 */                                                    \
    "  }\n"                            /* 56 */                                                    \
    "}\n"                              /* 57 */                                                    \
    "Relations {\n"                    /* 58 */                                                    \
    "  stands_on {\n"                  /* 59 */                                                    \
    "    From = piece\n"               /* 60 */                                                    \
    "    To = board\n"                 /* 61 */                                                    \
    "    Label = Stands on\n"          /* 62 */                                                    \
    "    Reverse = pieces\n"           /* 63 */                                                    \
    "    ReverseLabel = Pieces\n"      /* 64 */                                                    \
    "    Sort = square\n"              /* 65 */                                                    \
    "    Repeats = 1\n"                /* 66 */                                                    \
    "    Fields {\n"                   /* 67 */                                                    \
    "      square {\n"                 /* 68 */                                                    \
    "        Type = text\n"            /* 69 */                                                    \
    "        Label = Square\n"         /* 70 */                                                    \
    "      }\n"                        /* 71 */                                                    \
    "    }\n"                          /* 72 */                                                    \
    "  }\n"                            /* 73 */                                                    \
    "}\n"                              /* 74 */

/* Reads TEXT as chess.hdf; what is said of it is in *SAID. */
static const struct game *read_text(const char *text, const char **said)
{
    return game_of_text("chess.hdf", text, said);
}

/* GAME with its first FROM replaced by TO. */
static const char *with(const char *from, const char *to)
{
    const char *at = strstr(GAME, from);

    assert_non_null(at);
    return arena_format(arena, "%.*s%s%s", (int)(at - GAME), GAME, to, at + strlen(from));
}

/* Asserts that TEXT is refused with a complaint that begins so, about LINE, among at most two: what
 * is left out for being wrong may be missed elsewhere. */
static void complains(const char *text, int line, const char *what)
{
    const char *said, *expected, *second;

    if (read_text(text, &said) != NULL)
        fail_msg("nothing is wrong; expected \"%s\"", what);
    expected = line > 0 ? arena_format(arena, "%s:%d: %s", unit_name("chess.hdf"), line, what)
                        : arena_format(arena, "%s: %s", unit_name("chess.hdf"), what);
    second = strchr(said, '\n');
    second = second != NULL && second[1] != '\0' ? strchr(second + 1, '\n') : NULL;
    if (strstr(said, expected) == NULL || (second != NULL && second[1] != '\0'))
        fail_msg("expected \"%s\", heard \"%s\"", expected, said);
}

/* ---- what a file says ---- */

static void a_game_is_what_its_file_says(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME, &said);

    (void)state;
    assert_string_equal(said, "");
    assert_non_null(game);
    assert_string_equal(game->name, "chess");
    assert_string_equal(game->title, "Chess");
    assert_int_equal(game->coin_count, 2);
    assert_int_equal(game->coins[0].number, 100);
    assert_string_equal(game->coins[1].label, "copper");
    assert_int_equal(game->enumeration_count, 2);
    assert_int_equal(game->kind_count, 2);
    assert_int_equal(game->relation_count, 1);
}

static void a_kind_has_its_fields_and_lists_in_the_files_order(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME, &said);
    const struct kind *piece = game_kind(game, "piece"), *board = game_kind(game, "board");

    (void)state;
    assert_ptr_equal(piece, &game->kinds[0]);
    assert_int_equal(board->index, 1);
    assert_int_equal(piece->field_count, 4);
    assert_ptr_equal(piece->sort, kind_field(piece, "worth"));
    assert_true(piece->sort_down);
    assert_int_equal(piece->filter_count, 2);
    assert_ptr_equal(piece->filters[1], kind_field(piece, "colours"));
    assert_int_equal(piece->card_count, 2);
    assert_ptr_equal(piece->card[1], kind_field(piece, "rank"));
    assert_false(piece->map);
    assert_int_equal(piece->weight, 50);
    assert_string_equal(piece->icon, "piece");
    assert_null(board->sort);
    assert_true(board->map);
    assert_int_equal(board->weight, 70);
    assert_int_equal(board->field_count, 0);
    assert_null(game_kind(game, "bishop"));
    assert_null(kind_field(piece, "stands_on"));
}

static void a_field_says_how_it_is_kept_and_shown(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME, &said);
    const struct kind *piece = game_kind(game, "piece");
    const struct field *worth = kind_field(piece, "worth"), *weight = kind_field(piece, "weight");

    (void)state;
    assert_int_equal(worth->type, FIELD_INTEGER);
    assert_int_equal(worth->shown, SHOWN_COINS);
    assert_string_equal(worth->brief, "Worth");
    assert_null(worth->unit);
    assert_null(worth->group);
    assert_int_equal(worth->better, 0);
    assert_false(worth->zero);
    assert_int_equal(weight->decimals, 3);
    assert_int_equal(weight->better, -1);
    assert_true(weight->zero);
    assert_int_equal(weight->index, 3);
    assert_string_equal(kind_field(piece, "colours")->values->name, "colour");
    assert_false(kind_field(piece, "colours")->zero);
    assert_false(kind_field(piece, "rank")->zero);
    game = read_text(with("-7 = Low", "0 = Low"), &said);
    assert_true(kind_field(game_kind(game, "piece"), "rank")->zero);
}

static void a_choice_is_found_by_number_and_name(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME, &said);
    const struct enumeration *colour = &game->enumerations[0], *rank = &game->enumerations[1];

    (void)state;
    assert_false(colour->open);
    assert_true(rank->open);
    assert_string_equal(choice_by_number(colour, 1)->name, "black-knights");
    assert_string_equal(choice_by_number(colour, 1)->label, "Black Knight's");
    assert_string_equal(choice_by_number(colour, 1)->brief, "B");
    assert_string_equal(choice_by_number(colour, 63)->brief, "Both");
    assert_null(choice_by_number(colour, 2));
    assert_null(choice_by_number(colour, -1));
    assert_int_equal(choice_by_name(rank, "high")->number, 64);
    assert_int_equal(choice_by_name(rank, "low")->number, -7);
    assert_null(choice_by_name(rank, "big"));
}

/* A game whose things have signs. */
#define SIGNED(ICON, MARK)                                                                          \
    "Title = Signs\nEnumerations {\nshape {\n0 = Blade\n3 = Ring\nIcons {\n0 = sword\n3 = " ICON    \
    "\n}\n}\n}\nKinds {\nthing {\nLabel = Thing\nPlural = Things\nIconBy = shape, worn\n"           \
    "Mark = " MARK                                                                                  \
    "\nMap = 1\nMapAxes = inverted\nFields {\nshape {\nType = choice\nValues = shape\n"             \
    "Label = Shape\n}\nworn {\nType = mask\nValues = shape\nLabel = Worn\n}\nrare {\nType = flag\n" \
    "Label = Rare\n}\n}\n}\n}\n"

static void a_thing_takes_its_sign_from_its_values(void **state)
{
    const char *said;
    const struct game *game = read_text(SIGNED("ring", "rare"), &said);
    const struct kind *thing;
    struct value values[3] = {{.set = true, .number = 0}};

    (void)state;
    assert_non_null(game);
    thing = game_kind(game, "thing");
    assert_string_equal(kind_icon(thing, values), "sword");
    values[0] = (struct value){.set = false};
    assert_null(kind_icon(thing, values));
    values[1] = (struct value){.set = true, .number = 1 << 3};
    assert_string_equal(kind_icon(thing, values), "ring");
    assert_ptr_equal(thing->mark, kind_field(thing, "rare"));
    assert_true(thing->map_inverted);
}

static void a_relation_leads_from_kind_to_kind(void **state)
{
    const char *said;
    const struct game *game = read_text(GAME, &said);
    const struct relation *relation = game_relation(game, "stands_on");

    (void)state;
    assert_ptr_equal(relation->from, game_kind(game, "piece"));
    assert_ptr_equal(relation->to, game_kind(game, "board"));
    assert_string_equal(relation->reverse_name, "pieces");
    assert_true(relation->repeats);
    assert_ptr_equal(relation->sort, relation_field(relation, "square"));
    assert_null(game_relation(game, "pieces"));
    assert_null(relation_field(relation, "worth"));
}

static void an_interval_has_two_ends_of_one_type(void **state)
{
    (void)state;
    complains(with("      weight {\n", "      weight {\n        High = nothing\n"), 43,
              "High: there is no field nothing");
    complains(with("      weight {\n", "      weight {\n        High = weight\n"), 43,
              "High: a field is an end of one interval only");
    complains(with("      weight {\n", "      weight {\n        HighOpen = 1\n"), 43,
              "HighOpen: weight has no High");
}

/* ---- what is wrong with one ---- */

static void keys_that_are_unknown_missing_or_doubled_are_said(void **state)
{
    (void)state;
    complains(with("Title = Chess\n", ""), 0, "Title is missing");
    complains(with("    Plural = Boards\n", ""), 51, "board: Plural is missing");
    complains(with("Plural = Boards", "Plurals = Boards\nPlural = B"), 53,
              "Plurals is no key that may stand here");
    complains(with("Plural = Boards", "Plural = Boards\nLabel = Bored"), 54,
              "Label is there already, on line 52");
    complains(with("  board {\n", "  piece {\n"), 51, "piece is there already, on line 19");
    complains(with("      rank {\n", "      colours {\n"), 37, "colours is there already");
    complains(with("Map = 1", "Map {\n}"), 54, "Map needs a value");
    complains(with("Title = Chess", "Title =  "), 1, "Title needs a value");
}

static void lines_that_are_none_are_said(void **state)
{
    (void)state;
    complains(with("Map = 1", "Map"), 54, "this is neither NAME = VALUE");
    complains(with("Map = 1", "M\303\204p = 1"), 54, "this is neither NAME = VALUE");
    complains(with("Map = 1", "Map.Lines = 1"), 54, "this is neither NAME = VALUE");
    complains(with("Label = Board", "Label = \303Board"), 52, "this is no text in UTF-8");
    complains(GAME "}\n", 75, "this } closes nothing");
    complains(GAME "# the end {\nKinds2 {\n", 76, "the block of Kinds2, line 76, is not closed");
    complains("a {\n b {\n c {\n d {\n e {\n f {\n g {\n h {\n i {\n j {\n k {\n l {\n m {\n n {\n"
              " o {\n p {\n q {\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\nTitle = D\n"
              "Kinds {\n x {\n Label = X\n Plural = X\n }\n}\n",
              1, "a is no key");
}

static void names_that_are_none_or_taken_are_said(void **state)
{
    (void)state;
    complains(with("  board {\n", "  Board {\n"), 51, "Board is no name");
    complains(with("      weight {", "      wei-ght {"), 42, "wei-ght is no name");
    complains(with("      weight {", "      sort {"), 42, "sort: this name is taken");
    complains(with("  stands_on {\n", "  limit {\n"), 59, "limit: this name is taken");
    complains(with("  stands_on {\n", "  weight {\n"), 59, "weight is a field of piece");
    complains(with("Reverse = pieces", "Reverse = all"), 63, "all: this name is taken");
    complains(with("Reverse = pieces", "Reverse = Pieces"), 63, "Pieces is no name");
    complains(with("Reverse = pieces", "Reverse = abcdefghijklmnopqrstuvwxy"), 63, "abcdef");
}

static void kinds_that_could_not_be_told_from_other_pages_are_refused(void **state)
{
    static const char *const names[][2] = {
        {"list", "what else is talked about"},   {"map", "what else is talked about"},
        {"search", "what else is talked about"}, {"thread", "what else is talked about"},
        {"card", "a page of the beastiary"},     {"compare", "a page of the beastiary"},
        {"imports", "a page of the beastiary"},  {"suggest", "a page of the beastiary"},
        {"places", "a part of imports"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        complains(with("  board {\n", arena_format(arena, "  %s {\n", names[i][0])), 51,
                  arena_format(arena, "%s: this name is taken by %s", names[i][0], names[i][1]));
    complains(with("  stands_on {\n", "  places {\n"), 59, "places: this name is taken by a part");
    complains(with("  stands_on {\n", "  board {\n"), 59, "board is a kind");
}

static void enumerations_that_are_wrong_are_said(void **state)
{
    (void)state;
    complains(with("63 = Both", "0x3 = Both"), 10, "colour: 0x3 is no number");
    complains(with("63 = Both", "01 = Both"), 10, "colour: the number 1 is there already");
    complains(with("63 = Both", "2 = white"), 10, "colour: the name white is there already");
    complains(with("63 = Both", "2 = \303\277 | | White"), 10, "colour: the name white");
    complains(with("63 = Both", "2 = \342\230\203"), 10, "2 needs a name: LABEL | BRIEF | NAME");
    complains(with("63 = Both", "2 = A | B | C | D"), 10, "2 has more than");
    complains(with("63 = Both", "2 = | B"), 10, "2 needs a value");
    complains(with("63 = Both", "64 = Both"), 34, "colour: 64 (Both) is no bit from 0 to 63");
    complains(with("63 = Both", "-1 = Both"), 34, "colour: -1 (Both) is no bit");
    complains(with("    Open = 1\n", "    Open = yes\n"), 13, "Open must be a whole number");
    complains(with("Values = rank", "Values = ranks"), 39, "there is no enumeration ranks");
    complains(with("        Values = rank\n", ""), 37, "rank: Values is missing");
}

static void fields_that_are_wrong_are_said(void **state)
{
    (void)state;
    complains(with("Type = integer", "Type = number"), 28, "Type must be integer, decimal, flag, ");
    complains(with("Shown = coins", "Shown = coin"), 30, "Shown must be plain, ");
    complains(with("Decimals = 3", "Decimals = 7"), 44,
              "Decimals must be a whole number from 1 to 6");
    complains(with("Decimals = 3", "Values = rank"), 44, "only a choice or a mask has Values");
    complains(with("Shown = coins", "Decimals = 1"), 30, "only a decimal has Decimals");
    complains(with("Zero = 1", "Zero = 2"), 47, "Zero must be a whole number from 0 to 1, not 2");
    complains(with("Better = less", "Better = fewer"), 46, "Better must be neither, more or less");
    complains(with("        Values = rank\n", "        Values = rank\n        Shown = signed\n"),
              40, "only a number can be shown as signed");
    complains(with("Better = less", "Shown = coins"), 46, "coins are whole numbers");
}

static void lists_that_name_what_is_not_there_are_said(void **state)
{
    (void)state;
    complains(with("Filters = worth", "Filters = price"), 23, "Filters: piece has no field price");
    complains(with("Columns = colours", "Columns = colours,,x y"), 24,
              "Columns: piece has no field x y");
    complains(with("Card = worth,", "Card = worth "), 25, "Card: piece has no field worth rank");
    complains(with("Card = worth", "Card = rank"), 25, "Card: rank is there twice");
    complains(with("Sort = -worth", "Sort = --worth"), 22, "Sort: there is no field -worth");
    complains(with("Sort = square", "Sort = worth"), 65, "Sort: there is no field worth");
    complains(with("To = board", "To = table"), 61, "To: there is no kind table");
    complains(with("Repeats = 1", "FromFields = price"), 66,
              "FromFields: piece has no field price");
    complains(with("Repeats = 1", "Columns = price"), 66, "Columns: stands_on has no field price");
    complains(with("Repeats = 1", "Count = square"), 66,
              "Count: stands_on has no integer field square");
    complains(with("Repeats = 1", "Unfold = carving"), 66, "Unfold: there is no relation carving");
    complains(with("Repeats = 1", "Unless = carving"), 66, "Unless: there is no relation carving");
}

static void signs_that_are_wrong_are_said(void **state)
{
    (void)state;
    complains(SIGNED("Big Ring", "rare"), 8, "Icons: a symbol's name");
    complains(SIGNED("ring", "shape"), 17, "Mark: thing has no flag shape");
}

static void coins_that_do_not_add_up_are_said(void **state)
{
    (void)state;
    complains(with("  copper = 1\n", "  copper = 2\n"), 2, "the last coin must be worth 1");
    complains(with("gold = 100", "gold = some"), 3, "gold needs its worth");
    complains(with("gold = 100", "silver = 5\n  gold = 10"), 4,
              "gold: the coin of most worth comes first");
}

static void what_tells_entries_apart_is_a_relation_and_fields(void **state)
{
    const struct game *game;
    const char *said;

    (void)state;
    game = read_text(
        with("    Card = worth,rank\n",
             "    Card = worth,rank\n    Note = stands_on, rank,worth\n    Internal = 1\n"),
        &said);
    assert_non_null(game);
    assert_true(game->kinds[0].internal);
    assert_ptr_equal(game->kinds[0].note_relation, game_relation(game, "stands_on"));
    assert_int_equal(game->kinds[0].note_count, 2);
    assert_string_equal(game->kinds[0].note[0]->name, "rank");
    assert_string_equal(game_note_relations(arena, game), "stands_on");
    assert_false(game->kinds[1].internal);
    assert_int_equal(game->kinds[1].note_count, 0);
}

static void notes_that_are_wrong_are_said(void **state)
{
    (void)state;
    complains(with("Map = 1", "Note = square"), 54, "Note: board has no field square");
    complains(with("Map = 1", "Note = stands_on"), 54, "Note: stands_on does not lead from board");
    complains(with("Card = worth,rank", "Note = worth, stands_on"), 25,
              "Note: there may be one relation, which comes first; stands_on does not");
    complains(with("Card = worth,rank", "Note = stands_on, stands_on"), 25,
              "Note: there may be one relation, which comes first; stands_on does not");
    complains(with("    Fields {\n      worth",
                   "    Note = extra\n    Fields {\n      extra {\n        Type = integer\n"
                   "        Label = Extra\n        Shown = never\n      }\n      worth"),
              26, "Note: extra is never shown");
    complains(with("Card = worth,rank", "Note = worth, worth"), 25, "Note: worth is there twice");
    complains(with("Map = 1", "Note ="), 54, "Note needs a value");
    complains(with("Map = 1", "Note {\n}"), 54, "Note needs a value");
    complains(with("Map = 1", "Internal = 2"), 54, "Internal must be");
    complains(with("Map = 1", "Internal = yes"), 54, "Internal must be");
    complains(with("Map = 1", "Intern = 1"), 54, "Intern is no key that may stand here");
}

static void articles_are_words_as_names_are_compared(void **state)
{
    const char *said;
    const struct game *game = read_text("Articles = Der, die, L\xC3\xA9\n" GAME, &said);

    (void)state;
    assert_non_null(game);
    assert_int_equal(game->article_count, 3);
    assert_string_equal(game->articles[0], "der ");
    assert_string_equal(game->articles[2], "le ");
    complains("Articles = a, of the\n" GAME, 1, "Articles: of the is not a word of 1 to 8 letters");
    complains("Articles = antidisest\n" GAME, 1, "Articles: antidisest is not a word");
    complains("Articles = a, b, c, d, e, f, g, h, i\n" GAME, 1, "Articles: there may be at most 8");
}

static void all_that_is_wrong_is_said_at_once_by_line(void **state)
{
    const char *said, *file;

    (void)state;
    assert_null(read_text("Kinds {\n b {\n Label = B\n Plural = B\n Sort = x\n }\n}\nOdd = 1\n"
                          "Enumerations {\n e {\n }\n}\n",
                          &said));
    file = unit_name("chess.hdf");
    assert_string_equal(said, arena_format(arena,
                                           "%s: Title is missing\n"
                                           "%s:5: Sort: there is no field x\n"
                                           "%s:8: Odd is no key that may stand here\n"
                                           "%s:10: e has no values\n",
                                           file, file, file, file));
}

static void more_than_there_is_room_for_is_said(void **state)
{
    struct buffer text = buffer_open(arena, 4096);
    const char *said;

    (void)state;
    buffer_text(&text, "Title = T\nKinds {\n");
    for (int i = 0; i < 33; i++)
        buffer_format(&text, "k%d {\nLabel = K\nPlural = K\n}\n", i);
    buffer_text(&text, "}\n");
    complains(text.data, 3 + 32 * 4, "there are more than 32 kinds");
    text.length = 0;
    buffer_text(&text, "Title = T\nKinds {\nk {\nLabel = K\nPlural = K\nFields {\n");
    for (int i = 0; i < 400; i++)
        buffer_format(&text, "f%d {\nType = text\nLabel = F\n}\n", i);
    assert_non_null(read_text(arena_format(arena, "%s}\n}\n}\n", text.data), &said));
    complains(arena_format(arena, "%sg {\nType = text\nLabel = F\n}\n}\n}\n}\n", text.data),
              7 + 400 * 4, "there are more than 400 fields");
}

static void a_file_that_cannot_be_read_is_said(void **state)
{
    char *heard = NULL;
    size_t length;
    FILE *errors = open_memstream(&heard, &length);

    (void)state;
    assert_null(game_read(arena, unit_name("none.hdf"), NULL, errors));
    fclose(errors);
    assert_string_equal(heard, arena_format(arena, "%s: No such file or directory\n",
                                            unit_name("none.hdf")));
    free(heard);
}

/* ---- all games of an installation ---- */

static void a_wrong_game_does_not_take_the_others_along(void **state)
{
    char *heard = NULL;
    size_t length, wrong;
    FILE *errors = open_memstream(&heard, &length);
    struct games *games;

    (void)state;
    unit_file("chess.hdf", GAME);
    unit_file("go.hdf", with("Title = Chess", "Title = Go"));
    unit_file("poker.hdf", "Title = Poker\n");
    unit_file("poker.hdf~", "what an editor left");
    unit_file(".go.hdf", "and another");
    games = games_read(arena, unit_path, NULL, errors, &wrong);
    fclose(errors);
    assert_non_null(games);
    assert_int_equal(wrong, 1);
    assert_string_equal(heard,
                        arena_format(arena, "%s: Kinds is missing\n", unit_name("poker.hdf")));
    assert_string_equal(games_find(games, "go")->title, "Go");
    assert_ptr_equal(games_at(games, 0), games_find(games, "chess"));
    assert_null(games_find(games, "poker"));
    assert_null(games_at(games, 2));
    free(heard);
}

static void the_games_of_this_house_are_right(void **state)
{
    const char *source = getenv("srcdir");
    const struct game *everquest;
    size_t wrong;
    struct games *games = games_read(arena,
                                     arena_format(arena, "%s/games", source != NULL ? source : "."),
                                     NULL, stderr, &wrong);

    (void)state;
    assert_non_null(games);
    assert_int_equal(wrong, 0);
    everquest = games_find(games, "everquest");
    assert_non_null(everquest);
    assert_non_null(games_find(games, "camelot"));
    assert_string_equal(game_relation(everquest, "drops")->reverse_name, "dropped_by");
    assert_true(game_kind(everquest, "zone")->map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_game_is_what_its_file_says),
        UNIT(a_kind_has_its_fields_and_lists_in_the_files_order),
        UNIT(a_field_says_how_it_is_kept_and_shown),
        UNIT(a_choice_is_found_by_number_and_name),
        UNIT(a_thing_takes_its_sign_from_its_values),
        UNIT(signs_that_are_wrong_are_said),
        UNIT(a_relation_leads_from_kind_to_kind),
        UNIT(an_interval_has_two_ends_of_one_type),
        UNIT(keys_that_are_unknown_missing_or_doubled_are_said),
        UNIT(lines_that_are_none_are_said),
        UNIT(names_that_are_none_or_taken_are_said),
        UNIT(kinds_that_could_not_be_told_from_other_pages_are_refused),
        UNIT(enumerations_that_are_wrong_are_said),
        UNIT(fields_that_are_wrong_are_said),
        UNIT(lists_that_name_what_is_not_there_are_said),
        UNIT(coins_that_do_not_add_up_are_said),
        UNIT(what_tells_entries_apart_is_a_relation_and_fields),
        UNIT(notes_that_are_wrong_are_said),
        UNIT(articles_are_words_as_names_are_compared),
        UNIT(all_that_is_wrong_is_said_at_once_by_line),
        UNIT(more_than_there_is_room_for_is_said),
        UNIT(a_file_that_cannot_be_read_is_said),
        UNIT(a_wrong_game_does_not_take_the_others_along),
        UNIT(the_games_of_this_house_are_right),
    };

    return UNIT_RUN(tests);
}
