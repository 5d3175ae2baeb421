#include "web/view.h"

#include <ClearSilver/ClearSilver.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/configuration.h"
#include "base/file/file.h"
#include "base/language.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text/text.h"

#define TEMPLATES_MAX 64
#define TEMPLATE_FILES_MAX 128

struct template
{
    char *name;
    CSPARSE *parse;
};

/* A file that some template was read from. */
struct view_source {
    char *path;
    struct timespec changed;
};

struct views {
    char *directory;
    bool watch;
    HDF *shared; /* what all views see: the static files' names */
    HDF *plain;  /* what mails see: they are no HTML, so that nothing is escaped */
    struct template templates[TEMPLATES_MAX];
    size_t template_count;
    struct view_source sources[TEMPLATE_FILES_MAX];
    size_t source_count;
    uint64_t touched; /* when the source was written that was last found to be another, in ns */
};

struct view_data {
    HDF *hdf;
};

/* A list item is a node of the data set; the type hides ClearSilver's. */
static HDF *hdf_of(struct view_node *node)
{
    return (HDF *)node;
}

/* Logs what ClearSilver says went wrong. True when something did. */
static bool view_failed(NEOERR *err, const char *what)
{
    STRING message;

    if (err == STATUS_OK)
        return false;
    string_init(&message);
    nerr_error_traceback(err, &message);
    log_error("view %s: %s", what, message.buf != NULL ? message.buf : "failed");
    string_clear(&message);
    nerr_ignore(&err);
    return true;
}

/* ---- the functions that views call ---- */

static NEOERR *translate(const char *text, char **result)
{
    *result = memory_checked(strdup(language_text(text)));
    return STATUS_OK;
}

/* Text that is put beside other text, in memory of its own. */
static char *isolated(const char *text)
{
    struct arena *arena;
    char *result;

    if (!text_runs_left(text))
        return memory_checked(strdup(text));
    arena = arena_open(1024);
    result = memory_checked(strdup(text_isolated(arena, text)));
    arena_close(arena);
    return result;
}

static NEOERR *isolate(const char *text, char **result)
{
    *result = isolated(text);
    return STATUS_OK;
}

/* A number as the current language writes it. */
static NEOERR *group_number(const char *text, char **result)
{
    char grouped[NUMBER_CAPACITY];

    number_grouped(text, number_style_here(), grouped);
    *result = memory_checked(strdup(grouped));
    return STATUS_OK;
}

/* "message with %s|argument" */
static NEOERR *translate_with(const char *text, char **result)
{
    const char *bar = strchr(text, '|');
    size_t length = bar != NULL ? (size_t)(bar - text) : strlen(text);
    char *message = memory_checked(strndup(text, length));
    const char *translated = language_text(message);
    const char *hole = strstr(translated, "%s");
    char *argument = bar != NULL ? isolated(bar + 1) : NULL;

    if (argument == NULL || hole == NULL)
        *result = memory_checked(strdup(translated));
    else if (asprintf(result, "%.*s%s%s", (int)(hole - translated), translated, argument,
                      hole + 2) < 0)
        abort();
    free(argument);
    free(message);
    return STATUS_OK;
}

/* "one %d|many %d|number" */
static NEOERR *translate_number(const char *text, char **result)
{
    const char *first = strchr(text, '|');
    const char *second = first != NULL ? strchr(first + 1, '|') : NULL;
    char *one, *many;
    const char *translated, *hole;
    char grouped[NUMBER_CAPACITY];
    unsigned long number;

    if (second == NULL)
        return translate(text, result);
    one = memory_checked(strndup(text, (size_t)(first - text)));
    many = memory_checked(strndup(first + 1, (size_t)(second - first - 1)));
    number = strtoul(second + 1, NULL, 10);
    translated = language_plural(one, many, number);
    hole = strstr(translated, "%d");
    number_grouped(second + 1, number_style_here(), grouped);
    if (hole == NULL)
        *result = memory_checked(strdup(translated));
    else if (asprintf(result, "%.*s%s%s", (int)(hole - translated), translated, grouped, hole + 2) <
             0)
        abort();
    free(one);
    free(many);
    return STATUS_OK;
}

/* ---- reading templates ---- */

