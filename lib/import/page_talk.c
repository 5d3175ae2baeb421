/* Talk of a game's pages from elsewhere. Unlike threads (talk/import) it is not staged: what a
 * line belongs to is found in this game's database, so that lines go in one by one, by the
 * function that posts here go through. That is slower, for what is comments below entries and not
 * a whole forum.
 *
 * An interrupted import is begun again: each line's key finds what was made of it. Parents come
 * before their answers in the file, as their ids are only known by then. */
#include "import/page_talk.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "auth/secret.h"
#include "base/text/text.h"
#include "base/text/text_lines.h"
#include "base/text/text_map.h"
#include "talk/comment.h"
#include "talk/import/line.h"
#include "talk/import/member.h"

STATEMENT(PAGE_TALK_SCORE, PARAMETERS(integer(change), integer(imported), id(comment)), COLUMNS(),
          "UPDATE comment SET score = score + ?, imported_score = ? WHERE id = ?");
/* Of a comment that came before: what its source had, and whether that is known. */
STATEMENT(PAGE_TALK_KNOWN, PARAMETERS(id(comment)), COLUMNS(integer(score), flag(told)),
          "SELECT COALESCE(imported_score, 0), sent_hash IS NOT NULL FROM comment WHERE id = ?");
STATEMENT(
    PAGE_TALK_CHANGE,
    PARAMETERS(integer(score), again(score), instant(created), bytes(sent), id(comment)), COLUMNS(),
    "UPDATE comment SET score = score + ? - COALESCE(imported_score, 0), imported_score = ?, created = ?,"
    " sent_hash = ? WHERE id = ?");
STATEMENT_SET(page_talk_statements, &PAGE_TALK_SCORE, &PAGE_TALK_KNOWN, &PAGE_TALK_CHANGE);

#define SENT_BYTES ((size_t)16) /* of the hash of what a line said */

/* One line, taken apart. */
struct page_line {
    struct subject subject;
    struct subject_page page;
    const char *id;
    const char *author;
    int64_t created;
    int64_t score;
    const char *body;
    uint64_t parent_id;
    unsigned notes; /* 1 << enum import_note */
};

struct page_talk_job {
    const struct page_talk_options *options;
    struct import_counts *counts;
    struct arena *arena;   /* of the line at hand */
    uint64_t source_id;    /* of the accounts: 0 for this installation's */
    struct arena *whole;   /* of the whole import */
    struct text_map known; /* comments' ids (uint64_t) by the source's */
};

/* ---- one line ---- */

/* Reads "subject". 1, 0 when there is no such thing, -1 on failure. */
static int read_subject(const struct subject_place *place, const json_t *value,
                        struct page_line *line)
{
    struct import_members kind_member = {.arena = place->arena, .object = value};
    struct import_members id_member = kind_member;
    const char *kind = import_member_id(&kind_member, "kind", 16);
    const char *external_id = import_member_id(&id_member, "external_id", IMPORT_ID_MAX);
    int found = kind != NULL ? subject_imported(place, kind, external_id, &line->subject) : 0;

    return found > 0 ? subject_page(place, &line->subject, &line->page) : found;
}

/* Finds the comment of the earlier line that PARENT names (NULL: none). */
static bool find_parent(const struct page_talk_job *job, const char *parent, struct page_line *line)
{
    const uint64_t *id;

    if (parent == NULL)
        return true;
    id = text_map_get(&job->known, NULL, parent);
    line->parent_id = id != NULL ? *id : 0;
    return id != NULL;
}

/* Remembers which comment came of a line, for the lines that answer it. */
static void remember_comment(struct page_talk_job *job, const char *source_id, uint64_t comment_id)
{
    uint64_t *id = arena_alloc(job->whole, sizeof *id);

    *id = comment_id;
    text_map_put(&job->known, NULL, arena_string(job->whole, source_id), id);
}

/* Takes a line apart. NULL, or what is wrong; *FAILED where it could not be judged. */
static const char *parse_page_line(const struct page_talk_job *job, const json_t *object,
                                   struct page_line *line, bool *failed)
{
    const struct subject_place *place = &job->options->place;
    struct import_members m = {.arena = job->arena, .object = object};
    const char *parent;
    int found;

