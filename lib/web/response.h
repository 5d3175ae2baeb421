/* The answers that handlers give. */
#ifndef LOREHALL_WEB_RESPONSE_H
#define LOREHALL_WEB_RESPONSE_H

#include "base/bytes.h"
#include "web/request.h"

/* Adds a header field. Values with control characters are dropped and logged. */
void response_header(struct request *r, const char *name, const char *value);

/* Answers with plain text of a type. */
enum http_status response_text(struct request *r, enum http_status status, const char *type,
                               const char *text);

/* Answers with bytes of a type, which last as long as the request. */
enum http_status response_bytes(struct request *r, enum http_status status, const char *type,
                                struct bytes bytes);

/* Answers with a view, within the site's layout: sets what every page shows first. */
enum http_status page(struct request *r, enum http_status status, const char *view);

/* Sends the browser to a path of this site. */
enum http_status redirect(struct request *r, enum http_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Answers that something went wrong, as a page or as JSON; MESSAGE (translated) says what.
 * Whatever was prepared of another answer is gone, but for cookies: fields that go with the
 * refusal are added after it. Text that was typed into a form is shown again so that it is not
 * lost. */
enum http_status refuse(struct request *r, enum http_status status, const char *code,
                        const char *message);

/* The same for a step on the way to the handler, which answers false when the answer is made. */
bool refused(struct request *r, enum http_status status, const char *code, const char *message);

/* The same where the status says it all; of input that is wrong, the request's first field error
 * does. What a handler answers with an error's status and no text becomes this. */
enum http_status refuse_plainly(struct request *r, enum http_status status);

/* Answers that the password, and the second factor if there is one, must be given once more, in the page for it, which keeps what was sent
 * to be sent again; the API is told so. */
enum http_status refuse_stale(struct request *r);

/* Sets Again.… for a button that sends a form to PATH, of all fields in FORM but tokens and what is
 * in the view as Typed: Again.fields. */
void view_again(struct request *r, const char *path, const struct parameters *form);

/* Shows a form again with what was typed and what is wrong with it (422). */
enum http_status page_again(struct request *r, const char *view);

/* The same, with another status. */
enum http_status page_refused(struct request *r, enum http_status status, const char *view);

/* Answers piece by piece, for what is too long to hold in memory: the head goes out at once,
 * without a length; response_more adds what follows. The answer has been made then, and is not to
 * be kept. response_cut ends one that cannot be finished, so that it is not taken for whole. False
 * when nobody listens any more, or to HEAD. */
bool response_stream(struct request *r, enum http_status status, const char *type);
bool response_more(struct request *r, const char *bytes, size_t length);
void response_cut(struct request *r);

/* Sets the answer's ETag to what TAG is made of. True when the client has just that: answer
 * HTTP_NOT_MODIFIED then, with nothing more. */
bool response_matches(struct request *r, const char *tag);

/* Whether the client has what the answer's ETag stands for. */
bool response_known(const struct request *r);

/* Lets pages of any origin read the answer (CORS), which must be the same for everybody. */
void response_open(struct request *r);

/* Writes the answer out through FastCGI. */
void response_send(struct request *r);

#endif
