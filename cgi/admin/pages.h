/* The administration's pages. */
#ifndef LOREHALL_ADMIN_PAGES_H
#define LOREHALL_ADMIN_PAGES_H

#include "web/request.h"

/* GET /admin/: what needs somebody now. */
enum http_status dashboard_page(struct request *r);

/* GET /admin/audit: account (a name), act, from and to (days, UTC), sort, after, format. */
enum http_status audit_page(struct request *r);

/* GET /admin/accounts: q (a name's beginning), sort, after, format. */
enum http_status accounts_page(struct request *r);

/* GET /admin/accounts/ID: roles, sessions and history of one. */
enum http_status account_page(struct request *r);

/* Shows an account anew, with what is wrong in a form on its page (form_error) and what was typed
 * there: for who may see accounts. */
struct account_line;
enum http_status account_again(struct request *r, const struct account_line *account,
                               enum http_status status);

/* POST /admin/accounts/ID/sessions: id=N ends one session, all=1 all and the API tokens. */
enum http_status account_sessions_post(struct request *r);

/* POST /admin/accounts/ID/tokens: id=N ends one API token. */
enum http_status account_tokens_post(struct request *r);
/* Sets Notes on an account, for who may write and read them. 0 or -1. */
int account_notes_set(struct request *r, uint64_t account_id);

/* Sets Factors of an account, and whether the caller may take them away. 0 or -1. */
int account_factors_set(struct request *r, uint64_t account_id);

/* POST /admin/accounts/ID/factors: takes all second factors away; reason. */
enum http_status account_factors_post(struct request *r);

/* POST /admin/accounts/ID/notes: text; adds a note. */
enum http_status account_notes_post(struct request *r);

/* GET and POST /admin/accounts/ID/merge: into (a name), seen, reason. POST /admin/merges/ID/undo. */
enum http_status account_merge_form(struct request *r);
enum http_status account_merge_post(struct request *r);
enum http_status merge_undo_post(struct request *r);

/* Sets Merges of an account, and whether the caller may merge. 0 or -1. */
int account_merges_set(struct request *r, uint64_t account_id);

/* GET and POST /admin/accounts/ID/name: name, reason; was, as the form showed it. */
enum http_status account_name_form(struct request *r);
enum http_status account_name_post(struct request *r);

/* GET and POST /admin/accounts/ID/role: what a role would give somewhere; granting and revoking it.
 * role, where ("0", a site's number, or "SITE.BOARD"); act (grant, revoke), seen, until, reason. */
enum http_status grant_form(struct request *r);
enum http_status grant_post(struct request *r);

/* GET and POST /admin/accounts/ID/ban: suspends it, or changes the end and the reason: where ("0", a
 * site's number), days (0: for ever), reason, seen. */
enum http_status account_ban_form(struct request *r);
enum http_status account_ban_post(struct request *r);

/* POST /api/v1/accounts/NAME/ban, …/unban: reason, until, site ("all": everywhere). */
enum http_status api_ban(struct request *r);
enum http_status api_unban(struct request *r);

/* GET /admin/bans: kind, state, q (a target's beginning), sort, after, format. */
enum http_status bans_page(struct request *r);

/* GET and POST /admin/bans/new: kind (network, domain), target, level, where, days, reason: first whom
 * it would touch. */
enum http_status ban_form(struct request *r);
enum http_status ban_post(struct request *r);

/* GET and POST /admin/bans/ID: one ban; reason lifts it. */
enum http_status ban_page(struct request *r);
enum http_status ban_lift_post(struct request *r);

/* GET /admin/appeals: state, sort, after, format. GET and POST /admin/appeals/ID: act (accept, decline),
 * answer. */
enum http_status appeals_page(struct request *r);
enum http_status appeal_page(struct request *r);
enum http_status appeal_post(struct request *r);

/* GET /admin/claims: state, sort, after, format. GET and POST /admin/claims/ID: act (accept, decline), answer, seen. */
enum http_status author_claims_page(struct request *r);
enum http_status author_claim_page(struct request *r);
enum http_status author_claim_post(struct request *r);

