/* Who wants to hear of changes is checked here, and handed over to nginx (X-Accel-Redirect), which
 * holds the connection: a worker that did would be one that answers nobody else.
 *
 * What was missed between two connections comes out of the journal, by the id of the last row
 * that a page knows. Rows that a later one makes pointless are left out, and beyond a bound one
 * event says that the page had better load anew. */
#include "live.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/live.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

/* More than this many rows missed, or events of more bytes, of all subjects together, are told as
 * one "reset", upon which a page offers to load itself anew. */
#define MISSED_MAX 150
#define MISSED_BYTES_MAX 524288

/* What one connection listens to. */
struct subscription {
    struct subject subjects[LIVE_SUBJECTS_MAX];
    uint64_t threads[LIVE_SUBJECTS_MAX]; /* their discussions; 0: nobody has begun it */
    size_t count;
    bool is_private;        /* some of it is on a board that not everybody may read */
    struct buffer channels; /* as nginx takes them: percent-encoded, commas between */
};

static void add_channel(struct subscription *subscription, const char *channel)
{
    if (subscription->channels.length > 0)
        buffer_byte(&subscription->channels, ',');
    buffer_url(&subscription->channels, channel);
}

static bool is_subscribed(const struct subscription *subscription, const struct subject *subject)
{
    for (size_t i = 0; i < subscription->count; i++)
        if (subscription->subjects[i].id == subject->id &&
            strcmp(subscription->subjects[i].kind, subject->kind) == 0)
            return true;
    return false;
}

/* Listens to the discussion of SUBJECT, which this site must have: nobody shall wait for what
 * cannot come. */
static enum http_status subscribe(struct request *r, struct subscription *subscription,
                                  const struct subject *subject)
{
    const struct subject_place place = subject_place(r);
    const struct subject_space space = subject_space(&place, subject);
    struct comment opening;
    struct thread thread;
    int found;

    if (subscription->count == LIVE_SUBJECTS_MAX || !subject_may(r, subject, SUBJECT_READ))
        return HTTP_BAD_REQUEST;
    found = discussion_find(&place, subject, &thread, &opening);
    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : HTTP_BAD_REQUEST;
    add_channel(subscription,
                live_channel(r->arena, &space, r->language, subject_text(r->arena, subject)));
    if (!board_is_public(r->worker->roles, thread.board_id))
        subscription->is_private = true;
    subscription->threads[subscription->count] = thread.id;
    subscription->subjects[subscription->count++] = *subject;
    return HTTP_OK;
}

/* Reads "thread:9,thread:12"; a subject that is named twice is listened to once. */
static enum http_status read_subjects(struct request *r, struct subscription *subscription)
{
    const char *text = query_line(r, "subjects", 1000);
    enum http_status status = HTTP_OK;

    subscription->channels = buffer_open(r->arena, 512);
    while (text != NULL && *text != '\0' && status == HTTP_OK) {
        size_t length = strcspn(text, ",");
        struct subject subject;

        if (!subject_parse(arena_copy(r->arena, text, length), &subject))
            return HTTP_BAD_REQUEST;
        if (!is_subscribed(subscription, &subject))
            status = subscribe(r, subscription, &subject);
        text += length;
        text += *text == ',';
    }
    return status == HTTP_OK && subscription->count == 0 ? HTTP_BAD_REQUEST : status;
}

/* Rows of the journal that were missed, of all subjects. */
struct missed_rows {
    struct journal_entry *rows;
    size_t count;
};

/* Whether a later row tells the same thing anew: events carry the state as it is now, so that the
 * last one is enough. It is quadratic in at most MISSED_MAX rows. */
static bool is_repeated_later(const struct missed_rows *missed, size_t i)
{
    const struct journal_entry *row = &missed->rows[i];

    for (size_t j = i + 1; j < missed->count; j++)
        if (missed->rows[j].kind == row->kind && missed->rows[j].comment_id == row->comment_id &&
            missed->rows[j].entry_id == row->entry_id)
            return true;
    return false;
}

/* Adds that the entry whose page a subject is has changed after SINCE. False when that could not be
 * read. */
