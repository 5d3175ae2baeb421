/* The account area: registering, logging in, one's own settings and sessions. */
#include "auth/account.h"
#include "auth/ban/appeal.h"
#include "auth/ban/warning.h"
#include "auth/credentials/rename.h"
#include "auth/deletion/deletion.h"
#include "auth/factor/passkey.h"
#include "auth/factor/webauthn/challenge.h"
#include "auth/pause.h"
#include "auth/registration/invitation.h"
#include "auth/registration/registration.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/throttle.h"
#include "bans.h"
#include "claims.h"
#include "confirm.h"
#include "data.h"
#include "deletion.h"
#include "email.h"
#include "factors.h"
#include "identities.h"
#include "invitations.h"
#include "login.h"
#include "login_factor.h"
#include "name.h"
#include "passkey.h"
#include "passkeys.h"
#include "pause.h"
#include "provider.h"
#include "reset.h"
#include "settings.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "talk/erasure/erasure.h"
#include "talk/merge/claim.h"
#include "talk/merge/rows.h"
#include "talk/own/own_data.h"
#include "tokens.h"
#include "warning.h"
#include "web/site.h"
#include "web/sites/site_page.h"
#include "web/worker.h"

/* What ends sessions is free: who has got hold of one must not, by spending all that the account may
 * ask for, keep its owner from ending it. */
