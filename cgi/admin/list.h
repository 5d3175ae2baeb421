/* Lists of the administration: each filters, sorts, goes on by the key of its last row, and is
 * exported as a file, of one description. A handler says what the columns are and where rows come
 * from; the page and the file have the same. */
#ifndef LOREHALL_ADMIN_LIST_H
#define LOREHALL_ADMIN_LIST_H

#include "web/request.h"

#define LIST_FILTERS_MAX 8
#define LIST_PAGE 50 /* rows */

struct list_column {
    const char *name;  /* in the file */
    const char *title; /* marked for translation */
    const char *
        sort; /* the order that its title leads to, and from "newest" to "oldest" and back; NULL: none */
};

/* A value that a filter may have, by its name in the address. */
struct list_choice {
    const char *name, *title; /* the title marked for translation */
};

struct list_row;

struct admin_list {
    struct request *r;
    const char *path;
    const char *view;
    const struct list_column *columns;
    size_t column_count;
    const char *const *sorts; /* names of its orders, the usual one first; ended by NULL */
    /* Adds the rows behind `after`, at most LIMIT. 0 or -1. */
    int (*fetch)(struct admin_list *list, unsigned limit);
    const void *context; /* of `fetch` */

    size_t sort;     /* which of `sorts` */
    bool descending; /* in that order the most comes first */
    uint64_t after;  /* the key of the row before; 0: from the beginning */
    bool csv;
    struct {
        const char *name, *value;
    } filters[LIST_FILTERS_MAX];
    size_t filter_count;

    struct arena *arena; /* of the rows at hand */
    struct list_row *rows;
    size_t row_count;
};

/* The orders of a list that goes by the numbers of its rows, and whether it begins with the first. */
extern const char *const list_by_age[];
bool list_oldest(const struct admin_list *list);

/* Reads the order, the place and whether a file is wanted. Errors are noted as those of a form. */
void list_read(struct admin_list *list);

/* Keeps a filter in the list's links; VALUE NULL or "" is none. */
void list_filter(struct admin_list *list, const char *name, const char *value);

/* A filter that has one of CHOICES, the first where none is asked for, ended by NULL; and one by an account's name.
 * They stand in the list's links, and the view's `filtered_list` offers them. list_choose_named shows titles as they
 * are, as they are somebody's own words. Which it is; the account's id,
 * 0: none is asked for. Errors are noted. */
size_t list_choose(struct admin_list *list, const char *name, const char *title,
                   const struct list_choice *choices);
size_t list_choose_named(struct admin_list *list, const char *name, const char *title,
                         const struct list_choice *choices);
uint64_t list_account(struct admin_list *list, const char *name, const char *title);

/* A filter by one of the boards that the caller reads. 0 or -1. */
int list_board(struct admin_list *list, const char *name, uint64_t *board_id);

/* A filter by what was typed, at most MAX characters; "" for none. */
const char *list_typed(struct admin_list *list, const char *name, const char *title, size_t max);

/* The next row, by whose key the list goes on; its cells follow, one for each column. */
void list_row(struct admin_list *list, uint64_t key);
void list_text(struct admin_list *list, const char *text);
void list_time(struct admin_list *list, int64_t instant); /* 0: none */
void list_number(struct admin_list *list, uint64_t number);
void list_milliseconds(struct admin_list *list, uint64_t microseconds);
void list_link(struct admin_list *list, const char *text, const char *path);

/* Answers with the page, or with the file, of which the audit trail is told. */
enum http_status list_answer(struct admin_list *list);

#endif
