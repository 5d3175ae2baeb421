/* What targets share that parse a form: it is read, and refused, as by a handler. */
#ifndef LOREHALL_T_FUZZ_FORM_H
#define LOREHALL_T_FUZZ_FORM_H

#include <string.h>

#include "base/text/text.h"
#include "page.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"

/* Whether all that is wrong has a name such as fields of our forms have: in templates dots part names. */
static inline bool are_fields(const struct request *r)
{
    for (size_t i = 0; i < r->error_count; i++)
        if (strspn(r->errors[i].field, "abcdefghijklmnopqrstuvwxyz_") !=
                strlen(r->errors[i].field) ||
            *r->errors[i].field == '\0')
            return false;
    return true;
}

/* Reads what was parsed as handlers do, by the names that came, and answers with what is wrong: to a
 * program, on the form's page, and on that of the dispatcher, which offers to send all of it again. */
static inline void check_read(struct arena *arena, const struct parameters *from)
{
    struct request *r = page_open(arena, "/forum/general/new", "Ann");

    r->method = METHOD_POST;
    r->form = r->query = *from;
    for (size_t i = 0; i < from->count && i < 4; i++) {
        const char *name = text_showable(arena, from->list[i].name, strlen(from->list[i].name));

        MUST(text_characters(form_line(r, name, 0, 40)) <= 40);
        MUST(query_int(r, name, 1, 9, 5) >= 1 && query_int(r, name, 1, 9, 5) <= 9);
        MUST(query_choice(r, name, (const char *const[]){"1", "b", NULL}) <= 1);
        form_text(r, name, 0, 40);
        form_id(r, name);
        MUST(*return_path(r, name) == '/');
    }
    if (!form_ok(r)) {
        json_field_error(r);
        check_page(r);
        r->response.piece_count = 0;
        if (are_fields(r)) {
            page_again(r, "forum/new.cs");
            check_page(r);
        }
    }
    refuse(r, HTTP_FORBIDDEN, from->count % 2 == 0 ? "csrf" : "login", "No.");
    check_page(r);
    page_close(r);
}

#endif
