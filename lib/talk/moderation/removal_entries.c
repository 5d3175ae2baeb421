#include "talk/moderation/removal_entries.h"

STATEMENT(NAMED_BY, PARAMETERS(id(act)), COLUMNS(text(subject)),
          "SELECT DISTINCT l.subject FROM moderated_comment m"
          " JOIN comment_link l ON l.comment_id = m.comment_id WHERE m.act_id = ?");
STATEMENT_SET(removal_entries_statements, &NAMED_BY);

static int append_entry(struct removal *removal, const struct journal_entry *entry)
{
    removal->entries[removal->entry_count] = *entry;
    return journal_append(removal->moderator->store->database,
                          &removal->entries[removal->entry_count++]);
}

static const struct held *thread_of(const struct removal *removal, uint64_t id)
{
    const struct held *thread = removal->threads;

    while (thread->id != id)
        thread++;
    return thread;
}

/* A thread that lists have no longer, or again, is told of as one that is called otherwise. */
static int append_listed(struct removal *removal, const struct held *thread)
{
    if (thread->hidden == thread->hidden_after)
        return 0;
    return append_entry(removal, &(struct journal_entry){.kind = JOURNAL_TITLE,
                                                         .site_id = thread->site_id,
                                                         .game_id = thread->game_id,
                                                         .board_id = thread->board_id,
                                                         .thread_id = thread->id,
                                                         .subject = thread->subject});
}

int removal_append_entries(struct removal *removal)
{
    const struct store *store = removal->moderator->store;
    struct NAMED_BY_rows *named =
        database_query(store->database, store->arena, &NAMED_BY, removal->act.id);
    const struct NAMED_BY_row *row;

    if (named == NULL)
        return -1;
    removal->entries =
        arena_alloc(store->arena, (removal->count + removal->thread_count + removal->act.votes +
                                   removal->author_count + rows_count(named)) *
                                      sizeof *removal->entries);
    removal->entry_count = 0;
    while ((row = rows_next(named)) != NULL)
        if (append_entry(removal, &(struct journal_entry){.kind = JOURNAL_LINK,
                                                          .subject = row->subject}) != 0)
            return -1;
    for (size_t i = 0; i < removal->thread_count; i++)
        if (append_listed(removal, &removal->threads[i]) != 0)
            return -1;
    for (size_t i = 0; i < removal->act.votes; i++)
        if (append_entry(removal, &removal->ratings[i]) != 0)
            return -1;
    for (size_t i = 0; i < removal->author_count; i++)
        if (append_entry(removal, &(struct journal_entry){.kind = JOURNAL_ACCOUNT,
                                                          .account_id = removal->authors[i]}) != 0)
            return -1;
    for (size_t i = 0; i < removal->count; i++) {
        const struct state_change *change = &removal->changes[i];
        const struct held *thread = thread_of(removal, change->thread_id);

        if (change->after == change->before && !change->refolded)
            continue;
        if (append_entry(removal, &(struct journal_entry){.kind = change->after == COMMENT_SHOWN
                                                                      ? JOURNAL_EDIT
                                                                      : JOURNAL_REMOVE,
                                                          .site_id = thread->site_id,
                                                          .game_id = thread->game_id,
                                                          .board_id = thread->board_id,
                                                          .thread_id = thread->id,
                                                          .comment_id = change->id,
                                                          .account_id = change->author_id,
                                                          .subject = thread->subject}) != 0)
            return -1;
    }
    return 0;
}