static void remember_source(struct views *views, const char *path)
{
    struct stat info;

    if (!views->watch || views->source_count == TEMPLATE_FILES_MAX || stat(path, &info) != 0)
        return;
    views->sources[views->source_count].path = memory_checked(strdup(path));
    views->sources[views->source_count++].changed = info.st_mtim;
}

/* Loads a template or what it includes; all names are relative to the views' directory. */
static NEOERR *load_template(void *context, HDF *hdf, const char *name, char **contents)
{
    struct views *views = context;
    char path[1024];
    const char *why;
    FILE *stream;
    long size;

    (void)hdf;
    snprintf(path, sizeof path, "%s/%s", views->directory, name);
    stream = file_open(path, &why);
    if (stream == NULL)
        return nerr_raise(NERR_NOT_FOUND, "%s: %s", path, why);
    if (fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0 ||
        fseek(stream, 0, SEEK_SET) != 0) {
        fclose(stream);
        return nerr_raise(NERR_IO, "%s: %s", path, strerror(errno));
    }
    *contents = memory_checked(calloc(1, (size_t)size + 1));
    (*contents)[fread(*contents, 1, (size_t)size, stream)] = '\0';
    fclose(stream);
    remember_source(views, path);
    return STATUS_OK;
}

/* How a template escapes, ClearSilver takes from there when it is parsed. */
static HDF *global_of(const struct views *views, const char *name)
{
    return text_starts(name, "mail/") ? views->plain : views->shared;
}

static NEOERR *parse(struct views *views, const char *name, CSPARSE **parse)
{
    NEOERR *err = cs_init(parse, global_of(views, name));

    if (err != STATUS_OK)
        return nerr_pass(err);
    /* What a request's own data does not have is looked for there. */
    (*parse)->global_hdf = global_of(views, name);
    cs_register_fileload(*parse, views, load_template);
    err = cs_register_strfunc(*parse, "tr", translate);
    if (err == STATUS_OK)
        err = cs_register_strfunc(*parse, "trf", translate_with);
    if (err == STATUS_OK)
        err = cs_register_strfunc(*parse, "trn", translate_number);
    if (err == STATUS_OK)
        err = cs_register_strfunc(*parse, "isolated", isolate);
    if (err == STATUS_OK)
        err = cs_register_strfunc(*parse, "number", group_number);
    if (err == STATUS_OK)
        err = cs_parse_file(*parse, name);
    if (err != STATUS_OK)
        cs_destroy(parse);
    return nerr_pass(err);
}

static void forget_templates(struct views *views)
{
    for (size_t i = 0; i < views->template_count; i++) {
        cs_destroy(&views->templates[i].parse);
        free(views->templates[i].name);
    }
    for (size_t i = 0; i < views->source_count; i++)
        free(views->sources[i].path);
    views->template_count = 0;
    views->source_count = 0;
}

static bool sources_changed(struct views *views)
{
    for (size_t i = 0; i < views->source_count; i++) {
        struct stat info = {0};

        if (stat(views->sources[i].path, &info) != 0 ||
            info.st_mtim.tv_sec != views->sources[i].changed.tv_sec ||
            info.st_mtim.tv_nsec != views->sources[i].changed.tv_nsec) {
            views->touched = (uint64_t)info.st_mtim.tv_sec * 1000000000 +
                             (uint64_t)info.st_mtim.tv_nsec;
            return true;
        }
    }
    return false;
}

/* Forgets all templates when one of them was edited. */
static bool look_again(struct views *views)
{
    if (!views->watch || !sources_changed(views))
        return false;
    forget_templates(views);
    return true;
}

static CSPARSE *template_of(struct views *views, const char *name)
{
    struct template *new = &views->templates[views->template_count];

    if (look_again(views))
        new = &views->templates[0];
    for (size_t i = 0; i < views->template_count; i++)
        if (strcmp(views->templates[i].name, name) == 0)
            return views->templates[i].parse;
    if (views->template_count == TEMPLATES_MAX) {
        log_error("view %s: more than %d templates", name, TEMPLATES_MAX);
        return NULL;
    }
    if (view_failed(parse(views, name, &new->parse), name))
        return NULL;
    new->name = memory_checked(strdup(name));
    views->template_count++;
    return new->parse;
}

static int share_setting(void *context, const struct setting *setting)
{
    return view_failed(hdf_set_value(context, setting->path, setting->value), setting->path);
}

