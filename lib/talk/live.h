/* Live pages: what is sent to pages that are open, and by which channels. */
#ifndef LOREHALL_TALK_LIVE_H
#define LOREHALL_TALK_LIVE_H

#include "base/arena.h"
#include "store/journal.h"
#include "talk/thread.h"
#include "web/view.h"

#define LIVE_SUBJECTS_MOST 20 /* of one page */

/* The channel of a subject's events for a site and language: "1.en.thread:9". */
char *live_channel(struct arena *arena, uint64_t site_id, const char *language,
                   const char *subject);

/* The subject that a journal row's event belongs to: "thread:9". */
char *live_subject(struct arena *arena, const struct journal_entry *entry);

/* The event of a journal row as JSON in the current language, on ARENA; NULL when it has none for
 * open pages, or (*FAILED set) when it could not be made:
 *   comment  {journal, subject, id, parent, depth, total, html}
 *   edit     {journal, subject, id, html}
 *   rating   {journal, subject, id, score}
 *   remove   {journal, subject, id}
 * Its name in the stream is journal_kind_name(). */
char *live_event(struct database *database, struct views *views, struct arena *arena,
                 const struct journal_entry *entry, bool *failed);

extern const struct statement_set live_statements;

#endif
