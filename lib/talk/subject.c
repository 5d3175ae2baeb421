/* The registry of what can be talked about. Talk stands below games, boards' pages and whatever
 * comes next, so that it must not know their kinds: each floor hands over a table of functions
 * with a context, and talk asks by the name that a subject begins with.
 *
 * There are a dozen kinds and every look-up is a scan: no table is worth it. Kinds of entries are
 * declared in a game's file and not known when this is compiled, so that one row of a table
 * stands for all of them. */
#include "talk/subject.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/filter/word_filter.h"
#include "web/banned.h"
#include "web/site.h"

#define TABLES_MAX 8 /* one for each floor that has something to talk about */
#define NAMES_MAX 64
#define NOTE_KEYS_MAX 8

/* A floor's kinds, with what it wants to know again. */
struct kind_table {
    const struct subject_kind *kinds;
    void *context;
};

struct subjects {
    struct kind_table tables[TABLES_MAX];
    size_t count;
    struct word_filters *filters;
};

/* A kind with its table's context; of none the kind is NULL. */
struct known {
    const struct subject_kind *kind;
    void *context;
};

static const struct subject_kind threads[] = {
    {.name = "thread",
     .scope = SUBJECT_OF_SITE,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE},
    {.name = NULL},
};

/* ---- the registry ---- */

/* Every kind needs a permission, which the entry that ends a table lacks. Its name cannot tell: a
 * row for declared kinds has none. */
static bool is_end(const struct subject_kind *kind)
{
    return kind->read == 0;
}

struct subjects *worker_subjects(const struct worker *worker)
{
    return worker->above;
}

struct word_filters *worker_filters(const struct worker *worker)
{
    struct subjects *subjects = worker->above;

    if (subjects->filters == NULL)
        subjects->filters = word_filters_open();
    return subjects->filters;
}

void worker_filters_close(struct worker *worker)
{
    struct subjects *subjects = worker->above;

    word_filters_close(subjects->filters);
    subjects->filters = NULL;
}

void *subjects_context(const struct subjects *subjects, const struct subject_kind *kinds)
{
    for (size_t i = 0; subjects != NULL && i < subjects->count; i++)
        if (subjects->tables[i].kinds == kinds)
            return subjects->tables[i].context;
    return NULL;
}

/* The kinds one after the other: the first of a NULL, the next of KNOWN. False at the end. */
static bool next_known(const struct subjects *subjects, size_t *table, struct known *known)
{
    const struct subject_kind *kind;

    if (subjects == NULL || subjects->count == 0)
        return false;
    kind = known->kind != NULL ? known->kind + 1 : subjects->tables[*table].kinds;
    while (is_end(kind)) {
        if (++*table == subjects->count)
            return false;
        kind = subjects->tables[*table].kinds;
    }
    *known = (struct known){kind, subjects->tables[*table].context};
    return true;
}

#define EACH_KIND(SUBJECTS, KNOWN)                                                                 \
    struct known KNOWN = {.kind = NULL};                                                           \
    for (size_t KNOWN##_table = 0; next_known(SUBJECTS, &KNOWN##_table, &(KNOWN));)

/* A registered name comes before whatever a file declares. */
static struct known find_known(const struct subjects *subjects, const char *name)
{
    struct known declared = {.kind = NULL};

    EACH_KIND(subjects, known)
    {
        if (known.kind->name != NULL && strcmp(known.kind->name, name) == 0)
            return known;
        if (known.kind->name == NULL && declared.kind == NULL &&
            known.kind->declared(known.context, name))
            declared = known;
    }
    return declared;
}

const struct subject_kind *subject_kind(const struct subjects *subjects, const char *name)
{
    return find_known(subjects, name).kind;
}

struct subjects *subjects_open(struct arena *permanent)
{
    struct subjects *subjects = arena_alloc(permanent, sizeof *subjects);

    subjects_add(subjects, threads, NULL);
    return subjects;
}

void subjects_add(struct subjects *subjects, const struct subject_kind *kinds, void *context)
{
    assert(subjects->count < TABLES_MAX);
    for (const struct subject_kind *kind = kinds; !is_end(kind); kind++) {
        assert(kind->write != 0 && (kind->name != NULL || kind->declared != NULL));
        assert(kind->name == NULL || subject_kind(subjects, kind->name) == NULL);
    }
    subjects->tables[subjects->count++] = (struct kind_table){kinds, context};
}

const char *const *subject_names(const struct subjects *subjects, struct arena *arena)
{
    const char **names = arena_alloc(arena, (NAMES_MAX + 1) * sizeof *names);
    size_t count = 0;

    EACH_KIND(subjects, known)
    {
        assert(count < NAMES_MAX);
        if (known.kind->name != NULL)
            names[count++] = known.kind->name;
    }
    return names;
}

/* ---- names ---- */

bool subject_parse(const char *text, struct subject *subject)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    uint64_t id;

    if (length == 0 || length >= sizeof subject->kind || text[length] != ':' ||
        !text_id(text + length + 1, &id))
        return false;
    subject->id = id;
    memcpy(subject->kind, text, length);
    subject->kind[length] = '\0';
    return true;
}