/* GET /admin/invitations: state, sort, after, format. GET and POST /admin/invitations/ID: one, withdrawn. */
enum http_status invitations_page(struct request *r);
enum http_status invitation_page(struct request *r);
enum http_status invitation_post(struct request *r);

/* GET and POST /admin/registration: who can register on this site: mode (open, invited, closed), question,
 * answers (lines), version. */
enum http_status registration_form(struct request *r);
enum http_status registration_post(struct request *r);

/* GET /admin/roles: all roles beside what they may. */
enum http_status roles_page(struct request *r);

/* GET and POST /admin/roles/new, /admin/roles/ID: name, title, denies, version and a field
 * may.PERMISSION for each that is held; act=delete with holders (keep, lose, or a role's number). */
enum http_status role_new_form(struct request *r);
enum http_status role_new_post(struct request *r);
enum http_status role_form(struct request *r);
enum http_status role_post(struct request *r);

/* GET /admin/performance: this host, and its routes: q, since (hour, start), sort, after, format. */
enum http_status performance_page(struct request *r);

/* GET /admin/performance/slow: the slowest requests, with their statements. */
enum http_status performance_slow_page(struct request *r);

/* GET /admin/performance/routes/ID: since. */
enum http_status performance_route_page(struct request *r);

/* GET /admin/performance/statements: q, since, sort, after, format. */
enum http_status performance_statements_page(struct request *r);

/* GET /admin/performance/statements/ID: plan=1 asks the server for its plan. */
enum http_status performance_statement_page(struct request *r);

/* POST /admin/accounts/ID/warn: reason, comment (0: none). */
enum http_status warn_post(struct request *r);

/* GET /admin/queue: the open cases: reason, kind (members, filters), claimed (free, mine, others), board (its name),
 * sort (weight, oldest, newest), after, format; kept: the act that was just done, to be undone.
 * POST /admin/queue/ID/claim and …/keep, of a comment's case. */
enum http_status queue_page(struct request *r);
enum http_status claim_post(struct request *r);
enum http_status keep_post(struct request *r);

/* GET /admin/filters: state, sort, after, format. GET and POST /admin/filters/new, /admin/filters/ID: note, text,
 * kind (words, pattern), state (off, tell, hold), where (site, all), spelled, everyone, version; act: try shows what
 * it would have caught, more looks further back (before, looked, caught, gave_up), save (tried: what was looked at),
 * delete, restore (of: a version). */
enum http_status filters_page(struct request *r);
enum http_status filter_form(struct request *r);
enum http_status filter_post(struct request *r);

/* Sets Held, the posts that wait longest. 0 or -1. */
int held_set(struct request *r);

/* GET /admin/held: what waits: filter (its number), kind (reply, thread, edit), author (a name), sort, after, format.
 * GET /admin/held/ID: a post that a filter held. POST /admin/held: act (release, refuse) on the posts id (once for
 * each), reason. */
enum http_status held_list_page(struct request *r);
enum http_status held_page(struct request *r);
enum http_status held_decide_post(struct request *r);

/* GET /admin/comments: author (a name), board (its name), text, sort, after, format. */
enum http_status comments_page(struct request *r);

/* POST /admin/moderate: act (remove, hide, restore, keep) on the comments id (once for each), or on
 * those of account (last, since; votes=1: and its votes). Without seen it says what it would touch;
 * with seen, as that says it, and reason it is done. */
enum http_status moderate_post(struct request *r);

/* GET /admin/acts: account (a name), matter (comments, threads), sort, after, format; GET /admin/acts/ID; POST /admin/acts/ID/undo: reason. */
enum http_status acts_page(struct request *r);
enum http_status act_page(struct request *r);
enum http_status undo_post(struct request *r);

/* GET /admin/boards: state (all, open, archived), sort, after, format. */
enum http_status boards_page(struct request *r);

/* GET and POST /admin/boards/new, /admin/boards/ID: title, name, description, place, place_seen, version, and of
 * each role's number N what is ticked, read.N, reply.N and start.N; or act (up, down, archive,
 * restore, delete). */
