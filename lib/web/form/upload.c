/* All files of a form lie in one spool, one behind the other: an upload is an offset and a length
 * in it. What the sender declares (name, type) is for showing only. */
#include "web/form/upload.h"

#include <string.h>

#include "base/language.h"
#include "base/spool.h"
#include "base/text/text.h"
#include "web/form/form.h"
#include "web/form/multipart.h"

struct uploads *uploads_open(struct request *r)
{
    struct uploads *uploads = arena_alloc(r->arena, sizeof *uploads);

    uploads->spool = spool_open(r->arena, r->worker->configuration->uploads);
    return uploads;
}

void uploads_close(struct uploads *uploads)
{
    if (uploads != NULL)
        spool_close(uploads->spool);
}

/* What can be shown of a file's name. Older browsers send a whole path, of either kind. */
static const char *shown_name(struct arena *arena, const char *declared)
{
    const char *name = declared;

    for (const char *c = declared; *c != '\0'; c++)
        if (*c == '/' || *c == '\\')
            name = c + 1;
    name = text_visible(arena, text_line(arena, name));
    return text_cut(arena, text_normal(arena, name), UPLOAD_NAME_MAX);
}

struct upload upload_begin(const struct request *r, const struct multipart_part *part)
{
    return (struct upload){.field = part->name,
                           .name = shown_name(r->arena, part->file),
                           .type = part->type,
                           .offset = spool_length(r->uploads->spool)};
}

const struct upload *upload_next(const struct request *r, const char *field,
                                 const struct upload *after)
{
    size_t i = after != NULL ? (size_t)(after - r->uploads->list) + 1 : 0;

    for (; r->uploads != NULL && i < r->uploads->count; i++)
        if (strcmp(r->uploads->list[i].field, field) == 0)
            return &r->uploads->list[i];
    return NULL;
}

const struct upload *form_file(struct request *r, const char *field, size_t max)
{
    const struct upload *upload = upload_next(r, field, NULL);

    if (upload == NULL) {
        form_error(r, field, _("Please choose a file."));
        return NULL;
    }
    if (upload->size > max) {
        form_error(r, field,
                   arena_format(r->arena, _("This file is too large: at most %s fit."),
                                text_size(r->arena, max)));
        return NULL;
    }
    return upload;
}

ssize_t upload_read(const struct request *r, const struct upload *upload, size_t offset,
                    void *bytes, size_t capacity)
{
    size_t left = offset < upload->size ? upload->size - offset : 0;

    return spool_read(r->uploads->spool, upload->offset + offset, bytes,
                      left < capacity ? left : capacity);
}

const char *upload_bytes(const struct request *r, const struct upload *upload)
{
    const char *bytes = spool_bytes(r->uploads->spool);

    return bytes != NULL ? bytes + upload->offset : NULL;
}