char *subject_text(struct arena *arena, const struct subject *subject)
{
    return arena_format(arena, "%s:%" PRIu64, subject->kind, subject->id);
}

struct subject subject_of(const char *kind, uint64_t id)
{
    struct subject subject = {.id = id};
    size_t length = strlen(kind);

    assert(length < sizeof subject.kind);
    memcpy(subject.kind, kind, length + 1);
    return subject;
}

struct subject subject_of_thread(uint64_t id)
{
    return subject_of(threads[0].name, id);
}

/* ---- what their kinds say of them ---- */

struct subject_place subject_place(const struct request *r)
{
    if (r->site->forum_off)
        return (struct subject_place){.database = r->worker->database,
                                      .arena = r->arena,
                                      .game = "",
                                      .reader = request_reader(r)};
    return (struct subject_place){
        .subjects = worker_subjects(r->worker),
        .database = r->worker->database,
        .arena = r->arena,
        .site_id = r->site->id,
        .game_id = r->site->game_id,
        .game = r->site->game,
        .reader = request_reader(r),
    };
}

struct subject_place subject_place_of_operator(struct database *database, struct arena *arena,
                                               uint64_t site_id)
{
    return (struct subject_place){.database = database, .arena = arena, .site_id = site_id};
}

struct subject_place subject_place_of_all(const struct subject_place *place)
{
    struct subject_place all = *place;

    all.reader.everybody = true;
    return all;
}

/* The kind of SUBJECT as text, which is in *PARSED then; NULL: a thread of a board. */
static struct known find_text(const struct subjects *subjects, const char *subject,
                              struct subject *parsed)
{
    *parsed = (struct subject){.id = 0};
    if (subject == NULL)
        return (struct known){.kind = &threads[0]};
    return subject_parse(subject, parsed) ? find_known(subjects, parsed->kind)
                                          : (struct known){.kind = NULL};
}

bool subject_is_thread(const struct subject_place *place, const struct subject *subject)
{
    const struct subject_kind *kind = subject_kind(place->subjects, subject->kind);

    return kind != NULL && kind->page == NULL;
}

struct subject_space subject_space(const struct subject_place *place, const struct subject *subject)
{
    const struct subject_kind *kind = subject_kind(place->subjects, subject->kind);

    if (kind == NULL)
        return (struct subject_space){.site_id = 0};
    return kind->scope == SUBJECT_OF_GAME ? (struct subject_space){.game_id = place->game_id}
                                          : (struct subject_space){.site_id = place->site_id};
}

int subject_page(const struct subject_place *place, const struct subject *subject,
                 struct subject_page *page)
{
    struct known known = find_known(place->subjects, subject->kind);

    *page = (struct subject_page){.title = NULL};
    if (known.kind == NULL)
        return 0;
    return known.kind->page != NULL ? known.kind->page(place, known.context, subject, page) : 1;
}

#define SOME_BOARD UINT64_MAX /* which one is not known yet */

static bool may_write(struct request *r, const struct subject_kind *kind, uint64_t board_id)
{
    if (board_id != SOME_BOARD)
        return request_may_board(r, kind->write, board_id);
    return permission_held(kind->page == NULL ? request_permissions_somewhere(r) : r->permissions,
                           kind->write);
}

int subject_text_there(const struct subject_place *place, const char *subject)
{
    struct subject_page page;
    struct subject parsed;

    if (subject == NULL)
        return 1;
    return subject_parse(subject, &parsed) ? subject_page(place, &parsed, &page) : 0;
}

static bool may_read(struct request *r, const struct subject_kind *kind, uint64_t board_id)
{
    return request_may(r, kind->read) &&
           (board_id == SOME_BOARD || request_may_board(r, kind->read, board_id));
}

/* NULL: no site shows the game. */
static const struct site *first_of_game(const struct sites *sites, uint64_t game_id)
{
    const struct site *site = NULL;

    for (size_t i = 0; (site = site_at(sites, i)) != NULL && site->game_id != game_id; i++)
        continue;
    return site;
}

struct subject_ruling subject_ruling(const struct request *r, uint64_t game_id)
{
    const struct sites *sites = r->worker->sites;
    const struct site *site = game_id != 0 ? first_of_game(sites, game_id) : NULL;

    if (site == NULL || site == r->site)
        return (struct subject_ruling){.denied = 0};
    return (struct subject_ruling){banned_on(r, site), site_frozen(sites, site) != NULL};
}

enum subject_bar subject_ruled(const struct subject_ruling *ruling, enum permission permission)
{
    if (permission_held(ruling->denied, permission))
        return SUBJECT_DENIED;
    return ruling->frozen ? SUBJECT_FROZEN : SUBJECT_OPEN;
}

enum subject_bar subject_barred(const struct request *r, uint64_t game_id,
                                enum permission permission)
{
    const struct subject_ruling ruling = subject_ruling(r, game_id);

    return subject_ruled(&ruling, permission);
}

static bool denied_elsewhere(const struct request *r, const struct subject_kind *kind)
{
    return kind->scope == SUBJECT_OF_GAME &&
           subject_barred(r, r->site->game_id, kind->write) == SUBJECT_DENIED;
}

