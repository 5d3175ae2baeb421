/* Views: ClearSilver templates, parsed once and rendered many times, escaping HTML by default. Those
 * in mail/ are plain text, of which nothing is escaped (web/mail/letter.h).
 *
 * In a view, tr("…") translates, trf("… %s …|" + x) puts x into a translation, isolated as by
 * text_isolated(), and trn("%d reply|%d replies|" + n) picks the form for a number. What people,
 * entries or sites are called stands in an element of its own, <bdi> where there is no other;
 * isolated(x) is for where no elements can be: titles, attributes, feeds. number(x) writes a count
 * as the language does, as trn() does.
 *
 * "if:x" asks for a flag or a number: a text that reads as one ("0", "0x0") is false there. Whether
 * somebody's text is there is asked with "if:string.length(x)".
 */
#ifndef LOREHALL_WEB_VIEW_H
#define LOREHALL_WEB_VIEW_H

#include "web/request.h"

/* An item of a list in a view's data. It hides ClearSilver's nodes, which are known to view.c
 * alone: nothing else depends on how they work, or is able to put HTML together. */
struct view_node;

/* Templates under DIRECTORY, and what MANIFEST (HDF) says of static files' names. WATCH reads them
 * again when they change. NULL when the manifest cannot be read (logged). */
struct views *views_open(const char *directory, const char *manifest, bool watch);

/* Where templates are watched, a number that is another one after each edit of those in use; else
 * 0. */
uint64_t views_touched(struct views *views);

/* Frees them. */
void views_close(struct views *views);

/* A request's data, empty; what it lacks, views take from what all share. Freed by
 * view_data_close. */
struct view_data *view_data_open(void);
void view_data_close(struct view_data *data);

/* Sets a value. The path is a literal; NULL values are left out. */
#define view_set(data, path, value) view_set_((data), "" path, (value))
#define view_set_number(data, path, value) view_set_number_((data), "" path, (value))
void view_set_(struct view_data *data, const char *path, const char *value);
void view_set_number_(struct view_data *data, const char *path, int64_t value);

/* The next item of a list (PATH.0, PATH.1, …), whose values are set through it. */
#define view_item(data, path) view_item_((data), "" path)
struct view_node *view_item_(struct view_data *data, const char *path);
void node_set(struct view_node *node, const char *name, const char *value);
void node_set_number(struct view_node *node, const char *name, int64_t value);

/* The next item of a list below another list's item. */
struct view_node *node_item(struct view_node *node, const char *list);

/* Puts already rendered HTML where the view has `uvar:NAME_html`: the piece goes into the answer
 * as it is, compressed form included. NAME must end in _html. */
#define view_piece(r, path, piece) view_piece_((r), "" path, (piece))
void view_piece_(struct request *r, const char *path, const struct piece *piece);

/* Renders TEMPLATE ("forum/board.cs") with the request's data and adds the result to its response's
 * pieces. 0, or -1 (logged) with nothing added. */
int view_render(struct request *r, const char *template);

/* Renders TEMPLATE with DATA into one string on ARENA; NULL on failure (logged). */
struct piece *view_fragment(struct views *views, struct view_data *data, struct arena *arena,
                            const char *template);

#endif
