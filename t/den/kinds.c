/* Kinds of subjects for the tests alone, which not everybody may read or write in. The areas here
 * are those of the house, linked so that their `open` (lore_open) registers these besides: what is
 * shown where by a kind's `may` is asked of the programs themselves.
 *
 * Whose a den or a lectern is tells its number. */
#include "lore/lore.h"
#include "talk/subject.h"
#include "web/request.h"

/* ld's --wrap=lore_open has all who name it call the one, and the other is what they named. */
int open_with_kinds(struct worker *worker, struct arena *permanent) __asm__("__wrap_lore_open");
int open_lore(struct worker *worker, struct arena *permanent) __asm__("__real_lore_open");

static int kind_page(const struct subject_place *place, void *context,
                     const struct subject *subject, struct subject_page *page)
{
    (void)context;
    page->title = arena_format(place->arena, "Whoever's %s %llu", subject->kind,
                               (unsigned long long)subject->id);
    page->path =
        arena_format(place->arena, "/den/%s/%llu", subject->kind, (unsigned long long)subject->id);
    return 1;
}

static bool den_may(struct request *r, void *context, const struct subject *subject,
                    enum subject_act act)
{
    (void)context;
    (void)act;
    return subject->id == request_account(r);
}

static bool lectern_may(struct request *r, void *context, const struct subject *subject,
                        enum subject_act act)
{
    (void)context;
    return act == SUBJECT_READ || subject->id == request_account(r);
}

static const struct subject_kind kinds[] = {
    /* Shared by a game's sites: that is what lists of the latest talk are made of. */
    {.name = "den",
     .scope = SUBJECT_OF_GAME,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE,
     .may = den_may,
     .page = kind_page},
    {.name = "lectern",
     .scope = SUBJECT_OF_SITE,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_COMMENT_WRITE,
     .may = lectern_may,
     .page = kind_page},
    {.name = "notice",
     .scope = SUBJECT_OF_SITE,
     .read = PERMISSION_SITE_READ,
     .write = PERMISSION_ENTRY_REVIEW,
     .page = kind_page},
    {.name = NULL},
};

int open_with_kinds(struct worker *worker, struct arena *permanent)
{
    worker->above = subjects_open(permanent);
    subjects_add(worker_subjects(worker), kinds, NULL);
    return open_lore(worker, permanent);
}
