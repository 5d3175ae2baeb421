/* What targets share that parse a form: it is read, and refused, as by a handler. */
#ifndef LOREHALL_T_FUZZ_FORM_H
#define LOREHALL_T_FUZZ_FORM_H

#include <jansson.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/form.h"
#include "web/json.h"
#include "web/worker.h"

/* Reads what was parsed as handlers do, by the names that came, and answers with what is wrong. */
static inline void check_read(struct arena *arena, const struct parameters *from)
{
    static struct request r;
    static struct worker worker;
    json_t *document;

    memset(&r, 0, sizeof r);
    log_open("fuzz", LOG_LEVEL_ERROR); /* a refusal is no news here */
    r.worker = &worker;
    r.arena = arena;
    r.path = "/";
    r.form = r.query = *from;
    for (size_t i = 0; i < from->count && i < 4; i++) {
        const char *name = text_showable(arena, from->list[i].name, strlen(from->list[i].name));

        MUST(text_characters(form_line(&r, name, 0, 40)) <= 40);
        MUST(query_int(&r, name, 1, 9, 5) >= 1 && query_int(&r, name, 1, 9, 5) <= 9);
        MUST(query_choice(&r, name, (const char *const[]){"1", "b", NULL}) <= 1);
        form_text(&r, name, 0, 40);
        form_id(&r, name);
        MUST(*return_path(&r, name) == '/');
    }
    if (form_ok(&r))
        return;
    json_field_error(&r);
    document = json_loadb(r.response.pieces[0].bytes, r.response.pieces[0].length, 0, NULL);
    MUST(json_is_string(json_object_get(json_object_get(document, "error"), "message")));
    json_decref(document);
}

#endif