    line->id = import_member_id(&m, "id", IMPORT_ID_MAX);
    parent = import_member_parent(&m);
    line->author = import_member_author(&m);
    line->created = import_member_created(&m);
    line->body = import_member_body(&m);
    line->score = json_object_get(object, "score") != NULL ? import_member_score(&m) : 0;
    line->notes = m.notes;
    if (m.fault != NULL)
        return m.fault;
    if (text_blank(line->body))
        return "\"body\" is empty";
    if (job->source_id == 0 && !account_name_valid(line->author))
        return "\"author\" cannot be an account's name";
    found = read_subject(place, json_object_get(object, "subject"), line);
    *failed = found < 0;
    if (found <= 0)
        return "\"subject\" is nothing that this game's database has";
    if (!find_parent(job, parent, line))
        return "\"parent\" is not the id of an earlier line that went in";
    return NULL;
}

/* ---- writing ---- */

static void reject_page_line(const struct page_talk_job *job, const char *fault)
{
    job->counts->rejected++;
    if (job->options->rejected != NULL)
        job->options->rejected(job->options->context, job->counts->read, fault);
}

/* The row of the journal that tells of a change of COMMENT by its source. */
static struct journal_entry row_of(const struct comment *comment, enum journal_kind kind)
{
    return (struct journal_entry){.kind = kind,
                                  .site_id = comment->space.site_id,
                                  .game_id = comment->space.game_id,
                                  .thread_id = comment->thread_id,
                                  .comment_id = comment->id,
                                  .subject = comment->subject};
}

/* Adds the score that the comment came with to the votes that are given here. The imported part
 * is kept apart as well, as talk/import does, so that it can be told from the votes. */
static int write_score(const struct page_talk_options *options, const struct page_line *line,
                       uint64_t id)
{
    struct database *database = options->place.database;
    struct comment comment;
    struct journal_entry row;

    if (line->score == 0)
        return 0;
    if (comment_find(&options->place, id, &comment) <= 0)
        return -1;
    row = row_of(&comment, JOURNAL_RATING);
    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &PAGE_TALK_SCORE, line->score, line->score, id) == 0 &&
        journal_append(database, &row) == 0)
        return journal_commit(database, options->shared, &row, 1);
    database_rollback(database);
    return -1;
}

/* What is wrong with a line whose comment came in before and stands where the line does not say; NULL:
 * nothing. Comments never move. */
static const char *fault_of_known(const struct page_talk_job *job, const struct page_line *line,
                                  const struct comment *comment)
{
    if (comment->subject == NULL ||
        strcmp(comment->subject, subject_text(job->arena, &line->subject)) != 0)
        return "it was imported before, below another page";
    return comment->parent_id != line->parent_id ? "it was imported before, with another parent"
                                                 : NULL;
}

/* Brings a comment to what its line says now: its text as an edit, the rest beside it. Killed in
 * between, it is done again. */
static int change_known(const struct page_talk_job *job, const struct page_line *line,
                        struct comment *comment, const struct comment_draft *draft)
{
    const struct page_talk_options *options = job->options;
    struct database *database = options->place.database;
    const struct store store = {.database = database,
                                .shared = options->shared,
                                .arena = options->place.arena};
    struct journal_entry row = row_of(comment, JOURNAL_EDIT);
    unsigned char sent[DIGEST_BYTES];

    if (strcmp(comment->body, line->body) != 0 &&
        comment_edit(&store, comment, line->body, draft->links, NULL) != COMMENT_DONE)
        return -1;
    digest(draft->sent, sent);
    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &PAGE_TALK_CHANGE, line->score, line->created,
                     bytes_of(sent, SENT_BYTES), comment->id) == 0 &&
        journal_append(database, &row) == 0)
        return journal_commit(database, options->shared, &row, 1);
    database_rollback(database);
    return -1;
}

/* A line whose comment ID came in before; SAME tells whether it said the same then. Of one that came
 * before that was kept, what was edited here since is left as it is. */
static int write_known(struct page_talk_job *job, const struct page_line *line,
                       const struct comment_draft *draft, uint64_t id, bool same)
{
    const struct subject_place *place = &job->options->place;
    struct comment comment;
    int found = comment_find(place, id, &comment);
    const struct PAGE_TALK_KNOWN_row *known;
    const char *fault = found > 0 ? fault_of_known(job, line, &comment)
                                  : "it was imported to another site from this source";

    if (found < 0)
        return -1;
    if (fault != NULL) {
        reject_page_line(job, fault);
        return 0;
    }
    known = database_row(place->database, place->arena, &PAGE_TALK_KNOWN, id);
    if (known == NULL)
        return -1;
    remember_comment(job, line->id, id);
    if (known->score == line->score && (same || (!known->told && comment.edited != 0))) {
        job->counts->unchanged++;
        return 0;
    }
    job->counts->changed++;
    if (job->options->trial)
        return 0;
    return change_known(job, line, &comment, draft);
}

