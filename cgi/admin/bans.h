/* What the pages of bans and appeals share. */
#ifndef LOREHALL_ADMIN_BANS_H
#define LOREHALL_ADMIN_BANS_H

#include "auth/ban/appeal.h"
#include "web/request.h"

/* In words: what is banned. */
const char *ban_kind_words(enum ban_kind kind);

/* Where a ban is looked at. */
const char *ban_path(struct arena *arena, uint64_t id);

/* Whether the caller may see the ban, and whether lift it. */
bool may_see_ban(const struct request *r, const struct ban *ban);
bool may_lift_ban(const struct request *r, const struct ban *ban);

/* The appeals against what they may see. */
struct appeal_query appeals_seen(const struct request *r);

/* Sets Ban.… in the view. */
void set_ban(struct request *r, const struct ban *ban);

/* Lifts a ban. HTTP_OK; or another status, with an error noted for REASON's field where it is one of the
 * form. */
enum http_status lift_ban(struct request *r, const struct ban *ban, const char *field,
                          const char *reason);

/* The status to answer with of a change of bans. */
enum http_status ban_result_status(enum ban_result result);

#endif
