#include "live.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "talk/live.h"
#include "web/form.h"
#include "web/response.h"
#include "web/site.h"

/* More than this many missed are told as one "reset", upon which a page offers to load itself anew. */
#define MISSED_MOST 150

/* What one connection listens to. */
struct listening {
    struct subject subjects[LIVE_SUBJECTS_MOST];
    size_t count;
    struct buffer channels; /* as nginx takes them: percent-encoded, commas between */
};

static void add_channel(struct listening *listening, const char *channel)
{
    if (listening->channels.length > 0)
        buffer_byte(&listening->channels, ',');
    buffer_url(&listening->channels, channel);
}

/* The site whose a subject's talk is: that of a page is shared by the sites of its game. */
static uint64_t site_of(const struct request *r, const struct subject *subject)
{
    return strcmp(subject->kind, "thread") == 0 ? r->site->id : r->site->talk_id;
}

/* Reads "thread:9,thread:12". */
static bool read_subjects(struct request *r, struct listening *listening)
{
    const char *text = query_line(r, "subjects", 1000);

    listening->channels = buffer_open(r->arena, 512);
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, ",");
        char *subject = arena_copy(r->arena, text, length);

        if (listening->count == LIVE_SUBJECTS_MOST ||
            !subject_parse(subject, &listening->subjects[listening->count]))
            return false;
        add_channel(listening,
                    live_channel(r->arena, site_of(r, &listening->subjects[listening->count]),
                                 r->language, subject));
        listening->count++;
        text += length;
        text += *text == ',';
    }
    return listening->count > 0;
}

/* Whether a later row tells the same thing of the same comment anew. */
static bool outdated(const struct journal_entry *entries, size_t count, size_t i)
{
    for (size_t j = i + 1; j < count; j++)
        if (entries[j].comment_id == entries[i].comment_id && entries[j].kind == entries[i].kind)
            return true;
    return false;
}

/* An event that was missed. */
struct missed {
    uint64_t id; /* of its row of the journal */
    const char *name, *data;
};

/* What was missed of all subjects. */
struct missing {
    struct missed *list;
    size_t count;
};

static void add_missed(struct missing *missing, uint64_t id, const char *name, const char *data)
{
    missing->list[missing->count++] = (struct missed){.id = id, .name = name, .data = data};
}

/* Adds that the entry whose page a subject is has changed after SINCE. False when that could not be
 * read. */
static bool add_change(struct request *r, struct missing *missing, const struct subject *subject,
                       uint64_t since)
{
    struct journal_entry entry;
    int found = live_change(r->worker->database, r->arena, r->site->id, subject, since, &entry);
    const char *event;

    if (found <= 0)
        return found == 0;
    event = live_event(r->worker->views, r->arena, &(struct live_news){.entry = &entry});
    if (event != NULL)
        add_missed(missing, entry.id, journal_kind_name(entry.kind), event);
    return event != NULL;
}

/* Adds what a row of the journal tells. False when it could not be read. */
static bool add_news(struct request *r, struct missing *missing, const struct journal_entry *entry)
{
    struct live_news news;
    int found = live_read(r->worker->database, r->arena, entry, &news);
    const char *event;

    if (found <= 0)
        return found == 0;
    event = live_event(r->worker->views, r->arena, &news);
    if (event != NULL)
        add_missed(missing, entry->id, journal_kind_name(entry->kind), event);
    return event != NULL;
}

/* Adds what happened to a subject after SINCE. False when it could not be read. */
static bool add_subject(struct request *r, struct missing *missing, const struct subject *subject,
                        uint64_t since)
{
    struct database *database = r->worker->database;
    struct journal_entry *entries;
    struct comment opening;
    struct thread thread;
    size_t count;
    int found = thread_find(database, r->arena, site_of(r, subject), subject, &thread, &opening);

    if (found < 0 || !add_change(r, missing, subject, since))
        return false;
    if (found == 0)
        return true;
    entries = journal_of_thread(database, r->arena, thread.id, since, MISSED_MOST + 1, &count);
    if (entries == NULL)
        return false;
    if (count > MISSED_MOST) {
        add_missed(missing, entries[count - 1].id, "reset", "{}");
        return true;
    }
    for (size_t i = 0; i < count; i++)
        if (!outdated(entries, count, i) && !add_news(r, missing, &entries[i]))
            return false;
    return true;
}

