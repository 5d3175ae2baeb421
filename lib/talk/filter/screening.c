#include "talk/filter/screening.h"

#include "talk/markup.h"
#include "talk/subject.h"
#include "web/site.h"

int screening_ask(struct request *r, uint64_t board_id, const char *title, const char *body,
                  struct word_hit *hit)
{
    struct word_filters *filters = worker_filters(r->worker);
    struct word_question question = {
        .site_id = r->site->id,
        .trusted = request_may_board(r, PERMISSION_LIMIT_PASS, board_id),
        .texts = {title, body},
    };

    *hit = (struct word_hit){.state = FILTER_OFF};
    if (word_filters_refresh(filters, r->worker->database, r->worker->shared) != 0)
        return -1;
    if (word_filters_count(filters) == 0)
        return 0;
    if (body != NULL)
        question.texts[2] = markup_plain(r->arena, markup_html(r->arena, body, NULL));
    *hit = word_filters_ask(filters, r->arena, &question);
    return 0;
}
