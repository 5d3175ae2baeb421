/* Who is logged in is counted by their account alone, so that nobody who shares an address with
 * others is held back by what those do; nor is who comes back to log in, by a browser that they
 * did so with before. An address counts for whoever else there is. It is the one that nginx saw:
 * what a request says of itself (X-Forwarded-For) is not asked. */
#include "web/limits.h"

#include <string.h>

#include "auth/device.h"
#include "base/language.h"
#include "web/cookie.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"

/* Whether the caller has a role that is trusted with more. */
static bool is_trusted(const struct request *r)
{
    return request_may(r, PERMISSION_LIMIT_PASS);
}

bool limits_hold_newcomer(const struct request *r)
{
    const struct session *session = r->session;

    return session != NULL && !is_trusted(r) &&
           limits_newcomer(&r->worker->limits, clock_now() - session->account_created,
                           session->account_posts);
}

static struct limit_holder holder_of(const struct request *r, enum rate_class rate)
{
    struct limit_holder holder = {.budget = BUDGET_ADDRESS,
                                  .account_id = request_account(r),
                                  .address = r->address};

    if (holder.account_id == 0) {
        holder.device_id = device_account(&r->worker->secret, r->arena, device_cookie(r));
        if (holder.device_id != 0 && rate == RATE_LOGIN)
            holder.budget = BUDGET_MEMBER;
    } else if (is_trusted(r)) {
        holder.budget = BUDGET_TRUSTED;
    } else {
        holder.budget = limits_hold_newcomer(r) ? BUDGET_NEW : BUDGET_MEMBER;
    }
    return holder;
}

/* What there was too much of. */
static const char *excess(enum rate_class rate)
{
    switch (rate) {
    case RATE_PAGE: return _("Too much was asked for in a short time.");
    case RATE_SEARCH: return _("Those were many searches in a short time.");
    case RATE_WRITE: return _("You have written a lot in a short time.");
    case RATE_VOTE: return _("You have rated a lot in a short time.");
    case RATE_THREAD: return _("You have started many threads in a short time.");
    case RATE_REGISTER: return _("Many accounts were registered from here in a short time.");
    case RATE_LOGIN: return _("Those were many logins in a short time.");
    case RATE_UPLOAD: return _("You have sent many files in a short time.");
    case RATE_EXPORT: return _("You have fetched many lists in a short time.");
    case RATE_LIVE: return _("Many live connections were opened in a short time.");
    case RATE_FREE:
    case RATE_CLASSES: break;
    }
    return "";
}

const char *limits_wait_text(struct arena *arena, unsigned seconds)
{
    unsigned minutes = (seconds + 59) / 60, hours = (seconds + 3599) / 3600;

    if (seconds <= 90)
        return arena_format(arena,
                            language_plural("Please wait %u second.", "Please wait %u seconds.",
                                            seconds),
                            seconds);
    if (minutes <= 90)
        return arena_format(arena,
                            language_plural("Please wait %u minute.", "Please wait %u minutes.",
                                            minutes),
                            minutes);
    return arena_format(arena,
                        language_plural("Please wait %u hour.", "Please wait %u hours.", hours),
                        hours);
}

static bool refuse_spent(struct request *r, enum rate_class rate, int64_t wait)
{
    unsigned seconds = (unsigned)((wait + CLOCK_SECOND - 1) / CLOCK_SECOND);
    const char *message =
        arena_format(r->arena, "%s %s%s%s", excess(rate), limits_wait_text(r->arena, seconds),
                     r->method == METHOD_POST ? " " : "",
                     r->method == METHOD_POST ? _("Nothing was changed; it can be sent again then.")
                                              : "");

    counter_add(r->worker->shared, COUNTER_LIMITED + (enum counter)rate, 1);
    r->response.status = refuse(r, HTTP_TOO_MANY, "too_many_requests", message);
    response_header(r, "Retry-After", arena_format(r->arena, "%u", seconds));
    return false;
}

bool limits_spend(struct request *r, enum rate_class rate)
{
    const struct limit_holder holder = holder_of(r, rate);
    int64_t wait = limit_spend(&r->worker->limits, shared_buckets(r->worker->shared), rate, &holder,
                               r->started);

    if (wait == 0)
        return true;
    limit_note_refusal(&r->worker->limits, shared_refusals(r->worker->shared), rate, &holder,
                       r->started);
    return refuse_spent(r, rate, wait);
}

bool limits_request(struct request *r)
{
    return (r->route != NULL && r->route->rate == RATE_FREE) || limits_spend(r, RATE_PAGE);
}

bool limits_route(struct request *r)
{
    if (r->route->rate == RATE_FREE || r->route->rate == RATE_PAGE || r->spent)
        return true;
    r->spent = limits_spend(r, r->route->rate);
    return r->spent;
}

void limits_settle(struct request *r)
{
    struct limit_holder holder;

    if (!r->spent || (r->response.status < HTTP_BAD_REQUEST && !r->nothing_done))
        return;
    switch (r->route->rate) {
    case RATE_WRITE:
    case RATE_VOTE:
    case RATE_THREAD:
    case RATE_UPLOAD:
    case RATE_REGISTER: break;
    default: return;
    }
    holder = holder_of(r, r->route->rate);
    limit_give_back(&r->worker->limits, shared_buckets(r->worker->shared), r->route->rate, &holder,
                    clock_ticks());
}

enum http_status refuse_busy(struct request *r)
{
    enum http_status status =
        refuse(r, HTTP_UNAVAILABLE, "busy",
               _("Others are downloading whole lists right now. Try again in a few seconds."));

    response_header(r, "Retry-After", "5");
    return status;
}