struct views *views_open(const char *directory, const char *manifest, bool watch)
{
    struct views *views = memory_checked(calloc(1, sizeof *views));

    views->directory = memory_checked(strdup(directory));
    views->watch = watch;
    if (view_failed(hdf_init(&views->shared), manifest) ||
        configuration_iterate(manifest, share_setting, views->shared) != 0 ||
        view_failed(hdf_set_value(views->shared, "Config.VarEscapeMode", "html"), manifest) ||
        view_failed(hdf_init(&views->plain), manifest) ||
        view_failed(hdf_set_value(views->plain, "Config.VarEscapeMode", "none"), manifest)) {
        views_close(views);
        return NULL;
    }
    return views;
}

uint64_t views_touched(struct views *views)
{
    look_again(views);
    return views->touched;
}

void views_close(struct views *views)
{
    if (views == NULL)
        return;
    forget_templates(views);
    hdf_destroy(&views->shared);
    hdf_destroy(&views->plain);
    free(views->directory);
    free(views);
}

/* ---- data ---- */

struct view_data *view_data_open(void)
{
    struct view_data *data = memory_checked(calloc(1, sizeof *data));

    if (view_failed(hdf_init(&data->hdf), "data"))
        abort();
    return data;
}

void view_data_close(struct view_data *data)
{
    if (data == NULL)
        return;
    hdf_destroy(&data->hdf);
    free(data);
}

static void set_node_value(HDF *hdf, const char *path, const char *value)
{
    if (value != NULL && view_failed(hdf_set_value(hdf, path, value), path))
        abort();
}

/* Writes VALUE's digits into TEXT from behind; where they begin. A page has hundreds of numbers,
 * for which printf's machinery is too heavy. */
static const char *digits(char text[24], int64_t value)
{
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *at = text + 23;

    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--at = '-';
    return at;
}

static void set_number(HDF *hdf, const char *path, int64_t value)
{
    char text[24];

    set_node_value(hdf, path, digits(text, value));
}

void view_set_(struct view_data *data, const char *path, const char *value)
{
    set_node_value(data->hdf, path, value);
}

void view_set_number_(struct view_data *data, const char *path, int64_t value)
{
    set_number(data->hdf, path, value);
}

/* ---- nodes ---- */

/* ClearSilver finds a node by a path, from the first sibling on or in a hash of them, for each
 * value anew. A page has thousands in nodes that were just made, so these are linked by hand: as
 * ClearSilver does it while a node has no hash, which it makes by itself where it finds many
 * children. */

static HDF *child_of(HDF *parent, const char *name)
{
    size_t length = strlen(name);

    for (HDF *child = parent->child; child != NULL; child = child->next)
        if ((size_t)child->name_len == length && memcmp(child->name, name, length) == 0)
            return child;
    return NULL;
}

/* Behind what last_child points to may be children that ClearSilver added beside a hash. */
static HDF *add_child(HDF *parent, const char *name)
{
    HDF *child = memory_checked(calloc(1, sizeof *child));
    HDF *last = parent->last_child != NULL ? parent->last_child : parent->child;

    child->name = memory_checked(strdup(name));
    child->name_len = (int)strlen(name);
    child->top = parent->top;
    while (last != NULL && last->next != NULL)
        last = last->next;
    if (last != NULL)
        last->next = child;
    else
        parent->child = child;
    parent->last_child = child;
    return child;
}

static void set_value(HDF *node, const char *value)
{
    if (node->alloc_value != 0)
        free(node->value);
    node->value = memory_checked(strdup(value));
    node->alloc_value = 1;
}

static bool is_plain(const HDF *parent, const char *name)
{
    return parent->hash == NULL && strchr(name, '.') == NULL;
}

static void set_child(HDF *parent, const char *name, const char *value)
{
    if (value == NULL)
        return;
    if (!is_plain(parent, name) || child_of(parent, name) != NULL) {
        set_node_value(parent, name, value);
        return;
    }
    set_value(add_child(parent, name), value);
}

static HDF *node_of(HDF *parent, const char *name)
{
    HDF *node = is_plain(parent, name) ? child_of(parent, name) : NULL;

    if (node == NULL && view_failed(hdf_get_node(parent, name, &node), name))
        abort();
    return node;
}

/* Appends a child to LIST. The number of children is kept as the list's own value, so that the next
 * one is found without counting, and views can ask whether there are some. */
