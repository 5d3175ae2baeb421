/* Live pages: what is sent to pages that are open, and by which channels. */
#ifndef LOREHALL_TALK_LIVE_H
#define LOREHALL_TALK_LIVE_H

#include "base/arena.h"
#include "store/journal.h"
#include "talk/thread.h"
#include "web/view.h"

#define LIVE_SUBJECTS_MAX 20 /* of one page */

/* The channel of a subject's events in a language: "1.en.thread:9" of a site's own, "game2.en.npc:3"
 * of what is a game's. */
char *live_channel(struct arena *arena, const struct subject_space *space, const char *language,
                   const char *subject);

/* The channels that carry no events: each connection listens to them, so that it can be ended when
 * what it was let in by may have changed. One of an account, and one for what roles may and which
 * networks are banned: nobody is looked up by their network, so that all come again and are asked. */
char *live_account_channel(struct arena *arena, uint64_t account_id);
#define LIVE_ROLES_CHANNEL "roles"

/* The channel whose connections a journal row ends; NULL: none. */
char *live_ended_channel(struct arena *arena, const struct journal_entry *entry);

/* The subject that a journal row's event belongs to: "thread:9". */
char *live_subject(struct arena *arena, const struct journal_entry *entry);

/* What a journal row tells open pages. */
struct live_news {
    const struct journal_entry *entry;
    struct subject_space space; /* whose channels it goes to */
    struct comment comment;
    struct thread thread; /* its id, title, path, subject and number of comments */
};

/* Reads what the event of ENTRY tells. 1; 0 when it has none for open pages, nor has a comment that is
 * in another discussion by now; or -1. What happens on a private board (thread.is_private) goes to no
 * channel: nobody could be put off one who no longer may read it. Its pages ask. */
int live_read(const struct subjects *subjects, struct database *database, struct arena *arena,
              const struct journal_entry *entry, struct live_news *news);

/* The last change of SUBJECT's page, where it came after SINCE. 1, 0 there is none, or -1. */
int live_change(const struct subject_place *place, const struct subject *subject, uint64_t since,
                struct journal_entry *entry);

/* The event as JSON in the current language, on ARENA; NULL when it could not be made:
 *   comment  {journal, subject, id, parent, depth, total, html}
 *   edit     {journal, subject, id, html, total}: also of one that was restored
 *   rating   {journal, subject, id, score}
 *   remove   {journal, subject, id, total}
 *   entry    {journal, subject, id}
 *   thread   {journal, subject, version}: moderators changed the discussion, or moved it
 * A client that missed too much is told `reset` {} instead of all of it: it loads its page anew.
 * Its name in the stream is journal_kind_name(). */
const char *live_event(struct views *views, struct arena *arena, const struct live_news *news);

#endif
