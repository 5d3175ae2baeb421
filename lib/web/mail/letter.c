#include "web/mail/letter.h"

#include <string.h>

#include "auth/agent.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "web/site.h"
#include "web/view.h"

#define SUBJECT_MAX 200 /* characters */

static const char purpose[] = "mail";

struct letter {
    struct request *request;
    const char *kind;
    struct view_data *data;
};

bool letters_sent(const struct request *r)
{
    return r->worker->configuration->mail.server != NULL;
}

void letter_set_(struct letter *letter, const char *path, const char *value)
{
    if (value != NULL)
        view_set_(letter->data, path, text_line(letter->request->arena, value));
}

const char *letter_origin(struct request *r)
{
    const struct configuration *configuration = r->worker->configuration;
    bool usual = configuration->port == (configuration->secure ? 443 : 80);

    return arena_format(r->arena, "%s://%s.%s%s", configuration->secure ? "https" : "http",
                        r->site->name, configuration->domain,
                        usual ? "" : arena_format(r->arena, ":%u", configuration->port));
}

struct letter *letter_open(struct request *r, const char *kind)
{
    struct letter *letter = arena_alloc(r->arena, sizeof *letter);
    const char *browser = agent_browser(r->agent), *system = agent_system(r->agent);

    *letter = (struct letter){.request = r, .kind = kind, .data = view_data_open()};
    letter_set(letter, "Mail.site", site_name_in(r->site, r->language));
    letter_set(letter, "Mail.origin", letter_origin(r));
    letter_set(letter, "Mail.address", r->address);
    letter_set(letter, "Mail.now",
               arena_format(r->arena, "%.16s UTC", clock_rfc3339(r->arena, clock_now())));
    if (browser != NULL && system != NULL)
        letter_set(letter, "Mail.device", arena_format(r->arena, _("%s on %s"), browser, system));
    else
        letter_set(letter, "Mail.device", browser != NULL ? browser : system);
    return letter;
}

/* The text behind the empty line; NULL where the first line is no subject. */
static const char *text_of(const char *rendered, const char **subject, struct arena *arena)
{
    size_t length;

    rendered += strspn(rendered, "\n");
    length = strcspn(rendered, "\n");
    if (length == 0 || rendered[length] != '\n' || rendered[length + 1] != '\n')
        return NULL;
    *subject = text_cut(arena, arena_copy(arena, rendered, length), SUBJECT_MAX);
    return rendered + length + 2;
}

const struct mail *letter_mail(struct letter *letter, const char *recipient, int64_t lifetime)
{
    struct request *r = letter->request;
    struct mail *mail = arena_alloc(r->arena, sizeof *mail);
    const struct piece *piece = view_fragment(r->worker->views, letter->data, r->arena,
                                              arena_format(r->arena, "mail/%s.cs", letter->kind));
    const char *text, *subject;

    view_data_close(letter->data);
    if (piece == NULL)
        return NULL;
    text = text_of(arena_copy(r->arena, piece->bytes, piece->length), &subject, r->arena);
    if (text == NULL) {
        log_error("view mail/%s.cs: has no subject in its first line", letter->kind);
        return NULL;
    }
    *mail = (struct mail){
        .kind = letter->kind,
        .sender = site_name_in(r->site, r->language),
        .recipient = recipient,
        .language = r->language,
        .subject = subject,
        .body = secret_seal(&r->worker->secret, r->arena, purpose, text),
        .lifetime = lifetime,
    };
    return mail;
}

const char *letter_body(const struct secret *secret, struct arena *arena, struct bytes sealed)
{
    return secret_unseal(secret, arena, purpose, sealed);
}
