#include "live.h"

#include <inttypes.h>
#include <string.h>

#include "auth/secret.h"
#include "base/language.h"
#include "base/log.h"
#include "talk/live.h"
#include "web/form.h"
#include "web/publish.h"
#include "web/response.h"
#include "web/site.h"

/* nginx keeps 200 events of a channel: more than this many missed are told as one "reset", upon
 * which a page offers to load itself anew. */
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

/* Publishes what happened to a subject after SINCE on CHANNEL. The number of events, or -1. */
static int publish_missed(struct request *r, struct publisher *publisher, const char *channel,
                          const struct subject *subject, uint64_t since)
{
    struct database *database = r->worker->database;
    struct journal_entry *entries;
    struct comment opening;
    struct thread thread;
    size_t count;
    int sent = 0, found;

    found = thread_find(database, r->arena, r->site->id, subject, &thread, &opening);
    if (found <= 0)
        return found;
    entries = journal_of_thread(database, r->arena, thread.id, since, MISSED_MOST + 1, &count);
    if (entries == NULL)
        return -1;
    if (count > MISSED_MOST)
        return publish(publisher, r->arena, channel, "reset", "{}") == 0 ? 1 : -1;
    for (size_t i = 0; i < count; i++) {
        struct live_news news;
        const char *event;

        if (outdated(entries, count, i))
            continue;
        found = live_read(database, r->arena, &entries[i], &news);
        if (found < 0)
            return -1;
        if (found == 0)
            continue;
        event = live_event(r->worker->views, r->arena, &news);
        if (event == NULL ||
            publish(publisher, r->arena, channel, journal_kind_name(entries[i].kind), event) != 0)
            return -1;
        sent++;
    }
    return sent;
}

/* Sends what was missed, for each subject. False when that failed: the page tries again. */
static bool catch_up(struct request *r, struct listening *listening, uint64_t since)
{
    struct publisher *publisher = publisher_open(r->worker->configuration->publish_socket);
    const char *channel = arena_format(r->arena, "own.%s", token_make(r->arena));
    int sent = 0;

    for (size_t i = 0; i < listening->count && sent >= 0; i++) {
        int more = publish_missed(r, publisher, channel, &listening->subjects[i], since);

        sent = more < 0 ? -1 : sent + more;
    }
    publisher_close(publisher);
    if (sent > 0)
        add_channel(listening, channel);
    return sent >= 0;
}

enum http_status live_stream(struct request *r)
{
    struct listening listening = {.count = 0};
    uint64_t since = (uint64_t)query_int(r, "since", 0, INT64_MAX, 0);

    if (!form_ok(r) || !read_subjects(r, &listening))
        return refuse(r, HTTP_BAD_REQUEST, "subjects",
                      _("Name one to twenty discussions to listen to: subjects=thread:1,thread:2"));
    if (since > 0 && !catch_up(r, &listening, since))
        return refuse_unavailable(r);
    response_header(r, "X-Accel-Redirect",
                    arena_format(r->arena, "/live-stream/%s", listening.channels.data));
    return response_text(r, HTTP_OK, "text/event-stream", "");
}