static bool add_change(const struct subject_place *place, struct missed_rows *missed,
                       const struct subject *subject, uint64_t since)
{
    int found = live_change(place, subject, since, &missed->rows[missed->count]);

    if (found > 0)
        missed->count++;
    return found >= 0;
}

/* Adds what happened to a subject and its discussion, if it has one, after SINCE. False when it
 * could not be read. */
static bool add_subject(struct request *r, struct missed_rows *missed,
                        const struct subject *subject, uint64_t thread_id, uint64_t since)
{
    const struct subject_place place = subject_place(r);
    struct journal_entry *entries;
    size_t count;

    if (!add_change(&place, missed, subject, since))
        return false;
    if (thread_id == 0)
        return true;
    entries = journal_of_thread(place.database, r->arena,
                                &(struct journal_range){.thread_id = thread_id,
                                                        .after = since,
                                                        .limit = MISSED_MAX + 1},
                                &count);
    if (entries == NULL)
        return false;
    memcpy(missed->rows + missed->count, entries, count * sizeof *entries);
    missed->count += count;
    return true;
}

static int compare_journal_ids(const void *a, const void *b)
{
    uint64_t first = ((const struct journal_entry *)a)->id;
    uint64_t second = ((const struct journal_entry *)b)->id;

    return first < second ? -1 : first > second;
}

/* Reads the rows of all subjects, in the journal's order. False when they could not be read. One
 * row more than the bound is read of each subject, which is how too many are told from just
 * enough. */
static bool read_missed_rows(struct request *r, struct missed_rows *missed,
                             const struct subscription *subscription, uint64_t since)
{
    missed->count = 0;
    missed->rows =
        arena_alloc(r->arena, subscription->count * (MISSED_MAX + 2) * sizeof *missed->rows);
    for (size_t i = 0; i < subscription->count; i++)
        if (!add_subject(r, missed, &subscription->subjects[i], subscription->threads[i], since))
            return false;
    qsort(missed->rows, missed->count, sizeof *missed->rows, compare_journal_ids);
    return true;
}

/* Writes the event of a row, if it has one. False when it could not be read. */
static bool write_event(struct request *r, struct buffer *stream, const struct journal_entry *row)
{
    struct live_news news = {.entry = row};
    int found = row->kind == JOURNAL_ENTRY ? 1
                                           : live_read(worker_subjects(r->worker),
                                                       r->worker->database, r->arena, row, &news);
    const char *event;

    if (found <= 0)
        return found == 0;
    event = live_event(r->worker->views, r->arena, &news);
    if (event != NULL)
        buffer_format(stream, "event: %s\nid: %" PRIu64 "\ndata: %s\n\n",
                      journal_kind_name(row->kind), row->id, event);
    return event != NULL;
}

/* Says instead of all events that the page is to be loaded anew. ROW is where to go on from. */
static void write_reset(struct request *r, struct buffer *stream, const struct journal_entry *row)
{
    *stream = buffer_open(r->arena, 64);
    buffer_format(stream, "event: reset\nid: %" PRIu64 "\ndata: {}\n\n", row->id);
}

/* All that was missed, of all subjects, in the journal's order: whoever is cut off in the middle
 * has seen everything before the last id. False when it could not be read: the page tries
 * again. */
static bool write_missed(struct request *r, struct buffer *stream,
                         const struct subscription *subscription, uint64_t since)
{
    struct missed_rows missed;

    *stream = buffer_open(r->arena, 1024);
    if (!read_missed_rows(r, &missed, subscription, since))
        return false;
    if (missed.count > MISSED_MAX) {
        write_reset(r, stream, &missed.rows[MISSED_MAX]);
        return true;
    }
    for (size_t i = 0; i < missed.count; i++) {
        if (!is_repeated_later(&missed, i) && !write_event(r, stream, &missed.rows[i]))
            return false;
        if (stream->length > MISSED_BYTES_MAX) {
            write_reset(r, stream, &missed.rows[i]);
            return true;
        }
    }
    return true;
}

