#include "ways_in.h"

#include <inttypes.h>

#include "base/buffer.h"
#include "base/language.h"
#include "identities.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/view.h"

static const char *way_field(struct arena *arena, const struct way_in *way)
{
    switch (way->kind) {
    case WAY_IN_APP: return "end.app";
    case WAY_IN_PASSKEY: return arena_format(arena, "end.passkey.%" PRIu64, way->id);
    case WAY_IN_IDENTITY: break;
    }
    return arena_format(arena, "end.identity.%" PRIu64, way->id);
}

static const char *way_title(struct request *r, const struct way_in *way)
{
    switch (way->kind) {
    case WAY_IN_APP: return _("The authenticator app");
    case WAY_IN_PASSKEY: return arena_format(r->arena, _("The passkey “%s”"), way->name);
    case WAY_IN_IDENTITY: break;
    }
    return arena_format(r->arena, _("The login by %s (%s)"), issuer_title(r, way->issuer),
                        way->name);
}

static bool way_may_end(const struct ways_in_form *ways, const struct way_in *way)
{
    return !ways->by_mail || way_in_ends_by_mail(way, clock_now());
}

/* What was not sent yet proposes what may be the work of whoever the new password is for. */
static bool way_chosen(struct request *r, const struct ways_in_form *ways, const struct way_in *way)
{
    if (!way_may_end(ways, way))
        return false;
    return r->method == METHOD_POST ? form_has(r, way_field(r->arena, way))
                                    : ways->by_mail && way_in_is_new(way, clock_now());
}

int ways_in_read(struct request *r, uint64_t account_id, bool by_mail, struct ways_in_form *ways)
{
    *ways = (struct ways_in_form){.by_mail = by_mail};
    ways->list = ways_in(r->worker->database, r->arena, account_id, &ways->count);
    if (ways->list == NULL)
        return -1;
    for (size_t i = 0; i < ways->count; i++) {
        const struct way_in *way = &ways->list[i];
        struct view_node *node = view_item(r->view, "Ways");

        node_set(node, "field", way_field(r->arena, way));
        node_set(node, "title", way_title(r, way));
        node_set(node, "created", clock_rfc3339(r->arena, way->created));
        node_set(node, "ends", way_may_end(ways, way) ? "1" : NULL);
        node_set(node, "chosen", way_chosen(r, ways, way) ? "1" : NULL);
    }
    return 0;
}

struct ways_in_ended ways_in_chosen(struct request *r, const struct ways_in_form *ways)
{
    struct way_in *list = arena_alloc(r->arena, (ways->count + 1) * sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < ways->count; i++)
        if (way_chosen(r, ways, &ways->list[i]))
            list[count++] = ways->list[i];
    return (struct ways_in_ended){list, count};
}

/* Those that were chosen, or not, in one line; "" where there are none. */
static const char *ways_titles(struct request *r, const struct ways_in_form *ways, bool chosen)
{
    struct buffer line = buffer_open(r->arena, 128);

    for (size_t i = 0; i < ways->count; i++) {
        if (way_chosen(r, ways, &ways->list[i]) != chosen)
            continue;
        buffer_format(&line, "%s%s", line.length > 0 ? "; " : "", way_title(r, &ways->list[i]));
    }
    return line.length > 0 ? line.data : "";
}

const struct mail *password_mail(struct request *r, const struct account *account,
                                 const struct ways_in_form *ways)
{
    struct letter *letter;

    if (account->email == NULL || !letters_sent(r))
        return NULL;
    letter = letter_open(r, "password");
    letter_set(letter, "Mail.name", account->name);
    letter_set(letter, "Mail.ended", ways_titles(r, ways, true));
    letter_set(letter, "Mail.standing", ways_titles(r, ways, false));
    letter_set(letter, "Mail.everywhere", ways->by_mail ? "1" : "");
    return letter_mail(letter, account->email, 0);
}
