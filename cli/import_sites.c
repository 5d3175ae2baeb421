/* lorehall import: sites and their boards; what else there is, is named here. */
#include <string.h>
#include <unistd.h>

#include "base/text/text.h"
#include "catalogue/game_number.h"
#include "import_report.h"
#include "lore/entry.h"
#include "store/journal.h"
#include "talk/import/import_threads.h"
#include "talk/overview.h"
#include "talk/thread.h"
#include "web/site.h"
#include "web/sites/accent.h"

#define SITES_MAX 100
#define BOARDS_MAX 100 /* of one site */

struct planned_site {
    struct site site;
    struct board boards[BOARDS_MAX];
    size_t board_count;
};

/* What a file of sites comes to. */
struct site_plan {
    struct arena *arena;
    const char *games; /* the directory of their files */
    struct planned_site *sites;
    size_t site_count;
    const char *fault; /* the first thing that is wrong; NULL: nothing */
};

/* Whether NAME, of LENGTH bytes, can stand in a path. */
static bool name_valid(const char *name, size_t length)
{
    return length >= 1 && length <= 32 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

/* Whether it can stand in a host name, too, as a label of the DNS (RFC 1123, 2.1). */
static bool dns_label_valid(const char *name, size_t length)
{
    return name_valid(name, length) && name[0] != '-' && name[length - 1] != '-';
}

/* The settings of one site need not stand together in the file: whichever comes first makes it. */
static struct planned_site *plan_site(struct site_plan *plan, const char *name, size_t length)
{
    for (size_t i = 0; i < plan->site_count; i++)
        if (strlen(plan->sites[i].site.name) == length &&
            strncmp(plan->sites[i].site.name, name, length) == 0)
            return &plan->sites[i];
    if (plan->site_count == SITES_MAX)
        return NULL;
    plan->sites[plan->site_count].site =
        (struct site){.name = arena_copy(plan->arena, name, length),
                      .tagline = "",
                      .accent = "ember",
                      .game = "",
                      .front = "forum"};
    return &plan->sites[plan->site_count++];
}

static struct board *plan_board(struct site_plan *plan, struct planned_site *site, const char *name,
                                size_t length)
{
    for (size_t i = 0; i < site->board_count; i++)
        if (strlen(site->boards[i].name) == length &&
            strncmp(site->boards[i].name, name, length) == 0)
            return &site->boards[i];
    if (site->board_count == BOARDS_MAX)
        return NULL;
    site->boards[site->board_count] =
        (struct board){.name = arena_copy(plan->arena, name, length), .description = ""};
    return &site->boards[site->board_count++];
}

/* Sets *TO, unless the value is no line of MAX characters at the most. */
static const char *plan_text(struct site_plan *plan, const char **to, const char *value, size_t max)
{
    if (text_check(value, strlen(value), false) != TEXT_VALID)
        return "is not a line of text";
    *to = text_normal(plan->arena, value);
    if (text_characters(*to) > max)
        return arena_format(plan->arena, "is longer than %zu characters", max);
    return NULL;
}

static const char *plan_front(const char **to, const char *value)
{
    if (strcmp(value, "forum") != 0 && strcmp(value, "beastiary") != 0)
        return "must be forum or beastiary";
    *to = strcmp(value, "forum") == 0 ? "forum" : "beastiary";
    return NULL;
}

/* Whether there is such a game is asked where its file would be. */
static const char *plan_game(struct site_plan *plan, const char **to, const char *value)
{
    const char *file = arena_format(plan->arena, "%s/%s.hdf", plan->games, value);

    if (*value != '\0' && (!name_valid(value, strlen(value)) || access(file, R_OK) != 0))
        return arena_format(plan->arena, "names no game: there is no %s", file);
    *to = arena_string(plan->arena, value);
    return NULL;
}

static const char *plan_accent(struct arena *arena, const char **to, const char *value)
{
    if (!accent_valid(value))
        return "must be ember, verdant, azure or a color as #rrggbb";
    *to = arena_string(arena, value);
    return NULL;
}

/* Takes "NAME.title" or ".description" of a board; KEY begins with the name. */
static const char *plan_board_setting(struct site_plan *plan, struct planned_site *site,
                                      const char *key, const char *value)
{
    size_t length = strcspn(key, ".");
    const char *what = key + length;
    struct board *board;

    if (!name_valid(key, length))
        return "is under a board's name that has not 1 to 32 of a-z, 0-9 and -";
    board = plan_board(plan, site, key, length);
    if (board == NULL)
        return "is one board too many";
    if (strcmp(what, ".title") == 0)
        return plan_text(plan, &board->title, value, 100);
    if (strcmp(what, ".description") == 0)
        return plan_text(plan, &board->description, value, 300);
    return "is nothing that a board has";
}

/* Takes "NAME.title" or what else a site has; KEY begins with the name. */
static const char *plan_site_setting(struct site_plan *plan, const char *key, const char *value)
{
    size_t length = strcspn(key, ".");
    const char *what = key + length;
    struct planned_site *site;

    if (!dns_label_valid(key, length))
        return "is under a site's name that has not 1 to 32 of a-z, 0-9 and, within, -";
    site = plan_site(plan, key, length);
    if (site == NULL)
        return "is one site too many";
    if (strcmp(what, ".title") == 0)
        return plan_text(plan, &site->site.title, value, 100);
    if (strcmp(what, ".tagline") == 0)
        return plan_text(plan, &site->site.tagline, value, 200);
    if (strcmp(what, ".accent") == 0)
        return plan_accent(plan->arena, &site->site.accent, value);
    if (strcmp(what, ".game") == 0)
        return plan_game(plan, &site->site.game, value);
    if (strcmp(what, ".front") == 0)
        return plan_front(&site->site.front, value);
    if (text_starts(what, ".Boards."))
        return plan_board_setting(plan, site, what + strlen(".Boards."), value);
    return "is nothing that a site has";
}

static int plan_setting(void *context, const struct setting *setting)
{
    struct site_plan *plan = context;
    const char *fault =
        text_starts(setting->path, "Sites.")
            ? plan_site_setting(plan, setting->path + strlen("Sites."), setting->value)
            : "is not under Sites";

    if (fault != NULL)
        plan->fault = arena_format(plan->arena, "%s:%u: %s %s", setting->file, setting->line,
                                   setting->path, fault);
    return fault != NULL;
}

/* What a plan lacks, or NULL. */
static const char *find_gap(const struct site_plan *plan, const char *file)
{
    if (plan->site_count == 0)
        return arena_format(plan->arena, "%s: it has no sites", file);
    for (size_t i = 0; i < plan->site_count; i++) {
        const struct planned_site *site = &plan->sites[i];

        if (site->site.title == NULL || text_blank(site->site.title))
            return arena_format(plan->arena, "%s: Sites.%s has no title", file, site->site.name);
        for (size_t j = 0; j < site->board_count; j++)
            if (site->boards[j].title == NULL || text_blank(site->boards[j].title))
                return arena_format(plan->arena, "%s: Sites.%s.Boards.%s has no title", file,
                                    site->site.name, site->boards[j].name);
    }
    return NULL;
}

/* Counts what the last statement, which makes a row or changes it, did to a row that was there
 * before or not: where rows found are counted, as here, 2 is a change. */
static void count_put(const struct command *command, bool known, struct import_counts *counts)
{
    counts->read++;
    if (!known)
        counts->added++;
    else if (database_changed(command->database) == 2)
        counts->changed++;
    else
        counts->unchanged++;
}

/* Makes or changes one site and its boards, within a transaction. 0 or -1. */
static int put_site(struct command *command, const struct planned_site *planned, uint64_t position,
                    uint64_t *id, struct import_counts *counts)
{
    size_t count, i = 0;
    struct overview_site *sites = overview_sites(command->database, command->arena, &count);
    struct subject_place place;
    struct board there;
    uint64_t game;

    if (sites == NULL)
        return -1;
    while (i < count && strcmp(sites[i].name, planned->site.name) != 0)
        i++;
    if (site_put(command->database, &planned->site, position, id) != 0)
        return -1;
    count_put(command, i < count, counts);
    /* So that no visit need make it. */
    if (*planned->site.game != '\0' &&
        game_number(command->database, command->arena, planned->site.game, &game) != 0)
        return -1;
    place = subject_place_of_operator(command->database, command->arena, *id);
    for (size_t j = 0; j < planned->board_count; j++) {
        const struct board *board = &planned->boards[j];
        int known = board_find(&place, board->name, &there);

        if (known < 0 || board_put(command->database, *id, board, j) != 0)
            return -1;
        count_put(command, known > 0, counts);
    }
    return 0;
}

/* A transaction a site, with its journal row: sites before one that fails stay, and are told as
 * unchanged when the file is imported again. */
static int put_journalled(struct command *command, const struct planned_site *planned,
                          uint64_t position, struct import_counts *counts)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE};
    const uint64_t unchanged = counts->unchanged, read = counts->read;

    if (database_begin(command->database) != 0)
        return -1;
    if (put_site(command, planned, position, &entry.site_id, counts) != 0)
        return -1;
    /* Nothing changed: no page need be made anew. */
    if (counts->unchanged - unchanged == counts->read - read)
        return database_commit(command->database);
    if (journal_append(command->database, &entry) != 0)
        return -1;
    return journal_commit(command->database, command->shared, &entry, 1);
}

/* The whole file is read and judged before anything is written. */
enum command_status command_import_sites(struct command *command, int argc, char **argv)
{
    struct site_plan plan = {.arena = command->arena, .games = command->configuration->games};
    struct import_counts counts = {0};
    const char *file = argv[1];

    if (argc != 2)
        return command_misused("import sites takes a file");
    plan.sites = arena_alloc(command->arena, SITES_MAX * sizeof *plan.sites);
    if (configuration_iterate(file, plan_setting, &plan) < 0)
        return COMMAND_FAILED;
    if (plan.fault == NULL)
        plan.fault = find_gap(&plan, file);
    if (plan.fault != NULL)
        return command_failed("%s", plan.fault);
    for (size_t i = 0; i < plan.site_count; i++) {
        if (put_journalled(command, &plan.sites[i], i, &counts) != 0) {
            database_rollback(command->database);
            return command_failed("the site %s cannot be written", plan.sites[i].site.name);
        }
    }
    return import_report_counts(&counts);
}
