/* What a request costs of somebody's budgets (auth/limit.h). Each counts as one that was asked for,
 * and besides as what its route's line says. */
#ifndef LOREHALL_WEB_LIMITS_H
#define LOREHALL_WEB_LIMITS_H

#include "web/request.h"

/* Counts one request for whoever sends it. False: they have sent too many, and the refusal is made:
 * 429, with the time after which there is more. */
bool limits_request(struct request *r);

/* Spends what the route's line says. False as above. */
bool limits_route(struct request *r);

/* Spends one of a class, for an answer that its route does not tell of. False as above. */
bool limits_spend(struct request *r, enum rate_class rate);

/* When the answer is made: gives back what was spent on something that did not come to pass. What
 * was guessed at or looked for stays spent, whatever came of it. */
void limits_settle(struct request *r);

/* Refuses a long answer as there are as many on the way as the host has places for (long_answer_begin). */
enum http_status refuse_busy(struct request *r);

/* "Please wait 4 minutes." */
const char *limits_wait_text(struct arena *arena, unsigned seconds);

/* Whether the caller is held to what newcomers may. */
bool limits_hold_newcomer(const struct request *r);

#endif
