/* What can carry a discussion, as everybody outside names it: "thread:9", "npc:123".
 *
 * Each kind of subject is an entry in a table of the floor whose things it names. The area's
 * `open` puts these tables into the worker's registry, the only place where talk looks for what
 * there is to talk about; so no floor here knows the kinds of a higher one.
 */
#ifndef LOREHALL_TALK_SUBJECT_H
#define LOREHALL_TALK_SUBJECT_H

#include "auth/role.h"
#include "store/journal.h"
#include "talk/markup.h"
#include "web/request.h"

struct subject {
    char kind[17];
    uint64_t id;
};

struct subjects;

/* From where subjects are looked up, and by whom: a site. What of it stands on a board that the reader
 * may not read is not there. */
struct subject_place {
    const struct subjects *subjects; /* NULL: there is nothing to talk about */
    struct database *database;
    struct arena *arena;
    uint64_t site_id;
    uint64_t game_id;     /* its game's, whose is what all sites with that game share; 0: none */
    const char *game;     /* the game's name; "": none */
    struct reader reader; /* of all zeros: whoever runs the installation, who sees all */
};

/* Whose a discussion is: a site's own, or a game's, which is shown by whatever sites have that game
 * now. The other number is 0; both are where there is no such thing. */
struct subject_space {
    uint64_t site_id;
    uint64_t game_id;
};

/* The page that a discussion stands below. */
struct subject_page {
    const char *title;
    const char *path;
};

/* Whose the discussions of a kind are. */
enum subject_scope {
    SUBJECT_OF_SITE, /* each site's own: another one has none of them */
    SUBJECT_OF_GAME, /* shared by all sites of one game; a site without a game has none of them */
};

enum subject_act {
    SUBJECT_READ,
    SUBJECT_WRITE, /* to comment, to change one's comments, to rate others' */
};

/* A kind. CONTEXT is what its table was registered with. What may be NULL says so; where a
 * function gives an int, that is 1 found, 0 no such thing, -1 the database does not answer. */
struct subject_kind {
    /* How it begins: "map". NULL: these are kinds whose names a file declares, and it is among
     * them; no file may declare a name that is registered. */
    const char *name;
    bool (*declared)(void *context, const char *name); /* where NAME is NULL */

    enum subject_scope scope;
    enum permission read, write;
    /* Who has the permission may do so only where this says it, too; NULL: everywhere. What not
     * everybody may read is in no list that is the same for all. */
    bool (*may)(struct request *r, void *context, const struct subject *subject,
                enum subject_act act);

    /* Finds SUBJECT, and what its page is called and where it is. NULL: it is a thread of a board,
     * which has a page of its own and is begun there. */
    int (*page)(const struct subject_place *place, void *context, const struct subject *subject,
                struct subject_page *page);
    bool title_is_word; /* its pages are called by a word that is translated, not by a name */
    /* What tells it from others of its title, without a query, and the generations that this
     * depends on, ended by NULL: the answer depends on them then. NULL: nothing does. */
    const char *(*note)(struct request *r, const struct subject *subject);
    const char *const *(*note_keys)(struct request *r);

    /* Finds what NAME in double brackets leads to; all kinds are asked in turn. NULL: to none of
     * these. */
    int (*named)(const struct subject_place *place, void *context, const char *name,
                 struct markup_target *target);
    /* Finds what an import of page talk means by a kind and the id of its source. NULL: none
     * comes. */
    int (*imported)(const struct subject_place *place, void *context, const char *kind,
                    const char *external_id, struct subject *subject);

    /* The row of the journal that changed its page last, where it came after SINCE; and whose open
     * pages are told of ROW. NULL: its pages change with their discussions only. */
    int (*changed)(const struct subject_place *place, const struct subject *subject, uint64_t since,
                   uint64_t *id);
    int (*changed_space)(struct database *database, struct arena *arena,
                         const struct journal_entry *row, struct subject_space *space);
};

/* ---- the registry ---- */

/* A registry on PERMANENT that knows threads of boards alone. */
struct subjects *subjects_open(struct arena *permanent);

/* Adds a table, which ends with an entry of all zeros; both must outlive the registry. */
void subjects_add(struct subjects *subjects, const struct subject_kind *kinds, void *context);

/* The registry that the area's `open` gave the worker (as what is ABOVE the floor of workers);
 * NULL: none. */
struct subjects *worker_subjects(const struct worker *worker);

/* The filters of words (talk/filter/word_filter.h) that the worker keeps with it; and for its area's `close`,
 * what ends that. */
struct word_filters *worker_filters(const struct worker *worker);
void worker_filters_close(struct worker *worker);

/* What a table was registered with; NULL: it was not. */
void *subjects_context(const struct subjects *subjects, const struct subject_kind *kinds);

/* The kind called NAME; NULL when there is none, or SUBJECTS is. */
const struct subject_kind *subject_kind(const struct subjects *subjects, const char *name);

/* The names that are registered, ended by NULL. */
const char *const *subject_names(const struct subjects *subjects, struct arena *arena);

/* ---- names ---- */

/* Parses "KIND:ID". False when it is not of that form. */
bool subject_parse(const char *text, struct subject *subject);

/* "KIND:ID" of a subject. */
char *subject_text(struct arena *arena, const struct subject *subject);

