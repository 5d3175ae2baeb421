#include "site_setting.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/thread.h"
#include "web/site.h"

static const struct {
    const char *name, *title;
} titles[] = {
    {"title", N_("Name")},
    {"tagline", N_("Tagline")},
    {"accent", N_("Accent")},
    {"logo", N_("Logo")},
    {"front", N_("Opens on")},
    {"database", N_("Database")},
    {"forum", N_("Boards")},
    {"banner", N_("Banner")},
    {"banner_level", N_("Looks like")},
    {"banner_until", N_("Until")},
    {"fold", N_("Reports that fold a comment")},
};

static const struct {
    const char *name, *value, *words;
} choices[] = {
    {"accent", "ember", N_("Ember")},
    {"accent", "verdant", N_("Verdant")},
    {"accent", "azure", N_("Azure")},
    {"front", "forum", N_("the boards")},
    {"front", "beastiary", N_("the database")},
    {"database", "shown", N_("shown")},
    {"database", "hidden", N_("hidden")},
    {"forum", "shown", N_("shown")},
    {"forum", "hidden", N_("hidden")},
    {"banner_level", "info", N_("news")},
    {"banner_level", "warning", N_("a warning")},
};

const char *setting_title(struct request *r, const char *name)
{
    size_t length = strcspn(name, ".");

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (strlen(titles[i].title) > 0 && strlen(titles[i].name) == length &&
            strncmp(titles[i].name, name, length) == 0)
            return name[length] == '\0'
                       ? _(titles[i].title)
                       : arena_format(r->arena, "%s (%s)", _(titles[i].title), name + length + 1);
    return name;
}

struct subject_place setting_boards(struct request *r)
{
    struct subject_place place =
        subject_place_of_operator(r->worker->database, r->arena, r->site->id);

    place.reader = request_reader(r);
    return subject_place_of_all(&place);
}

static int find_front_board(struct request *r, const char *front, struct board *board)
{
    const struct subject_place place = setting_boards(r);

    return text_starts(front, "board:") ? board_find(&place, front + strlen("board:"), board) : 0;
}

const char *setting_words(struct request *r, const char *name, const char *value)
{
    struct board board;

    if (*value == '\0')
        return _("none");
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (strcmp(choices[i].name, name) == 0 && strcmp(choices[i].value, value) == 0)
            return _(choices[i].words);
    if (strcmp(name, "front") == 0)
        return find_front_board(r, value, &board) > 0 ? board.title : value;
    if (strcmp(name, "logo") == 0 && strchr(value, '-') != NULL)
        return arena_format(r->arena, _("a picture (%s)"), value);
    return strcmp(name, "banner_until") == 0 ? arena_format(r->arena, "%.10s", value) : value;
}

bool front_valid(struct request *r, const struct site *site, const char *front)
{
    struct board board;

    if (strcmp(front, "beastiary") == 0)
        return *site->game != '\0';
    return !site->forum_off &&
           (strcmp(front, "forum") == 0 || find_front_board(r, front, &board) > 0);
}