/* What a trial takes for the comment of a line that would be new. */
static int count_new(struct page_talk_job *job, const struct page_line *line)
{
    remember_comment(job, line->id, UINT64_MAX);
    job->counts->added++;
    return 0;
}

static int write_new(struct page_talk_job *job, const struct page_line *line,
                     const struct comment_draft *draft)
{
    const struct page_talk_options *options = job->options;
    struct comment_made made;
    enum comment_result result = comment_add(&options->place, options->shared, draft, &made);

    /* Of a page that has no discussion yet, nothing can be answered. */
    if (result == COMMENT_NO_PARENT || (result == COMMENT_NO_THREAD && line->parent_id != 0)) {
        reject_page_line(job, "its parent is below another page");
        return 0;
    }
    if (result != COMMENT_DONE)
        return -1;
    remember_comment(job, line->id, made.id);
    job->counts->added++;
    return write_score(options, line, made.id);
}

/* By the same function as a post here, under an idempotency key made of the source and its id:
 * sent again, it finds what the first import made, and what that said. Hashes of such keys are
 * stored, so that the word that they begin with stays. */
static int write_line(struct page_talk_job *job, const struct page_line *line)
{
    const struct page_talk_options *options = job->options;
    struct subject_place place = options->place;
    struct markup_links links;
    struct comment_draft draft = {
        .subject = &line->subject,
        .title = line->page.title,
        .path = line->page.path,
        .links = &links,
        .parent_id = line->parent_id,
        .body = line->body,
        .created = line->created,
        .once = arena_format(job->arena, "retold|%s|%s", options->source, line->id),
        .sent = arena_format(job->arena, "%" PRId64 "\n%s", line->created, line->body),
    };
    struct comment_made made;
    enum comment_result before;

    subject_links(&links, &place);
    if ((options->trial ? import_author_known : import_author)(place.database, job->arena,
                                                               job->source_id, line->author,
                                                               &draft.author_id) != 0)
        return -1;
    if (draft.author_id == 0)
        return count_new(job, line);
    before = comment_made_before(&place, &draft, &made);
    if (before == COMMENT_FAILED)
        return -1;
    if (before == COMMENT_NO_THREAD && options->trial)
        return count_new(job, line);
    return before == COMMENT_NO_THREAD
               ? write_new(job, line, &draft)
               : write_known(job, line, &draft, made.id, before == COMMENT_DONE);
}

static void report_page_notes(const struct page_talk_job *job, unsigned notes)
{
    const struct page_talk_options *options = job->options;

    for (enum import_note note = 0; options->noted != NULL && note < IMPORT_NOTES; note++)
        if ((notes & 1U << note) != 0)
            options->noted(options->context, job->counts->read, note);
}

static int import_line(struct page_talk_job *job, const char *text, size_t length)
{
    json_error_t error;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    struct page_line line = {.parent_id = 0};
    const char *fault = "is not a JSON object";
    bool failed = false;
    int result = 0;

    if (json_is_object(object))
        fault = parse_page_line(job, object, &line, &failed);
    if (failed) {
        result = -1;
    } else if (fault != NULL) {
        reject_page_line(job, fault);
    } else {
        report_page_notes(job, line.notes);
        result = write_line(job, &line);
    }
    json_decref(object);
    return result;
}

int page_talk_import(const struct page_talk_options *options, FILE *stream,
                     struct import_counts *counts)
{
    struct arena *own = arena_open(65536);
    struct page_talk_job job = {.options = options,
                                .counts = counts,
                                .arena = options->place.arena,
                                .whole = own,
                                .known = text_map_open(own)};
    struct text_lines lines = text_lines_open(stream, IMPORT_LINE_MAX);
    enum text_line read = TEXT_LINE_READ;
    int result = 0;

    *counts = (struct import_counts){0};
    if (!options->local_authors &&
        import_source(options->place.database, options->source, &job.source_id) != 0)
        result = -1;
    while (result == 0 && (read = text_lines_next(&lines)) != TEXT_LINE_END &&
           read != TEXT_LINE_UNREADABLE) {
        arena_reset(job.arena);
        counts->read++;
        if (read == TEXT_LINE_TOO_LONG)
            reject_page_line(&job,
                             arena_format(job.arena, "is longer than %zu bytes", IMPORT_LINE_MAX));
        else
            result = import_line(&job, lines.text, lines.length);
    }
    text_lines_close(&lines);
    arena_close(own);
    return read == TEXT_LINE_UNREADABLE ? -1 : result;
}
