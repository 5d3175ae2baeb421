/* Recent talk below the pages of a game's database, and which comments name an entry. */
#ifndef LOREHALL_TALK_RECENT_H
#define LOREHALL_TALK_RECENT_H

#include "store/database.h"
#include "web/request.h"

/* The last word in one thread. */
struct talk_line {
    const char *subject;
    const char *title;
    const char *path;
    uint64_t comments;
    uint64_t last_id; /* the comment */
    const char *author;
    int64_t created;
    const char *excerpt; /* plain text */
};

extern const struct statement_set recent_statements;

/* The subjects' threads of a site's game in which something was written last, of one KIND of subject
 * or (NULL) of all; newest first. NULL on failure. */
struct talk_line *talk_recent(struct database *database, struct arena *arena, uint64_t site_id,
                              const char *kind, unsigned limit, size_t *count);

/* The same of the subjects in LIST, a JSON array (["npc:1","npc:2"], up to some thousand): a zone's
 * inhabitants. */
struct talk_line *talk_recent_among(struct database *database, struct arena *arena,
                                    uint64_t site_id, const char *list, unsigned limit,
                                    size_t *count);

/* Comments that name SUBJECT in double brackets, newest first. NULL on failure. */
struct talk_line *talk_naming(struct database *database, struct arena *arena, uint64_t site_id,
                              const char *subject, unsigned limit, size_t *count);

/* Sets the view's list Talk (subject, title, url, comments, author, created, excerpt) for the macro of
 * views/talk/recent.cs. */
void talk_set(struct arena *arena, struct view_data *data, const struct talk_line *lines,
              size_t count);

#endif
