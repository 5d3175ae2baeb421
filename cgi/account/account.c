/* The account area: registering, logging in, one's own settings and sessions. */
#include "auth/account.h"
#include "auth/throttle.h"
#include "login.h"
#include "settings.h"
#include "store/journal.h"
#include "web/site.h"
#include "web/worker.h"

static const struct route routes[] = {
    ROUTE(GET, "/account/", OWN, PAGE, ROUTE_PLAIN, BODY_NONE, account_front),
    ROUTE(GET, "/account/login", ENTER, PAGE, ROUTE_PLAIN, BODY_NONE, login_form),
    ROUTE(POST, "/account/login", ENTER, LOGIN, ROUTE_PLAIN, BODY_SMALL, login_post),
    ROUTE(GET, "/account/register", ENTER, PAGE, ROUTE_PLAIN, BODY_NONE, register_form),
    ROUTE(POST, "/account/register", ENTER, REGISTER, ROUTE_PLAIN, BODY_SMALL, register_post),
    ROUTE(POST, "/account/logout", OWN, FREE, ROUTE_PLAIN, BODY_SMALL, logout_post),
    ROUTE(GET, "/account/settings", OWN, PAGE, ROUTE_PLAIN, BODY_NONE, settings_form),
    ROUTE(POST, "/account/settings", OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, settings_post),
    ROUTE(GET, "/account/sessions", OWN, PAGE, ROUTE_PLAIN, BODY_NONE, sessions_page),
    ROUTE(POST, "/account/sessions", OWN, PAGE, ROUTE_PLAIN, BODY_SMALL, sessions_post),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {
    WORKER_STATEMENTS,
    &throttle_statements,
    NULL,
};

static const struct area account = {.name = "account", .routes = routes, .statements = statements};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &account);
}