static struct view_node *append_item(HDF *parent, const char *list)
{
    HDF *node = node_of(parent, list), *item;
    uint64_t count = node->value != NULL ? strtoul(node->value, NULL, 10) : 0;
    char text[24];
    const char *name = digits(text, (int64_t)count);

    item = node->hash == NULL ? add_child(node, name) : node_of(node, name);
    set_value(node, digits(text, (int64_t)count + 1));
    return (struct view_node *)item;
}

struct view_node *view_item_(struct view_data *data, const char *path)
{
    return append_item(data->hdf, path);
}

struct view_node *node_item(struct view_node *node, const char *list)
{
    return append_item(hdf_of(node), list);
}

void node_set(struct view_node *node, const char *name, const char *value)
{
    set_child(hdf_of(node), name, value);
}

void node_set_number(struct view_node *node, const char *name, int64_t value)
{
    char text[24];

    set_child(hdf_of(node), name, digits(text, value));
}

/* ---- rendering ---- */

/* A piece's place in the output is marked by its index behind U+0001, which no text can hold. */
#define MARK '\001'

void view_piece_(struct request *r, const char *path, const struct piece *piece)
{
    /* Parked at the end of the response's pieces until the view is rendered. */
    struct response *response = &r->response;
    char mark[16];

    if (response->piece_count == PIECES_MAX)
        abort();
    response->pieces[response->piece_count] = *piece;
    snprintf(mark, sizeof mark, "%c%zu", MARK, response->piece_count++);
    set_node_value(r->view->hdf, path, mark);
}

/* Output under way: text gathers in `text`, and is closed as a piece where a parked one comes. */
struct render_output {
    struct arena *arena;
    struct buffer text;
    const struct piece *parked;
    size_t parked_count;
    struct piece *pieces;
    size_t count;
};

static void close_text(struct render_output *output)
{
    if (output->text.length == 0)
        return;
    if (output->count == PIECES_MAX)
        abort();
    output->pieces[output->count++] =
        (struct piece){.bytes = output->text.data, .length = output->text.length};
    output->text = buffer_open(output->arena, 8192);
}

/* ClearSilver hands over text in pieces. One that begins with MARK stands for a piece that was
 * rendered before (view_piece): it is put in as it is, by its number, neither copied nor
 * escaped. */
static NEOERR *collect_output(void *context, char *text)
{
    struct render_output *output = context;
    size_t index;

    if (text[0] != MARK) {
        buffer_text(&output->text, text);
        return STATUS_OK;
    }
    index = strtoul(text + 1, NULL, 10);
    if (index >= output->parked_count)
        return STATUS_OK;
    close_text(output);
    if (output->count == PIECES_MAX)
        abort();
    output->pieces[output->count++] = output->parked[index];
    return STATUS_OK;
}

static int render_template(struct views *views, HDF *hdf, const char *name,
                           struct render_output *output)
{
    CSPARSE *template = template_of(views, name);
    NEOERR *err;

    if (template == NULL)
        return -1;
    template->hdf = hdf;
    err = cs_render(template, output, collect_output);
    template->hdf = template->global_hdf;
    if (view_failed(err, name))
        return -1;
    close_text(output);
    return 0;
}

int view_render(struct request *r, const char *template)
{
    struct response *response = &r->response;
    struct piece parked[PIECES_MAX];
    struct render_output output = {
        .arena = r->arena,
        .text = buffer_open(r->arena, 16384),
        .parked = parked,
        .parked_count = response->piece_count,
        .pieces = response->pieces,
    };

    memcpy(parked, response->pieces, sizeof parked);
    response->piece_count = 0;
    if (render_template(r->worker->views, r->view->hdf, template, &output) != 0)
        return -1;
    response->piece_count = output.count;
    return 0;
}

struct piece *view_fragment(struct views *views, struct view_data *data, struct arena *arena,
                            const char *template)
{
    struct piece *piece = arena_alloc(arena, sizeof *piece);
    struct piece pieces[PIECES_MAX];
    struct render_output output = {.arena = arena,
                                   .text = buffer_open(arena, 65536),
                                   .pieces = pieces};

    if (render_template(views, data->hdf, template, &output) != 0)
        return NULL;
    if (output.count > 0)
        *piece = pieces[0];
    else
        piece->bytes = "";
    return piece;
}