/* A page says which language it is in: its reader may have chosen another since. */
static bool add_language(struct request *r)
{
    const char *code = query_line(r, "language", 20);

    if (code == NULL)
        return true;
    code = language_known(code);
    if (code == NULL)
        return false;
    r->language = code;
    language_set(code);
    return true;
}

static enum http_status refuse_language(struct request *r)
{
    return refuse(r, HTTP_BAD_REQUEST, "language", _("There is no such language here."));
}

static enum http_status refuse_subjects(struct request *r)
{
    return refuse(r, HTTP_BAD_REQUEST, "subjects",
                  _("Name one to twenty discussions of this site to listen to: "
                    "subjects=thread:1,thread:2"));
}

/* The last event that the client knows of: an EventSource that connects again by itself says it in
 * a header field. An id that is no number is nginx's own, and says nothing here. */
static uint64_t last_known(struct request *r)
{
    uint64_t since = (uint64_t)query_int(r, "since", 0, INT64_MAX, 0);
    const char *header = request_variable(r, "HTTP_LAST_EVENT_ID");
    uint64_t last;

    return header != NULL && text_u64(header, &last) && last > since ? last : since;
}

/* Reads what a client listens to, and writes what it missed after SINCE; nothing with since
 * NULL. */
static enum http_status read_missed(struct request *r, struct subscription *subscription,
                                    const uint64_t *since, struct buffer *stream)
{
    enum http_status status;

    if (!add_language(r))
        return refuse_language(r);
    status = form_ok(r) ? read_subjects(r, subscription) : HTTP_BAD_REQUEST;
    if (status != HTTP_OK)
        return status == HTTP_BAD_REQUEST || !form_ok(r) ? refuse_subjects(r) : status;
    if (since != NULL && !write_missed(r, stream, subscription, *since))
        return HTTP_UNAVAILABLE;
    return HTTP_OK;
}

enum http_status live_missed(struct request *r)
{
    struct subscription subscription = {.count = 0};
    struct buffer stream = buffer_open(r->arena, 64);
    uint64_t since = last_known(r);
    enum http_status status = read_missed(r, &subscription, &since, &stream);

    if (status != HTTP_OK)
        return status;
    buffer_text(&stream, "event: end\ndata: {}\n\n");
    return response_text(r, HTTP_OK, "text/event-stream", stream.data);
}

/* What the connection is ended by, when its session ends or rights change: it comes back then, and is
 * asked anew who it is (services/journald.c). */
static void add_ends(struct request *r, struct subscription *subscription)
{
    add_channel(subscription, LIVE_ROLES_CHANNEL);
    if (r->session != NULL)
        add_channel(subscription, live_account_channel(r->arena, r->session->account_id));
}

#define PRIVATE_RETRY "retry: 30000\n\n" /* milliseconds; as often as pages ask without a stream */

/* Of private boards nothing goes through nginx, which would go on when somebody no longer may read
 * them: who listens is told what they missed, and comes back in a while.
 *
 * Something missed: it is answered at once, and the client comes back in a tenth of a second with
 * the last id. Only who knows all is handed over to nginx. What happens between reading and
 * handing over is not lost: each connection begins with what came after the last id. */
enum http_status live_stream(struct request *r)
{
    struct subscription subscription = {.count = 0};
    struct buffer stream = buffer_open(r->arena, 64);
    uint64_t since = last_known(r);
    enum http_status status = read_missed(r, &subscription, since > 0 ? &since : NULL, &stream);

    if (status != HTTP_OK)
        return status;
    if (subscription.is_private) {
        buffer_text(&stream, PRIVATE_RETRY);
        return response_text(r, HTTP_OK, "text/event-stream", stream.data);
    }
    if (stream.length > 0) {
        buffer_text(&stream, "retry: 100\n\n");
        return response_text(r, HTTP_OK, "text/event-stream", stream.data);
    }
    add_ends(r, &subscription);
    response_header(r, "X-Accel-Redirect",
                    arena_format(r->arena, "/live-stream/%s", subscription.channels.data));
    return response_text(r, HTTP_OK, "text/event-stream", "");
}
