#include "auth/registration/registration.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"

STATEMENT(REGISTRATION_OF, PARAMETERS(id(site)),
          COLUMNS(number(mode), text(question), text(answers), number(version)),
          "SELECT mode, question, answers, version FROM registration WHERE site_id = ?");
STATEMENT(REGISTRATION_MAKE, PARAMETERS(id(site)), COLUMNS(),
          "INSERT IGNORE INTO registration (site_id, version) VALUES (?, 0)");
STATEMENT(REGISTRATION_SET,
          PARAMETERS(number(mode), text(question), text(answers), id(site), number(version)),
          COLUMNS(),
          "UPDATE registration SET mode = ?, question = ?, answers = ?, version = version + 1"
          " WHERE site_id = ? AND version = ?");
STATEMENT_SET(registration_statements, &REGISTRATION_OF, &REGISTRATION_MAKE, &REGISTRATION_SET);

const char *registration_mode_name(enum registration_mode mode)
{
    static const char *const names[] = {"open", "invited", "closed"};

    return names[mode];
}

int registration_read(struct database *database, struct arena *arena, uint64_t site_id,
                      struct registration *registration)
{
    struct REGISTRATION_OF_rows *rows = database_query(database, arena, &REGISTRATION_OF, site_id);
    const struct REGISTRATION_OF_row *row = rows_next(rows);

    *registration = (struct registration){.question = "", .answers = ""};
    if (row != NULL)
        *registration = (struct registration){.mode = (enum registration_mode)row->mode,
                                              .question = row->question,
                                              .answers = row->answers,
                                              .version = row->version};
    return rows != NULL ? 0 : -1;
}

/* A text as answers are compared: the letters and digits that it has, as the search folds them. */
static const char *answer_folded(struct arena *arena, const char *text, size_t length)
{
    struct buffer out = buffer_open(arena, 64);
    char letters[TEXT_FOLDED];

    while (length > 0) {
        size_t bytes = text_fold(text, length, letters);

        if (bytes == 0)
            break;
        buffer_text(&out, letters);
        text += bytes;
        length -= bytes;
    }
    buffer_text(&out, "");
    return out.data;
}

bool registration_answer_right(struct arena *arena, const struct registration *registration,
                               const char *answer)
{
    const char *given = answer_folded(arena, answer, strlen(answer));

    for (const char *line = registration->answers; *line != '\0';) {
        size_t length = strcspn(line, "\r\n");

        if (length > 0 && *given != '\0' && strcmp(answer_folded(arena, line, length), given) == 0)
            return true;
        line += length;
        line += strspn(line, "\r\n");
    }
    return false;
}

int registration_change(const struct store *store, const struct actor *actor, uint64_t site_id,
                        const struct registration *registration)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &REGISTRATION_MAKE, site_id) != 0 ||
        database_run(database, &REGISTRATION_SET, registration->mode, registration->question,
                     registration->answers, site_id, registration->version) != 0 ||
        database_changed(database) == 0) {
        bool failed = database_failure(database) != DATABASE_OK;

        database_rollback(database);
        return failed ? -1 : 0;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_REGISTRATION,
                                              .subject = arena_format(store->arena, "site:%llu",
                                                                      (unsigned long long)site_id),
                                              .after = arena_format(store->arena, "%s \"%s\"",
                                                                    registration_mode_name(
                                                                        registration->mode),
                                                                    registration->question)}) == 0
               ? 1
               : -1;
}