static const struct route routes[] = {
    ROUTE(GET, "/account/", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, account_front),
    ROUTE(GET, "/account/login", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE, login_form),
    ROUTE(POST, "/account/login", SESSION_OPEN, LOGIN, ROUTE_ALWAYS, BODY_SMALL, login_post),
    ROUTE(GET, "/account/login/factor", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE,
          login_factor_form),
    ROUTE(POST, "/account/login/factor", SESSION_OPEN, LOGIN, ROUTE_ALWAYS, BODY_SMALL,
          login_factor_post),
    ROUTE(GET, "/account/login/factor/passkey", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE,
          login_factor_options),
    ROUTE(GET, "/account/login/passkey", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE,
          login_passkey_options),
    ROUTE(POST, "/account/login/passkey", SESSION_OPEN, LOGIN, ROUTE_ALWAYS, BODY_SMALL,
          login_passkey_post),
    ROUTE(POST, "/account/provider", SESSION_OPEN, LOGIN, ROUTE_ALWAYS, BODY_SMALL, provider_post),
    ROUTE(GET, "/account/provider/:provider/callback", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE,
          provider_callback),
    ROUTE(GET, "/account/provider/wait", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, provider_wait),
    ROUTE(GET, "/account/provider/register", ACCOUNT_REGISTER, PAGE, ROUTE_PLAIN, BODY_NONE,
          provider_register_form),
    ROUTE(POST, "/account/provider/register", ACCOUNT_REGISTER, REGISTER, ROUTE_PLAIN, BODY_SMALL,
          provider_register_post),
    ROUTE(GET, "/account/identities", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE,
          identities_page),
    ROUTE(POST, "/account/identities", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL,
          identities_post),
    ROUTE(POST, "/account/identities/end", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL,
          identities_end),
    ROUTE(GET, "/account/register", ACCOUNT_REGISTER, PAGE, ROUTE_PLAIN, BODY_NONE, register_form),
    ROUTE(POST, "/account/register", ACCOUNT_REGISTER, REGISTER, ROUTE_PLAIN, BODY_SMALL,
          register_post),
    ROUTE(GET, "/account/forgot", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE, forgot_form),
    ROUTE(POST, "/account/forgot", SESSION_OPEN, LOGIN, ROUTE_PLAIN, BODY_SMALL, forgot_post),
    ROUTE(GET, "/account/reset", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, reset_form),
    ROUTE(POST, "/account/reset", SITE_READ, LOGIN, ROUTE_PLAIN, BODY_SMALL, reset_post),
    ROUTE(GET, "/account/verify", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, verify_form),
    ROUTE(POST, "/account/verify", SITE_READ, LOGIN, ROUTE_PLAIN, BODY_SMALL, verify_post),
    ROUTE(POST, "/account/logout", ACCOUNT_EDIT_OWN, FREE, ROUTE_ALWAYS, BODY_SMALL, logout_post),
    ROUTE(GET, "/account/bans", BAN_APPEAL, PAGE, ROUTE_PLAIN, BODY_NONE, own_bans_page),
    ROUTE(POST, "/account/bans/:id", BAN_APPEAL, WRITE, ROUTE_PLAIN, BODY_COMMENT, own_appeal_post),
    ROUTE(GET, "/account/confirm", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, confirm_form),
    ROUTE(POST, "/account/confirm", ACCOUNT_EDIT_OWN, LOGIN, ROUTE_ALWAYS, BODY_PLAIN_MAX,
          confirm_post),
    ROUTE(GET, "/account/confirm/passkey", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE,
          confirm_options),
    ROUTE(GET, "/account/invitations", INVITATION_MAKE, PAGE, ROUTE_PLAIN, BODY_NONE,
          invitations_page),
    ROUTE(POST, "/account/invitations", INVITATION_MAKE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          invitations_post),
    ROUTE(POST, "/account/invitations/:id", INVITATION_MAKE, WRITE, ROUTE_PLAIN, BODY_SMALL,
          invitation_withdraw_post),
    ROUTE(GET, "/account/settings", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, settings_form),
    ROUTE(POST, "/account/settings", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_SMALL,
          settings_post),
    ROUTE(GET, "/account/name", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, name_form),
    ROUTE(POST, "/account/name", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, name_post),
    ROUTE(GET, "/account/sessions", ACCOUNT_EDIT_OWN, FREE, ROUTE_PLAIN, BODY_NONE, sessions_page),
    ROUTE(POST, "/account/sessions", ACCOUNT_EDIT_OWN, FREE, ROUTE_ALWAYS, BODY_SMALL,
          sessions_post),
    ROUTE(GET, "/account/tokens", ACCOUNT_EDIT_OWN, FREE, ROUTE_PLAIN, BODY_NONE, tokens_page),
    ROUTE(POST, "/account/tokens", TOKEN_MAKE, WRITE, ROUTE_FRESH, BODY_SMALL, tokens_post),
    ROUTE(POST, "/account/tokens/end", ACCOUNT_EDIT_OWN, FREE, ROUTE_ALWAYS, BODY_SMALL,
          tokens_end),
    ROUTE(GET, "/account/warning", ACCOUNT_EDIT_OWN, FREE, ROUTE_PLAIN, BODY_NONE, warning_form),
    ROUTE(POST, "/account/warning", ACCOUNT_EDIT_OWN, FREE, ROUTE_ALWAYS, BODY_SMALL, warning_post),
    ROUTE(GET, "/account/data.json", ACCOUNT_EDIT_OWN, EXPORT, ROUTE_FRESH, BODY_NONE,
          own_data_file),
    ROUTE(POST, "/account/pause", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, pause_post),
    ROUTE(POST, "/account/resume", SESSION_OPEN, LOGIN, ROUTE_PLAIN, BODY_SMALL, resume_post),
    ROUTE(GET, "/account/claims", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, own_claims_page),
    ROUTE(POST, "/account/claims", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_COMMENT,
          own_claims_post),
    ROUTE(POST, "/account/claims/:id", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_SMALL,
          own_claim_withdraw),
    ROUTE(GET, "/account/delete", ACCOUNT_EDIT_OWN, PAGE, ROUTE_FRESH, BODY_NONE, deletion_form),
    ROUTE(POST, "/account/delete", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, deletion_post),
    ROUTE(GET, "/account/factors", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, factors_page),
    ROUTE(GET, "/account/factors/app", ACCOUNT_EDIT_OWN, PAGE, ROUTE_FRESH, BODY_NONE, app_form),
    ROUTE(POST, "/account/factors/app", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, app_post),
    ROUTE(GET, "/account/factors/app/remove", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE,
          app_remove_form),
    ROUTE(POST, "/account/factors/app/remove", ACCOUNT_EDIT_OWN, LOGIN, ROUTE_PLAIN, BODY_SMALL,
          app_remove_post),
    ROUTE(GET, "/account/factors/passkey", ACCOUNT_EDIT_OWN, PAGE, ROUTE_FRESH, BODY_NONE,
          passkey_add_form),
    ROUTE(POST, "/account/factors/passkey", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_COMMENT,
          passkey_add_post),
    ROUTE(GET, "/account/factors/passkeys/:id", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE,
          passkey_form),
    ROUTE(POST, "/account/factors/passkeys/:id", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL,
          passkey_post),
    ROUTE(POST, "/account/factors/recovery", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL,
          recovery_post),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,      &appeal_statements,         &ban_note_statements,
    &ban_statements,        &throttle_statements,       &warning_statements,
    &invitation_statements, &registration_statements,   &mail_statements,
    &link_statements,       &pause_statements,          ROLE_EDIT_STATEMENTS,
    &own_data_statements,   &role_explain_statements,   &rename_statements,
    &factor_statements,     &passkey_statements,        &challenge_statements,
    &identity_statements,   &provider_login_statements, &site_page_statements,
    &deletion_statements,   &erasure_statements,        &claim_statements,
    &merge_statements,      &merge_rows_statements,     NULL,
};

static const struct area account = {.name = "account", .routes = routes, .statements = statements};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &account);
}