/* A kind that is gone (a game's, no longer declared) refuses nobody: it has no page, so that nothing
 * is found of it. */
static bool may(struct request *r, const struct known *known, const struct subject *subject,
                uint64_t board_id, enum subject_act act)
{
    const struct subject_kind *kind = known->kind;

    if (kind == NULL)
        return true;
    return may_read(r, kind, board_id) &&
           (act == SUBJECT_READ || (may_write(r, kind, board_id) && !denied_elsewhere(r, kind))) &&
           (kind->may == NULL || kind->may(r, known->context, subject, act));
}

bool subject_may(struct request *r, const struct subject *subject, enum subject_act act)
{
    struct known known = find_known(worker_subjects(r->worker), subject->kind);

    return may(r, &known, subject, SOME_BOARD, act);
}

bool subject_board_may(struct request *r, const struct subject *subject, uint64_t board_id,
                       enum subject_act act)
{
    struct known known = find_known(worker_subjects(r->worker), subject->kind);

    return may(r, &known, subject, board_id, act);
}

bool subject_text_may(struct request *r, const char *subject, uint64_t board_id,
                      enum subject_act act)
{
    struct subject parsed;
    struct known known = find_text(worker_subjects(r->worker), subject, &parsed);

    return may(r, &known, &parsed, board_id, act);
}

/* What a guest will be allowed is not known before they log in: where a kind says it of each of its
 * subjects, nothing is promised. */
bool subject_board_invites(struct request *r, const struct subject *subject, uint64_t board_id)
{
    struct known known = find_known(worker_subjects(r->worker), subject->kind);
    const struct role_scope here = {r->site->id, board_id != SOME_BOARD ? board_id : 0};
    const struct grants none = {.count = 0};

    if (r->session != NULL || known.kind == NULL)
        return may(r, &known, subject, board_id, SUBJECT_WRITE);
    return known.kind->may == NULL &&
           permission_held(permissions_at(r->worker->roles, &none, here, clock_now()),
                           known.kind->write);
}

bool subject_invites(struct request *r, const struct subject *subject)
{
    return subject_board_invites(r, subject, SOME_BOARD);
}

bool subject_is_public(const struct subjects *subjects, const char *subject)
{
    struct subject parsed;
    struct known known = find_text(subjects, subject, &parsed);

    return known.kind != NULL && known.kind->read == PERMISSION_SITE_READ &&
           known.kind->may == NULL;
}

const char *subject_title(const struct subjects *subjects, const char *subject, const char *title)
{
    struct subject parsed;
    struct known known = find_text(subjects, subject, &parsed);

    return known.kind != NULL && known.kind->title_is_word ? language_text(title) : title;
}

const char *subject_note(struct request *r, const char *subject)
{
    struct subject parsed;
    struct known known = find_text(worker_subjects(r->worker), subject, &parsed);

    return known.kind != NULL && known.kind->note != NULL ? known.kind->note(r, &parsed) : "";
}

uint64_t subject_notes_stamp(struct request *r)
{
    const char *keys[NOTE_KEYS_MAX + 1] = {NULL};
    size_t count = 0;

    EACH_KIND(worker_subjects(r->worker), known)
    {
        const char *const *more = known.kind->note_keys != NULL ? known.kind->note_keys(r)
                                                                : &keys[NOTE_KEYS_MAX];

        for (; *more != NULL; more++) {
            assert(count < NOTE_KEYS_MAX);
            keys[count++] = *more;
        }
    }
    return generation_stamp(r->worker->shared, keys);
}

int subject_imported(const struct subject_place *place, const char *kind, const char *external_id,
                     struct subject *subject)
{
    struct known known = find_known(place->subjects, kind);

    if (known.kind == NULL || known.kind->imported == NULL)
        return 0;
    return known.kind->imported(place, known.context, kind, external_id, subject);
}

static bool find_named_target(void *context, const char *name, struct markup_target *target)
{
    const struct subject_place *place = context;

    EACH_KIND(place->subjects, known)
    {
        if (known.kind->named != NULL && known.kind->named(place, known.context, name, target) > 0)
            return true;
    }
    return false;
}

void subject_links(struct markup_links *links, struct subject_place *place)
{
    *links = (struct markup_links){.find = find_named_target, .context = place};
}

int subject_changed(const struct subject_place *place, const struct subject *subject,
                    uint64_t since, uint64_t *id)
{
    const struct subject_kind *kind = subject_kind(place->subjects, subject->kind);

    return kind != NULL && kind->changed != NULL ? kind->changed(place, subject, since, id) : 0;
}

int subject_changed_space(const struct subjects *subjects, struct database *database,
                          struct arena *arena, const struct journal_entry *row,
                          struct subject_space *space)
{
    struct subject parsed;
    struct known known = {.kind = NULL};

    if (row->subject != NULL)
        known = find_text(subjects, row->subject, &parsed);
    return known.kind != NULL && known.kind->changed_space != NULL
               ? known.kind->changed_space(database, arena, row, space)
               : 0;
}
