/* Sends an answer as FastCGI records by writev, past libfcgi: its stream copies all of it through
 * a small buffer, in as many writes. A warm page is in shared memory's copy on the arena already
 * and goes out from there. */
#include "web/record.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <limits.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* Bytes of content in a record: a multiple of 8, as the FastCGI specification (1.0, chapter 3.3)
 * advises, so that none needs padding but the last, which may go without. */
#define CONTENT_MAX ((size_t)65528)

struct record_list {
    struct iovec *list;
    size_t count;
};

static void add_record_bytes(struct record_list *output, const void *bytes, size_t length)
{
    output->list[output->count++] =
        (struct iovec){.iov_base = (void *)(uintptr_t)bytes, .iov_len = length};
}

static void add_header(struct record_list *output, struct arena *arena, int id, size_t length)
{
    FCGI_Header *header = arena_alloc(arena, sizeof *header);

    *header = (FCGI_Header){
        .version = FCGI_VERSION_1,
        .type = FCGI_STDOUT,
        .requestIdB1 = (unsigned char)(id >> 8),
        .requestIdB0 = (unsigned char)id,
        .contentLengthB1 = (unsigned char)(length >> 8),
        .contentLengthB0 = (unsigned char)length,
    };
    add_record_bytes(output, header, sizeof *header);
}

/* writev may take part of a vector; it is moved on in place. */
static bool write_all(int fd, struct iovec *list, size_t count)
{
    while (count > 0) {
        ssize_t written = writev(fd, list, count < IOV_MAX ? (int)count : IOV_MAX);

        if (written < 0 && errno != EINTR)
            return false;
        for (; written > 0 && (size_t)written >= list->iov_len; list++, count--)
            written -= (ssize_t)list->iov_len;
        if (written > 0) {
            list->iov_base = (char *)list->iov_base + written;
            list->iov_len -= (size_t)written;
        }
    }
    return true;
}

bool records_send(void *fcgi, struct arena *arena, const struct record_part *parts, size_t count)
{
    const FCGX_Request *request = fcgi;
    struct record_list output = {.count = 0};
    size_t left = 0, record_left = 0;

    for (size_t i = 0; i < count; i++)
        left += parts[i].length;
    /* A header a record; a part is cut where a record ends. */
    output.list = arena_alloc_uninitialized(arena, (count + 2 * (left / CONTENT_MAX + 1)) *
                                                       sizeof *output.list);
    for (size_t i = 0; i < count; i++) {
        for (size_t done = 0, length; done < parts[i].length; done += length) {
            if (record_left == 0) {
                record_left = left < CONTENT_MAX ? left : CONTENT_MAX;
                add_header(&output, arena, request->requestId, record_left);
            }
            length = parts[i].length - done < record_left ? parts[i].length - done : record_left;
            add_record_bytes(&output, parts[i].bytes + done, length);
            record_left -= length;
            left -= length;
        }
    }
    return write_all(request->ipcFd, output.list, output.count);
}

void records_cut(void *fcgi)
{
    const FCGX_Request *request = fcgi;

    shutdown(request->ipcFd, SHUT_RDWR);
}