enum http_status board_new_form(struct request *r);
enum http_status board_new_post(struct request *r);
enum http_status board_form(struct request *r);
enum http_status board_post(struct request *r);

/* GET /admin/game: what there is of the site's game. */
enum http_status game_page(struct request *r);

/* GET /admin/game/hidden: kind, name, after, format; entry (an address or a number) leads to its page.
 * GET and POST /admin/game/hidden/ID: act (hide, show), reason. */
enum http_status hidden_page(struct request *r);
enum http_status hidden_entry_page(struct request *r);
enum http_status hidden_entry_post(struct request *r);

/* GET /admin/imports: state, sort, after, format. POST: file, import (what it is taken in as), mapping, kind, board,
 * allow_shrink: tries it. */
enum http_status imports_page(struct request *r);
enum http_status imports_post(struct request *r);

/* GET /admin/imports/ID: after (a line's number). POST: act (import, stop). */
enum http_status import_page(struct request *r);
enum http_status import_post(struct request *r);

/* GET /admin/jobs: state, sort, after, format. */
enum http_status jobs_page(struct request *r);

/* GET and POST /admin/mails: state, sort, after, format; act=retry has all tried again, act=test sends a
 * test mail to `address`, act=mine to the caller's own. */
enum http_status mails_page(struct request *r);
enum http_status mails_post(struct request *r);

/* GET and POST /admin/mails/ID: act (retry, drop). */
enum http_status mail_page(struct request *r);
enum http_status mail_post(struct request *r);
/* GET and POST /admin/site: title, tagline, title.LANGUAGE, tagline.LANGUAGE, accent, front, database, banner,
 * banner_level, banner_until, version. */
enum http_status settings_form_of_site(struct request *r);
enum http_status settings_post_of_site(struct request *r);

/* GET and POST /admin/setup: step (name, boards, registration, mail), act (skip, finish), done; and the fields of the
 * step: title, tagline, version; title, name; mode, version. */
enum http_status setup_form(struct request *r);
enum http_status setup_post(struct request *r);

/* GET /admin/pages: state, sort, after, format: the pages that administrators write. GET and POST /admin/pages/new (slug
 * proposes an address), /admin/pages/ID: slug, place, version and of each language title.LANGUAGE and
 * body.LANGUAGE; act: preview, remove, restore. */
enum http_status site_pages_page(struct request *r);
enum http_status site_page_new_form(struct request *r);
enum http_status site_page_new_post(struct request *r);
enum http_status site_page_form(struct request *r);
enum http_status site_page_post(struct request *r);

/* GET /admin/pages/ID/revisions: by (a name), sort, after, format. GET and POST /admin/pages/ID/revisions/REVISION: one, and
 * makes it the page again: version. */
enum http_status site_page_revisions_page(struct request *r);
enum http_status site_page_revision_page(struct request *r);
enum http_status site_page_revision_post(struct request *r);

/* GET /admin/site/changes: by (a name), sort, after, format. GET and POST /admin/site/changes/ID: one, which is undone. */
enum http_status site_changes_page(struct request *r);
enum http_status site_logo_form(struct request *r);
enum http_status site_logo_post(struct request *r);

#define LOGO_FILE_MAX 1048576 /* bytes, as the view says */
enum http_status site_change_page(struct request *r);
enum http_status site_change_undo_post(struct request *r);

/* GET and POST /admin/freeze: where (a site's number, 0: all sites), act (freeze, lift), reason. */
enum http_status freeze_form(struct request *r);
enum http_status freeze_post(struct request *r);

/* GET /admin/throttles: who is held back on this host: account (a name), class, state (all: also who was), sort,
 * after, format; budgets, and how often they were spent. POST: act=lift and id (once for each) lifts those;
 * name, address: lifts waits for logins. */
enum http_status throttles_page(struct request *r);
enum http_status throttles_post(struct request *r);

/* GET /admin/why: account (a name; none: a guest), route (as it is offered, or "POST /forum/reply"), permission,
 * where. */
enum http_status why_page(struct request *r);

#endif
