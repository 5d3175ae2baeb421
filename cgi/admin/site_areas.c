#include "site_areas.h"

#include <string.h>

#include "frame.h"
#include "lore/entry_total.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/sites/site_area.h"
#include "web/view.h"

static bool newly_off(const struct site *present, const struct site *wanted, enum site_area area)
{
    return site_area_off(wanted, area) && !site_area_off(present, area);
}

bool areas_ask(struct request *r, const struct site *wanted)
{
    return !form_has(r, "sure") && (!wanted->forum_off || *wanted->game != '\0') &&
           (newly_off(r->site, wanted, SITE_AREA_FORUM) ||
            newly_off(r->site, wanted, SITE_AREA_DATABASE));
}

/* The threads on the site's boards, and what stands in them. */
static int set_board_totals(struct request *r)
{
    const struct subject_place place =
        subject_place_of_operator(r->worker->database, r->arena, r->site->id);
    uint64_t threads = 0, comments = 0;
    size_t count;
    const struct board *boards = board_list(&place, &count);

    if (boards == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        threads += boards[i].threads;
        comments += boards[i].comments;
    }
    view_set(r->view, "Off.forum", "1");
    view_set_number(r->view, "Off.threads", (int64_t)threads);
    view_set_number(r->view, "Off.comments", (int64_t)comments);
    return 0;
}

static int set_database_totals(struct request *r)
{
    const struct store store = request_store(r);
    uint64_t entries;

    if (entry_total(&store, r->site->game_id, &entries) != 0)
        return -1;
    view_set(r->view, "Off.database", "1");
    view_set_number(r->view, "Off.entries", (int64_t)entries);
    return 0;
}

/* What is said below the database's pages, which goes with either; where that is out of reach already,
 * nothing. */
static int set_page_totals(struct request *r)
{
    const struct store store = request_store(r);
    uint64_t comments;

    if (r->site->game_id == 0 || r->site->forum_off)
        return 0;
    if (page_comments_total(&store, r->site->game_id, &comments) != 0)
        return -1;
    if (comments > 0)
        view_set_number(r->view, "Off.page_comments", (int64_t)comments);
    return 0;
}

enum http_status areas_question(struct request *r, const struct site *wanted)
{
    const char *front = site_opens_on(r->arena, wanted);

    if ((newly_off(r->site, wanted, SITE_AREA_FORUM) && set_board_totals(r) != 0) ||
        (newly_off(r->site, wanted, SITE_AREA_DATABASE) && set_database_totals(r) != 0) ||
        set_page_totals(r) != 0)
        return HTTP_UNAVAILABLE;
    if (strcmp(front, site_opens_on(r->arena, r->site)) != 0)
        view_set(r->view, "Off.front", front);
    view_again(r, r->path, &r->form);
    r->nothing_done = true;
    return frame_page(r, HTTP_OK, "admin/site_areas.cs");
}