static int compare_missed(const void *a, const void *b)
{
    uint64_t first = ((const struct missed *)a)->id, second = ((const struct missed *)b)->id;

    return first < second ? -1 : first > second;
}

/* All that was missed, of all subjects, in the journal's order: whoever is cut off in the middle has
 * seen everything before the last id. False when it could not be read: the page tries again. */
static bool write_missed(struct request *r, struct buffer *stream,
                         const struct listening *listening, uint64_t since)
{
    struct missing missing = {
        .list = arena_alloc(r->arena, listening->count * (MISSED_MOST + 1) * sizeof *missing.list)};

    *stream = buffer_open(r->arena, 1024);
    for (size_t i = 0; i < listening->count; i++)
        if (!add_subject(r, &missing, &listening->subjects[i], since))
            return false;
    qsort(missing.list, missing.count, sizeof *missing.list, compare_missed);
    for (size_t i = 0; i < missing.count; i++)
        buffer_format(stream, "event: %s\nid: %" PRIu64 "\ndata: %s\n\n", missing.list[i].name,
                      missing.list[i].id, missing.list[i].data);
    return true;
}

/* A page says which language it is in: its reader may have chosen another since. */
static bool take_language(struct request *r)
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
                  _("Name one to twenty discussions to listen to: subjects=thread:1,thread:2"));
}

/* The last event that the client knows of: an EventSource that connects again by itself says it in a
 * header field. An id that is no number is nginx's own, and says nothing here. */
static uint64_t last_known(struct request *r)
{
    uint64_t since = (uint64_t)query_int(r, "since", 0, INT64_MAX, 0);
    const char *header = request_variable(r, "HTTP_LAST_EVENT_ID");
    uint64_t last;

    return header != NULL && text_u64(header, &last) && last > since ? last : since;
}

/* Reads what a client listens to, and writes what it missed after SINCE; nothing with since NULL. */
static enum http_status read_missed(struct request *r, struct listening *listening,
                                    const uint64_t *since, struct buffer *stream)
{
    if (!take_language(r))
        return refuse_language(r);
    if (!form_ok(r) || !read_subjects(r, listening))
        return refuse_subjects(r);
    if (since != NULL && !write_missed(r, stream, listening, *since))
        return refuse_unavailable(r);
    return HTTP_OK;
}

enum http_status live_missed(struct request *r)
{
    struct listening listening = {.count = 0};
    struct buffer stream = buffer_open(r->arena, 64);
    uint64_t since = last_known(r);
    enum http_status status = read_missed(r, &listening, &since, &stream);

    if (status != HTTP_OK)
        return status;
    buffer_text(&stream, "event: end\ndata: {}\n\n");
    return response_text(r, HTTP_OK, "text/event-stream", stream.data);
}

enum http_status live_stream(struct request *r)
{
    struct listening listening = {.count = 0};
    struct buffer stream = buffer_open(r->arena, 64);
    uint64_t since = last_known(r);
    enum http_status status = read_missed(r, &listening, since > 0 ? &since : NULL, &stream);

    if (status != HTTP_OK)
        return status;
    if (stream.length > 0) {
        buffer_text(&stream, "retry: 100\n\n");
        return response_text(r, HTTP_OK, "text/event-stream", stream.data);
    }
    response_header(r, "X-Accel-Redirect",
                    arena_format(r->arena, "/live-stream/%s", listening.channels.data));
    return response_text(r, HTTP_OK, "text/event-stream", "");
}
