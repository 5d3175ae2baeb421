/* JSON in and out for the API: answers as base/json_writer.h writes them, bodies as forms. */
#ifndef LOREHALL_WEB_JSON_H
#define LOREHALL_WEB_JSON_H

#include "base/json_writer.h"
#include "web/request.h"

/* Answers with the document that was written. */
enum http_status json_answer(struct request *r, enum http_status status,
                             const struct json_writer *json);

/* The same with an ETag of the whole of it; HTTP_NOT_MODIFIED where the client has just that. */
enum http_status json_answer_once(struct request *r, const struct json_writer *json);

/* Answers {"error":{"code","message","field"?}}. FIELD may be NULL; MESSAGE is translated. */
enum http_status json_error(struct request *r, enum http_status status, const char *code,
                            const char *message, const char *field);

/* The first of the request's field errors as a 422 (400 where the query was wrong). */
enum http_status json_field_error(struct request *r);

/* Turns a JSON body, which must be one object, into the request's form, so that the form accessors
 * check it as they do any other, and its types besides; members that no handler reads are ignored.
 * False when it is not one; the answer is then made, its status in r->response. */
bool json_body(struct request *r);

#endif
