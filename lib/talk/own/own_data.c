#include "talk/own/own_data.h"

#include "base/clock.h"
#include "talk/thread.h"

#define AT_ONCE 200

/* In the order of the index by author. What somebody wrote is theirs; what it is below may be on a board
 * that they read no longer. */
STATEMENT(OWN_COMMENT_LIST,
          PARAMETERS(text(hidden), id(author), id(thread), again(thread), id(comment),
                     number(limit)),
          COLUMNS(id(id), id(thread_id), text(site), text(subject), text(title), id(parent_id),
                  instant(created), instant(edited), integer(score), number(state), text(body)),
          "SELECT c.id, c.thread_id, s.name, t.subject,"
          " IF(" THREAD_NOT_HIDDEN_SQL ", t.title, NULL), c.parent_id, c.created, c.edited,"
          " c.score, c.state, c.body FROM comment c FORCE INDEX (author)"
          " JOIN thread t ON t.id = c.thread_id LEFT JOIN site s ON s.id = t.site_id"
          " WHERE c.author_id = ? AND c.thread_id >= ? AND (c.thread_id > ? OR c.id > ?)"
          " ORDER BY c.thread_id, c.id LIMIT ?");
/* What became a comment is among these. */
STATEMENT(OWN_HELD_LIST, PARAMETERS(id(author), id(after), number(limit)),
          COLUMNS(id(id), text(site), number(state), instant(created), text(title), text(body),
                  text(reason)),
          "SELECT h.id, s.name, h.state, h.created, h.title, h.body, m.reason FROM held_post h"
          " JOIN site s ON s.id = h.site_id LEFT JOIN moderation_act m ON m.id = h.act_id"
          " WHERE h.author_id = ? AND h.state <> 1 AND h.id > ? ORDER BY h.id LIMIT ?");
STATEMENT(OWN_RATING_LIST, PARAMETERS(id(account), id(after), number(limit)),
          COLUMNS(id(comment_id), integer(value), instant(created)),
          "SELECT comment_id, value, created FROM rating WHERE account_id = ? AND comment_id > ?"
          " ORDER BY comment_id LIMIT ?");
STATEMENT(OWN_REPORT_LIST, PARAMETERS(id(account), id(after), number(limit)),
          COLUMNS(id(comment_id), instant(created), text(reason), text(note)),
          "SELECT comment_id, created, reason, note FROM report"
          " WHERE account_id = ? AND comment_id > ? ORDER BY comment_id LIMIT ?");
STATEMENT_SET(own_data_statements, &OWN_COMMENT_LIST, &OWN_HELD_LIST, &OWN_RATING_LIST,
              &OWN_REPORT_LIST);

const char *own_data_name(enum own_data kind)
{
    static const char *const names[OWN_DATA_KINDS] = {[OWN_COMMENTS] = "comments",
                                                      [OWN_HELD] = "held_posts",
                                                      [OWN_RATINGS] = "ratings",
                                                      [OWN_REPORTS] = "reports"};

    return names[kind];
}

/* An instant; null where there is none. */
static void put_moment(struct json_writer *json, struct arena *arena, const char *name,
                       int64_t instant)
{
    json_member_text(json, name, instant != 0 ? clock_rfc3339(arena, instant) : NULL);
}

static void put_own_comment(struct json_writer *json, struct arena *arena,
                            const struct OWN_COMMENT_LIST_row *row)
{
    static const char *const states[] = {"shown", "removed", "withdrawn"};

    json_begin_object(json);
    json_member_u64(json, "id", row->id);
    json_member_u64(json, "thread", row->thread_id);
    json_member_text(json, "site", row->site);
    json_member_text(json, "subject", row->subject);
    json_member_text(json, "title", row->title);
    json_member_u64(json, "parent", row->parent_id);
    put_moment(json, arena, "created", row->created);
    put_moment(json, arena, "edited", row->edited);
    json_member_i64(json, "score", row->score);
    json_member_text(json, "state",
                     row->state < sizeof states / sizeof states[0] ? states[row->state] : "hidden");
    json_member_text(json, "body", row->body);
    json_end_object(json);
}

static int write_comments(struct database *database, struct arena *arena, struct own_list *list,
                          struct json_writer *json)
{
    struct OWN_COMMENT_LIST_rows *rows = database_query(database, arena, &OWN_COMMENT_LIST,
                                                        list->hidden, list->account_id,
                                                        list->thread_id, list->comment_id, AT_ONCE);
    const struct OWN_COMMENT_LIST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        put_own_comment(json, arena, row);
        list->thread_id = row->thread_id;
        list->comment_id = row->id;
    }
    return (int)rows_count(rows);
}

static int write_held(struct database *database, struct arena *arena, struct own_list *list,
                      struct json_writer *json)
{
    static const char *const states[] = {"waiting", "published", "refused", "withdrawn"};
    struct OWN_HELD_LIST_rows *rows = database_query(database, arena, &OWN_HELD_LIST,
                                                     list->account_id, list->comment_id, AT_ONCE);
    const struct OWN_HELD_LIST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        json_begin_object(json);
        json_member_text(json, "site", row->site);
        json_member_text(json, "state", row->state < 4 ? states[row->state] : NULL);
        put_moment(json, arena, "created", row->created);
        json_member_text(json, "title", row->title);
        json_member_text(json, "body", row->body);
        json_member_text(json, "reason", row->reason);
        json_end_object(json);
        list->comment_id = row->id;
    }
    return (int)rows_count(rows);
}

static int write_ratings(struct database *database, struct arena *arena, struct own_list *list,
                         struct json_writer *json)
{
    struct OWN_RATING_LIST_rows *rows = database_query(database, arena, &OWN_RATING_LIST,
                                                       list->account_id, list->comment_id, AT_ONCE);
    const struct OWN_RATING_LIST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        json_begin_object(json);
        json_member_u64(json, "comment", row->comment_id);
        json_member_i64(json, "value", row->value);
        put_moment(json, arena, "created", row->created);
        json_end_object(json);
        list->comment_id = row->comment_id;
    }
    return (int)rows_count(rows);
}

static int write_reports(struct database *database, struct arena *arena, struct own_list *list,
                         struct json_writer *json)
{
    struct OWN_REPORT_LIST_rows *rows = database_query(database, arena, &OWN_REPORT_LIST,
                                                       list->account_id, list->comment_id, AT_ONCE);
    const struct OWN_REPORT_LIST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        json_begin_object(json);
        json_member_u64(json, "comment", row->comment_id);
        json_member_text(json, "reason", row->reason);
        json_member_text(json, "note", row->note);
        put_moment(json, arena, "created", row->created);
        json_end_object(json);
        list->comment_id = row->comment_id;
    }
    return (int)rows_count(rows);
}

int own_data_write(struct database *database, struct arena *arena, struct own_list *list,
                   struct json_writer *json)
{
    switch (list->kind) {
    case OWN_COMMENTS: return write_comments(database, arena, list, json);
    case OWN_HELD: return write_held(database, arena, list, json);
    case OWN_RATINGS: return write_ratings(database, arena, list, json);
    case OWN_REPORTS: return write_reports(database, arena, list, json);
    case OWN_DATA_KINDS: break;
    }
    return 0;
}
