/* The administration: a community run in the browser. What its pages change is changed by
 * functions of lib/, which hold to the rules and tell the audit trail. */
#include "auth/account_admin/account_note.h"
#include "auth/account_admin/account_search.h"
#include "auth/ban/appeal.h"
#include "auth/ban/warning.h"
#include "auth/credentials/rename.h"
#include "auth/deletion/deletion.h"
#include "auth/factor/factor.h"
#include "auth/registration/invitation.h"
#include "auth/registration/registration.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/throttle.h"
#include "catalogue/catalogue.h"
#include "catalogue/game_number.h"
#include "import/job/job.h"
#include "lore/curation/withheld.h"
#include "lore/entry.h"
#include "lore/entry_total.h"
#include "lore/lore.h"
#include "lore/revision.h"
#include "lore/subject.h"
#include "pages.h"
#include "store/mail_spool.h"
#include "store/metrics/activity.h"
#include "talk/board_edit.h"
#include "talk/filter/held.h"
#include "talk/filter/held_act.h"
#include "talk/filter/preview.h"
#include "talk/filter/word_filter_edit.h"
#include "talk/mention.h"
#include "talk/merge/claim.h"
#include "talk/merge/merge.h"
#include "talk/merge/rows.h"
#include "talk/moderation/comment_list.h"
#include "talk/moderation/removal.h"
#include "talk/moderation/removal_entries.h"
#include "talk/moderation/report.h"
#include "talk/moderation/tally.h"
#include "talk/moderation/thread/thread_act.h"
#include "talk/moderation/trust.h"
#include "talk/moderation/votes.h"
#include "talk/reindex.h"
#include "talk/thread.h"
#include "web/health.h"
#include "web/site.h"
#include "web/sites/freeze.h"
#include "web/sites/site_edit.h"
#include "web/sites/site_history.h"
#include "web/sites/site_logo.h"
#include "web/sites/site_page.h"
#include "web/sites/site_setup.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE(GET, "/admin/", DASHBOARD_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, dashboard_page),
    ROUTE(GET, "/admin/queue", QUEUE_WORK, PAGE, ROUTE_PLAIN, BODY_NONE, queue_page),
    ROUTE(POST, "/admin/queue/:id/claim", QUEUE_WORK, WRITE, ROUTE_PLAIN, BODY_SMALL, claim_post),
    ROUTE(POST, "/admin/queue/:id/keep", QUEUE_WORK, WRITE, ROUTE_PLAIN, BODY_SMALL, keep_post),
    ROUTE(GET, "/admin/held", QUEUE_WORK, PAGE, ROUTE_PLAIN, BODY_NONE, held_list_page),
    ROUTE(POST, "/admin/held", COMMENT_REMOVE, WRITE, ROUTE_PLAIN, BODY_SMALL, held_decide_post),
    ROUTE(GET, "/admin/held/:id", QUEUE_WORK, PAGE, ROUTE_PLAIN, BODY_NONE, held_page),
    ROUTE(GET, "/admin/filters", FILTER_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, filters_page),
    ROUTE(GET, "/admin/filters/new", FILTER_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, filter_form),
    ROUTE(POST, "/admin/filters/new", FILTER_EDIT, WRITE, ROUTE_PLAIN, BODY_COMMENT, filter_post),
    ROUTE(GET, "/admin/filters/:id", FILTER_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, filter_form),
    ROUTE(POST, "/admin/filters/:id", FILTER_EDIT, WRITE, ROUTE_PLAIN, BODY_COMMENT, filter_post),
    ROUTE(GET, "/admin/comments", COMMENT_REMOVE, PAGE, ROUTE_PLAIN, BODY_NONE, comments_page),
    ROUTE(POST, "/admin/moderate", COMMENT_REMOVE, WRITE, ROUTE_PLAIN, BODY_SMALL, moderate_post),
    ROUTE(GET, "/admin/acts", COMMENT_REMOVE, PAGE, ROUTE_PLAIN, BODY_NONE, acts_page),
    ROUTE(GET, "/admin/acts/:id", COMMENT_REMOVE, PAGE, ROUTE_PLAIN, BODY_NONE, act_page),
    ROUTE(POST, "/admin/acts/:id/undo", COMMENT_REMOVE, WRITE, ROUTE_BOARD, BODY_SMALL, undo_post),
    ROUTE(GET, "/admin/accounts", ACCOUNT_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, accounts_page),
    ROUTE(GET, "/admin/accounts/:id", ACCOUNT_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, account_page),
    ROUTE(POST, "/admin/accounts/:id/sessions", SESSION_END, WRITE, ROUTE_FRESH | ROUTE_ALWAYS,
          BODY_SMALL, account_sessions_post),
    ROUTE(POST, "/admin/accounts/:id/tokens", TOKEN_END, WRITE, ROUTE_FRESH | ROUTE_ALWAYS,
          BODY_SMALL, account_tokens_post),
    ROUTE(POST, "/admin/accounts/:id/warn", ACCOUNT_WARN, WRITE, ROUTE_PLAIN, BODY_SMALL,
          warn_post),
    ROUTE(POST, "/admin/accounts/:id/notes", ACCOUNT_NOTE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          account_notes_post),
    ROUTE(GET, "/admin/accounts/:id/merge", ACCOUNT_MERGE, PAGE, ROUTE_PLAIN, BODY_NONE,
          account_merge_form),
    ROUTE(POST, "/admin/accounts/:id/merge", ACCOUNT_MERGE, WRITE, ROUTE_FRESH, BODY_SMALL,
          account_merge_post),
    ROUTE(POST, "/admin/merges/:id/undo", ACCOUNT_MERGE, WRITE, ROUTE_FRESH, BODY_SMALL,
          merge_undo_post),
    ROUTE(GET, "/admin/accounts/:id/name", ACCOUNT_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          account_name_form),
    ROUTE(POST, "/admin/accounts/:id/name", ACCOUNT_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL,
          account_name_post),
    ROUTE(POST, "/admin/accounts/:id/factors", ACCOUNT_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL,
          account_factors_post),
    ROUTE(GET, "/admin/accounts/:id/role", ROLE_GRANT, PAGE, ROUTE_PLAIN, BODY_NONE, grant_form),
    ROUTE(POST, "/admin/accounts/:id/role", ROLE_GRANT, WRITE, ROUTE_FRESH, BODY_SMALL, grant_post),
    ROUTE(GET, "/admin/accounts/:id/ban", ACCOUNT_BAN, PAGE, ROUTE_PLAIN, BODY_NONE,
          account_ban_form),
    ROUTE(POST, "/admin/accounts/:id/ban", ACCOUNT_BAN, WRITE, ROUTE_PLAIN, BODY_SMALL,
          account_ban_post),
    ROUTE(GET, "/admin/bans", ACCOUNT_BAN, PAGE, ROUTE_PLAIN, BODY_NONE, bans_page),
    ROUTE(GET, "/admin/bans/new", BAN_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, ban_form),
    ROUTE(POST, "/admin/bans/new", BAN_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, ban_post),
    ROUTE(GET, "/admin/bans/:id", ACCOUNT_BAN, PAGE, ROUTE_PLAIN, BODY_NONE, ban_page),
    ROUTE(POST, "/admin/bans/:id", ACCOUNT_BAN, WRITE, ROUTE_PLAIN, BODY_SMALL, ban_lift_post),
    ROUTE(GET, "/admin/appeals", ACCOUNT_BAN, PAGE, ROUTE_PLAIN, BODY_NONE, appeals_page),
    ROUTE(GET, "/admin/appeals/:id", ACCOUNT_BAN, PAGE, ROUTE_PLAIN, BODY_NONE, appeal_page),
    ROUTE(POST, "/admin/appeals/:id", ACCOUNT_BAN, WRITE, ROUTE_PLAIN, BODY_SMALL, appeal_post),
    ROUTE(GET, "/admin/claims", ACCOUNT_MERGE, PAGE, ROUTE_PLAIN, BODY_NONE, author_claims_page),
    ROUTE(GET, "/admin/claims/:id", ACCOUNT_MERGE, PAGE, ROUTE_PLAIN, BODY_NONE, author_claim_page),
    ROUTE(POST, "/admin/claims/:id", ACCOUNT_MERGE, WRITE, ROUTE_FRESH, BODY_SMALL,
          author_claim_post),
    ROUTE(GET, "/admin/invitations", INVITATION_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          invitations_page),
    ROUTE(GET, "/admin/invitations/:id", INVITATION_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          invitation_page),
    ROUTE(POST, "/admin/invitations/:id", INVITATION_EDIT, WRITE, ROUTE_PLAIN, BODY_SMALL,
          invitation_post),
    ROUTE(GET, "/admin/registration", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, registration_form),
    ROUTE(POST, "/admin/registration", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL,
          registration_post),
    ROUTE(GET, "/admin/roles", ROLE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, roles_page),
    ROUTE(GET, "/admin/roles/new", ROLE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, role_new_form),
    ROUTE(POST, "/admin/roles/new", ROLE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, role_new_post),
    ROUTE(GET, "/admin/roles/:id", ROLE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, role_form),
    ROUTE(POST, "/admin/roles/:id", ROLE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, role_post),
    ROUTE(GET, "/admin/boards", BOARD_EDIT, PAGE, ROUTE_BOARD, BODY_NONE, boards_page),
    ROUTE(GET, "/admin/boards/new", BOARD_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, board_new_form),
    ROUTE(POST, "/admin/boards/new", BOARD_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, board_new_post),
    ROUTE(GET, "/admin/boards/:id", BOARD_EDIT, PAGE, ROUTE_BOARD, BODY_NONE, board_form),
    ROUTE(POST, "/admin/boards/:id", BOARD_EDIT, WRITE, ROUTE_BOARD | ROUTE_FRESH, BODY_SMALL,
          board_post),
    ROUTE(GET, "/admin/site", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, settings_form_of_site),
    ROUTE(POST, "/admin/site", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, settings_post_of_site),
    ROUTE(GET, "/admin/setup", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, setup_form),
    ROUTE(POST, "/admin/setup", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, setup_post),
    ROUTE(GET, "/admin/pages", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, site_pages_page),
    ROUTE(GET, "/admin/pages/new", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, site_page_new_form),
    ROUTE(POST, "/admin/pages/new", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_PLAIN_MAX,
          site_page_new_post),
    ROUTE(GET, "/admin/pages/:id", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, site_page_form),
    ROUTE(POST, "/admin/pages/:id", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_PLAIN_MAX, site_page_post),
    ROUTE(GET, "/admin/pages/:id/revisions", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          site_page_revisions_page),
    ROUTE(GET, "/admin/pages/:id/revisions/:revision", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          site_page_revision_page),
    ROUTE(POST, "/admin/pages/:id/revisions/:revision", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL,
          site_page_revision_post),
    ROUTE(GET, "/admin/site/logo", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, site_logo_form),
    ROUTE_UPLOAD("/admin/site/logo", SITE_EDIT, ROUTE_FRESH, LOGO_FILE_MAX + 65536, 1,
                 site_logo_post),
    ROUTE(GET, "/admin/site/changes", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, site_changes_page),
    ROUTE(GET, "/admin/site/changes/:id", SITE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE,
          site_change_page),
    ROUTE(POST, "/admin/site/changes/:id", SITE_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL,
          site_change_undo_post),
    ROUTE(GET, "/admin/freeze", SITE_FREEZE, PAGE, ROUTE_PLAIN, BODY_NONE, freeze_form),
    ROUTE(POST, "/admin/freeze", SITE_FREEZE, WRITE, ROUTE_FRESH | ROUTE_ALWAYS, BODY_SMALL,
          freeze_post),
    ROUTE(GET, "/admin/throttles", THROTTLE_EDIT, PAGE, ROUTE_PLAIN, BODY_NONE, throttles_page),
    ROUTE(POST, "/admin/throttles", THROTTLE_EDIT, WRITE, ROUTE_PLAIN, BODY_SMALL, throttles_post),
    ROUTE(GET, "/admin/why", ACCOUNT_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, why_page),
    ROUTE(GET, "/admin/audit", AUDIT_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, audit_page),
    ROUTE(GET, "/admin/game", ENTRY_HIDE, PAGE, ROUTE_PLAIN, BODY_NONE, game_page),
    ROUTE(GET, "/admin/game/hidden", ENTRY_HIDE, PAGE, ROUTE_PLAIN, BODY_NONE, hidden_page),
    ROUTE(GET, "/admin/game/hidden/:id", ENTRY_HIDE, PAGE, ROUTE_PLAIN, BODY_NONE,
          hidden_entry_page),
    ROUTE(POST, "/admin/game/hidden/:id", ENTRY_HIDE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          hidden_entry_post),
    ROUTE(GET, "/admin/imports", IMPORT_RUN, PAGE, ROUTE_PLAIN, BODY_NONE, imports_page),
    ROUTE(POST, "/admin/imports", IMPORT_RUN, WRITE, ROUTE_FRESH, BODY_SMALL, imports_post),
    ROUTE(GET, "/admin/imports/:id", IMPORT_RUN, PAGE, ROUTE_PLAIN, BODY_NONE, import_page),
    ROUTE(POST, "/admin/imports/:id", IMPORT_RUN, WRITE, ROUTE_FRESH, BODY_SMALL, import_post),
    ROUTE(GET, "/admin/jobs", JOB_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, jobs_page),
    ROUTE(GET, "/admin/mails", MAIL_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, mails_page),
    ROUTE(POST, "/admin/mails", MAIL_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, mails_post),
    ROUTE(GET, "/admin/mails/:id", MAIL_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, mail_page),
    ROUTE(POST, "/admin/mails/:id", MAIL_EDIT, WRITE, ROUTE_FRESH, BODY_SMALL, mail_post),
    ROUTE(GET, "/admin/performance", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE,
          performance_page),
    ROUTE(GET, "/admin/performance/slow", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE,
          performance_slow_page),
    ROUTE(GET, "/admin/performance/routes/:id", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE,
          performance_route_page),
    ROUTE(GET, "/admin/performance/statements", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE,
          performance_statements_page),
    ROUTE(GET, "/admin/performance/statements/:id", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE,
          performance_statement_page),
    ROUTE(POST, "/api/v1/accounts/:name/ban", ACCOUNT_BAN, WRITE, ROUTE_API, BODY_SMALL, api_ban),
    ROUTE(POST, "/api/v1/accounts/:name/unban", ACCOUNT_BAN, WRITE, ROUTE_API, BODY_SMALL,
          api_unban),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,        &mail_statements,
    &warning_statements,      ROLE_EDIT_STATEMENTS,
    &role_explain_statements, &thread_statements,
    &comment_statements,      &act_statements,
    &removal_statements,      &removal_entries_statements,
    &report_statements,       &selection_statements,
    &votes_statements,        &comment_list_statements,
    &board_edit_statements,   &site_edit_statements,
    &appeal_statements,       &ban_note_statements,
    &ban_statements,          &activity_statements,
    &trust_statements,        &throttle_statements,
    &invitation_statements,   &registration_statements,
    &revision_statements,     &reindex_statements,
    &tally_statements,        THREAD_ACT_STATEMENTS,
    &rename_statements,       &deletion_statements,
    &merge_statements,        &claim_statements,
    &merge_rows_statements,   &factor_statements,
    &freeze_statements,       &site_history_statements,
    &site_page_statements,    &site_setup_statements,
    &site_logo_statements,    &job_statements,
    &account_note_statements, &account_search_statements,
    &game_statements,         &word_filter_edit_statements,
    &preview_statements,      &held_statements,
    &held_act_statements,     &mention_statements,
    &subject_statements,      &entry_statements,
    &catalogue_statements,    &entry_total_statements,
    &withheld_statements,     NULL,
};

static const struct area admin = {.name = "admin",
                                  .routes = routes,
                                  .statements = statements,
                                  .open = lore_open};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &admin);
}
