#include "talk/moderation/act.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/bulk.h"
#include "talk/moderation/thread/thread_act.h"
#include "talk/thread.h"
#include "web/site.h"

STATEMENT(ACT_INSERT,
          PARAMETERS(instant(created), text(kind), id(account), id(site), id_or_null(about),
                     id_or_null(thread), id_or_null(other), id_or_null(comment), number(comments),
                     number(votes), text(before), text(after), number(unpinned), text(reason),
                     id_or_null(undoes)),
          COLUMNS(),
          "INSERT INTO moderation_act (created, kind, account_id, site_id, about_id, thread_id,"
          " other_id, comment_id, comments, votes, before_act, after_act, unpinned, reason,"
          " undoes_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
#define ACT_SQL                                                                                                     \
    "SELECT m.id, m.kind, m.created, m.account_id, a.name, m.site_id, m.about_id, b.name,"                          \
    " m.thread_id, m.other_id, m.comment_id, m.comments, m.votes, m.before_act, m.after_act, m.unpinned, m.reason," \
    " m.undoes_id, m.undone_id FROM "
#define ACT_JOINS_SQL                                                                              \
    " JOIN account a ON a.id = m.account_id LEFT JOIN account b ON b.id = m.about_id"
ROW(act, id(id), text(kind), instant(created), id(account_id), text(name), id(site_id),
    id(about_id), text(about), id(thread_id), id(other_id), id(comment_id), number(comments),
    number(votes), text(before), text(after), flag(unpinned), text(reason), id(undoes_id),
    id(undone_id));
STATEMENT(ACT_HOLD, PARAMETERS(id(site), id(act)), ROW_OF(act),
          ACT_SQL "moderation_act m" ACT_JOINS_SQL " WHERE m.site_id = ? AND m.id = ? FOR UPDATE");
/* An act on several threads has none: one of its comments tells whether there is something to be seen. */
#define ACT_SEEN_SQL                                                                                                    \
    THREAD_NOT_HIDDEN_SQL                                                                                               \
    " AND (m.thread_id IS NOT NULL OR m.comments = 0 OR m.kind = 'refuse' OR EXISTS (SELECT 1 FROM moderated_comment x" \
    " JOIN comment c ON c.id = x.comment_id JOIN thread t ON t.id = c.thread_id WHERE x.act_id = m.id"                  \
    " AND " THREAD_NOT_HIDDEN_SQL "))"
STATEMENT(ACT_FIND, PARAMETERS(id(site), id(act), text(hidden), again(hidden)), ROW_OF(act),
          ACT_SQL "moderation_act m" ACT_JOINS_SQL " LEFT JOIN thread t ON t.id = m.thread_id"
                  " WHERE m.site_id = ? AND m.id = ? AND " ACT_SEEN_SQL);
STATEMENT(ACTS_SEEN, PARAMETERS(text(ids), text(hidden), again(hidden)), COLUMNS(id(id)),
          "SELECT m.id FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
          " STRAIGHT_JOIN moderation_act m ON m.id = j.id LEFT JOIN thread t ON t.id = m.thread_id"
          " WHERE " ACT_SEEN_SQL " ORDER BY m.id");
STATEMENT(ACT_UNSEEN,
          PARAMETERS(id(act), text(hidden), again(act), id_or_null(undoes), again(hidden)),
          COLUMNS(flag(unseen)),
          "SELECT EXISTS (SELECT 1 FROM moderated_comment m JOIN comment c ON c.id = m.comment_id"
          " JOIN thread t ON t.id = c.thread_id WHERE m.act_id = ? AND NOT " THREAD_NOT_HIDDEN_SQL
          ") OR EXISTS (SELECT 1 FROM moderated_vote v JOIN comment c ON c.id = v.comment_id"
          " JOIN thread t ON t.id = c.thread_id WHERE v.act_id IN (?, ?)"
          " AND NOT " THREAD_NOT_HIDDEN_SQL ")");
#define ACT_TEXT(NAME, TEXT) ", '" TEXT "'"
#define ACT_OF_THREAD_SQL "kind IN (''" THREAD_ACTS(ACT_TEXT) ")"
STATEMENT(ACT_LIST_THREAD,
          PARAMETERS(id(thread), number(whole), again(thread), again(whole), number(limit)),
          ROW_OF(act),
          ACT_SQL
          "(SELECT id FROM moderation_act WHERE thread_id = ? AND (? = 0 OR " ACT_OF_THREAD_SQL
          ") UNION SELECT id FROM moderation_act WHERE other_id = ?"
          " AND (? = 0 OR " ACT_OF_THREAD_SQL ")"
          " ORDER BY id DESC LIMIT ?) f JOIN moderation_act m ON m.id = f.id" ACT_JOINS_SQL
          " ORDER BY m.id DESC");
STATEMENT(ACT_COMMENTS, PARAMETERS(id(act), text(hidden), number(limit)),
          COLUMNS(id(id), text(author), text(title), text(html)),
          "SELECT c.id, a.name, t.title, c.html FROM moderated_comment m"
          " JOIN comment c ON c.id = m.comment_id JOIN thread t ON t.id = c.thread_id"
          " JOIN account a ON a.id = c.author_id WHERE m.act_id = ?"
          " AND " THREAD_NOT_HIDDEN_SQL " ORDER BY m.comment_id LIMIT ?");
/* What was done to a comment, and to its thread as a whole: not what was done to others' comments there. */
STATEMENT(ACT_LIST, PARAMETERS(id(comment), id(thread), number(limit)), ROW_OF(act),
          ACT_SQL
          "(SELECT act_id FROM moderated_comment WHERE comment_id = ?"
          " UNION SELECT id FROM moderation_act WHERE thread_id = ? AND " ACT_OF_THREAD_SQL
          " ORDER BY act_id DESC LIMIT ?) f JOIN moderation_act m ON m.id = f.act_id" ACT_JOINS_SQL
          " ORDER BY m.id DESC");
SIGNATURE(site_acts,
          PARAMETERS(id(site), text(hidden), again(hidden), number(matter), again(matter),
                     id(account), again(account), again(account), STATEMENT_PAGE),
          ROW_OF(act));
STATEMENTS_BY_KEY(site_acts, SITE_ACTS,
                  ACT_SQL
                  "moderation_act m" ACT_JOINS_SQL " LEFT JOIN thread t ON t.id = m.thread_id"
                  " WHERE m.site_id = ? AND " ACT_SEEN_SQL " AND (? = 0 OR IF(m." ACT_OF_THREAD_SQL
                  ", 2, 1) = ?)"
                  " AND (? = 0 OR m.account_id = ? OR m.about_id = ?)",
                  "m.id");
STATEMENT(ACT_SET_UNDONE, PARAMETERS(id_or_null(by), id(act)), COLUMNS(),
          "UPDATE moderation_act SET undone_id = ? WHERE id = ?");
STATEMENT_SET(act_statements, &ACT_INSERT, &ACT_HOLD, &ACT_FIND, &ACTS_SEEN, &ACT_UNSEEN,
              &ACT_COMMENTS, &ACT_LIST_THREAD, &ACT_LIST, &SITE_ACTS_NEWEST, &SITE_ACTS_OLDEST,
              &ACT_SET_UNDONE);

#define ACT_KIND(NAME, TEXT) [ACT_##NAME] = (TEXT),
static const char *const kind_names[] = {ACTS(ACT_KIND)};
#undef ACT_KIND

const char *act_kind_name(enum act_kind kind)
{
    return kind_names[kind];
}

uint64_t act_value_id(const char *value)
{
    return value != NULL ? strtoull(value, NULL, 10) : 0;
}

const char *act_value_name(const char *value)
{
    const char *space = value != NULL ? strchr(value, ' ') : NULL;

    return space != NULL ? space + 1 : value;
}

struct moderator moderator_of(struct request *r, const char *reason)
{
    struct store *store = arena_alloc(r->arena, sizeof *store);
    struct actor *actor = arena_alloc(r->arena, sizeof *actor);

    *store = request_store(r);
    *actor = request_actor(r);
    return (struct moderator){store, actor, reason, subject_ruling(r, r->site->game_id)};
}

static enum permission permission_of(enum act_kind kind)
{
    switch (kind) {
    case ACT_REMOVE_OWN:
    case ACT_RESTORE_OWN: return PERMISSION_COMMENT_REMOVE_OWN;
    case ACT_EDIT: return PERMISSION_COMMENT_EDIT;
    default:
        return act_is_of_thread(kind) ? thread_act_permission(kind) : PERMISSION_COMMENT_REMOVE;
    }
}

/* Whether the site that speaks for those that share what ACT is about leaves it to the moderator. */
static enum act_result admit(const struct moderator *moderator, const struct act *act)
{
    if (!act->shared || act->kind == ACT_REMOVE || act->kind == ACT_HIDE)
        return ACT_DONE;
    switch (subject_ruled(&moderator->shared, permission_of(act->kind))) {
    case SUBJECT_OPEN: return ACT_DONE;
    case SUBJECT_DENIED: return ACT_DENIED;
    case SUBJECT_FROZEN: break;
    }
    return ACT_FROZEN;
}

enum act_result act_append(const struct moderator *moderator, struct act *act)
{
    struct database *database = moderator->store->database;
    enum act_result admitted = admit(moderator, act);

    if (admitted != ACT_DONE)
        return admitted;
    if (database_run(database, &ACT_INSERT, clock_now(), act_kind_name(act->kind),
                     moderator->actor->account_id, act->site_id, act->about_id, act->thread_id,
                     act->other_id, act->comment_id, act->comments, act->votes, act->before,
                     act->after, act->unpinned, moderator->reason, act->undoes_id) != 0)
        return ACT_FAILED;
    act->id = database_made_id(database);
    return ACT_DONE;
}

enum act_kind act_kind_named(const char *name)
{
    int kind = 0;

    while (kind < ACT_KINDS && strcmp(kind_names[kind], name) != 0)
        kind++;
    return (enum act_kind)kind;
}

static struct act act_of(const struct act_row *row)
{
    return (struct act){
        .id = row->id,
        .kind = act_kind_named(row->kind),
        .created = row->created,
        .account_id = row->account_id,
        .name = row->name,
        .site_id = row->site_id,
        .about_id = row->about_id,
        .about = row->about,
        .thread_id = row->thread_id,
        .other_id = row->other_id,
        .comment_id = row->comment_id,
        .comments = row->comments,
        .votes = row->votes,
        .before = row->before,
        .after = row->after,
        .unpinned = row->unpinned,
        .reason = row->reason,
        .undoes_id = row->undoes_id,
        .undone_id = row->undone_id,
    };
}

bool act_is_of_thread(enum act_kind kind)
{
    return kind >= ACT_LOCK && kind <= ACT_UNSPLIT;
}

/* The only act of ROWS. 1, 0 there is none, or -1. */
static int only_act(struct act_rows *rows, struct act *act)
{
    const struct act_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *act = act_of(row);
    return act->kind != ACT_KINDS;
}

int act_lock(const struct store *store, uint64_t site_id, uint64_t id, struct act *act)
{
    return only_act(database_query(store->database, store->arena, &ACT_HOLD, site_id, id), act);
}

int act_find(const struct subject_place *place, uint64_t id, struct act *act)
{
    return only_act(database_query(place->database, place->arena, &ACT_FIND, place->site_id, id,
                                   reader_hidden(&place->reader, place->arena)),
                    act);
}

int act_is_beyond(const struct subject_place *place, const struct act *act)
{
    const struct ACT_UNSEEN_row *row =
        database_row(place->database, place->arena, &ACT_UNSEEN, act->id,
                     reader_hidden(&place->reader, place->arena), act->undoes_id);

    return row != NULL ? row->unseen : -1;
}

const uint64_t *acts_seen(const struct subject_place *place, const uint64_t *ids, size_t count,
                          size_t *seen)
{
    struct bulk bulk = bulk_open(place->arena, 24 * (count + 1));
    struct ACTS_SEEN_rows *rows;
    const struct ACTS_SEEN_row *row;
    uint64_t *found;

    *seen = 0;
    for (size_t i = 0; i < count; i++) {
        bulk_row(&bulk);
        bulk_u64(&bulk, ids[i]);
    }
    rows = database_query(place->database, place->arena, &ACTS_SEEN, bulk_end(&bulk),
                          reader_hidden(&place->reader, place->arena));
    if (rows == NULL)
        return NULL;
    found = arena_alloc(place->arena, (rows_count(rows) + 1) * sizeof *found);
    while ((row = rows_next(rows)) != NULL)
        found[(*seen)++] = row->id;
    return found;
}

struct act_comment *act_comments(const struct subject_place *place, uint64_t act_id, unsigned limit,
                                 size_t *count)
{
    struct ACT_COMMENTS_rows *rows =
        database_query(place->database, place->arena, &ACT_COMMENTS, act_id,
                       reader_hidden(&place->reader, place->arena), limit);
    const struct ACT_COMMENTS_row *row;
    struct act_comment *comments;

    *count = 0;
    if (rows == NULL)
        return NULL;
    comments = arena_alloc(place->arena, (rows_count(rows) + 1) * sizeof *comments);
    while ((row = rows_next(rows)) != NULL)
        comments[(*count)++] = (struct act_comment){.id = row->id,
                                                    .author = row->author,
                                                    .title = row->title,
                                                    .html = row->html};
    return comments;
}

int act_set_undone(const struct store *store, uint64_t id, uint64_t by)
{
    return database_run(store->database, &ACT_SET_UNDONE, by, id);
}

static struct act *acts_of(struct arena *arena, struct act_rows *rows, size_t *count)
{
    const struct act_row *row;
    struct act *acts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    acts = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *acts);
    while ((row = rows_next(rows)) != NULL) {
        acts[*count] = act_of(row);
        *count += acts[*count].kind != ACT_KINDS;
    }
    return acts;
}

struct act *act_list(const struct store *store, uint64_t comment_id, uint64_t thread_id,
                     size_t *count)
{
    return acts_of(store->arena,
                   database_query(store->database, store->arena, &ACT_LIST, comment_id, thread_id,
                                  ACTS_A_PAGE),
                   count);
}

struct act *act_list_thread(const struct store *store, uint64_t thread_id, bool whole,
                            size_t *count)
{
    return acts_of(store->arena,
                   database_query(store->database, store->arena, &ACT_LIST_THREAD, thread_id, whole,
                                  ACTS_A_PAGE),
                   count);
}

struct act *act_list_site(const struct subject_place *place, const struct act_query *query,
                          size_t *count)
{
    return acts_of(place->arena,
                   database_query(place->database, place->arena,
                                  query->oldest ? &SITE_ACTS_OLDEST : &SITE_ACTS_NEWEST,
                                  place->site_id, reader_hidden(&place->reader, place->arena),
                                  query->matter, query->account_id, query->after, query->limit),
                   count);
}