/* The subject of a kind whose name has at most 16 characters. */
struct subject subject_of(const char *kind, uint64_t id);

/* The subject that a thread of a board is. */
struct subject subject_of_thread(uint64_t id);

/* ---- what their kinds say of them ---- */

/* Where a request looks them up: nowhere, where its site has its forum switched off. */
struct subject_place subject_place(const struct request *r);

/* Whether the thread itself is the subject: one of a board. */
bool subject_is_thread(const struct subject_place *place, const struct subject *subject);

/* Whose its discussion is, as PLACE sees it; nobody's where there is no such thing. */
struct subject_space subject_space(const struct subject_place *place,
                                   const struct subject *subject);

/* The page that its discussion stands below. That of a thread is its own, and PAGE is left empty. 1
 * found, 0 no such thing, -1 on failure. */
int subject_page(const struct subject_place *place, const struct subject *subject,
                 struct subject_page *page);

/* Whether PLACE has SUBJECT as text (NULL: a thread of a board): a discussion whose page is gone, or
 * was never there, is shown by no way. 1, 0 or -1. */
int subject_text_there(const struct subject_place *place, const char *subject);

/* Whether the caller may read its discussion, or write there; of what there is not, anybody may. Of
 * a thread it says only whether they may on some board: who knows the board asks for it, and what is
 * found from their place (subject_place) is on a board that they may read. */
bool subject_may(struct request *r, const struct subject *subject, enum subject_act act);

/* The same of one that is on a board (0: on none), and of SUBJECT as text (NULL: a thread). */
bool subject_board_may(struct request *r, const struct subject *subject, uint64_t board_id,
                       enum subject_act act);
bool subject_text_may(struct request *r, const char *subject, uint64_t board_id,
                      enum subject_act act);

/* What keeps the caller from changing what the sites of a game share. */
enum subject_bar {
    SUBJECT_OPEN,
    SUBJECT_DENIED, /* they are suspended, or their network is banned */
    SUBJECT_FROZEN, /* it can only be read */
};

/* How the second is told. */
#define SUBJECT_FROZEN_TEXT                                                                        \
    N_("Another site that has this discussion, too, can only be read for now."                     \
       " Nothing was changed; please send it again later.")

/* What the site that speaks for the others says of what the sites of a game share: the first in the
 * order of sites, which only an operator sets. A suspension there, a ban of a network and its freeze
 * hold wherever such a discussion is written in; those of the other sites hold on these alone, so that
 * no small one silences the others. What the request's own site says is asked for by its dispatcher. */
struct subject_ruling {
    permission_set denied;
    bool frozen;
};

/* The ruling for the caller on what game GAME_ID shares (0: nothing): of all zeros where the request's own
 * site speaks. Costs no query. */
struct subject_ruling subject_ruling(const struct request *r, uint64_t game_id);

/* Whether it keeps the caller from what PERMISSION is for. Whoever writes into a shared discussion by a
 * way of its own asks this; acts of moderation do so themselves (moderation/act.h). */
enum subject_bar subject_barred(const struct request *r, uint64_t game_id,
                                enum permission permission);
enum subject_bar subject_ruled(const struct subject_ruling *ruling, enum permission permission);

/* Whether the caller is to be shown how to write in its discussion: who may, and a guest where
 * every member may. */
bool subject_invites(struct request *r, const struct subject *subject);

/* The same of one that is on a board (0: on none). */
bool subject_board_invites(struct request *r, const struct subject *subject, uint64_t board_id);

/* Whether everybody who reads the site may read the discussion of SUBJECT ("npc:12"; NULL: a
 * thread of a board, of which the board says the rest). Of a kind that is gone nobody does. */
bool subject_is_public(const struct subjects *subjects, const char *subject);

/* A site's boards and what is on them, for whoever runs the installation. */
struct subject_place subject_place_of_operator(struct database *database, struct arena *arena,
                                               uint64_t site_id);

/* PLACE as everybody sees it: for what is made once and shown to all readers. */
struct subject_place subject_place_of_all(const struct subject_place *place);

/* What its discussion is called: TITLE, in the current language where that is a word. SUBJECT may
 * be NULL. */
const char *subject_title(const struct subjects *subjects, const char *subject, const char *title);

/* What tells the page of SUBJECT ("npc:12", or NULL) from others of its title; "" nothing. */
const char *subject_note(struct request *r, const char *subject);

/* The stamp of all that notes are made of, on which the answer depends then. Take it before
 * notes. */
uint64_t subject_notes_stamp(struct request *r);

/* What an import of page talk means. 1, 0 or -1. */
int subject_imported(const struct subject_place *place, const char *kind, const char *external_id,
                     struct subject *subject);

/* Makes LINKS find what comments name in double brackets. PLACE must outlive it. */
void subject_links(struct markup_links *links, struct subject_place *place);

/* The row that changed its page last, where it came after SINCE. 1, 0 there is none, or -1. */
int subject_changed(const struct subject_place *place, const struct subject *subject,
                    uint64_t since, uint64_t *id);

/* Whose open pages are told that ROW changed one of them. 1, 0 nobody's are, or -1. */
int subject_changed_space(const struct subjects *subjects, struct database *database,
                          struct arena *arena, const struct journal_entry *row,
                          struct subject_space *space);

#endif
