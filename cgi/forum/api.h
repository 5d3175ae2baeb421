/* The forum's part of /api/v1. */
#ifndef LOREHALL_FORUM_API_H
#define LOREHALL_FORUM_API_H

#include "web/request.h"

/* GET /api/v1/openapi.json: this API described in OpenAPI 3.1. */
enum http_status api_description(struct request *r);

/* GET /api/v1/boards, GET /api/v1/boards/BOARD/threads, GET /api/v1/threads/SUBJECT. */
enum http_status api_boards(struct request *r);
enum http_status api_threads(struct request *r);
enum http_status api_thread(struct request *r);

/* POST /api/v1/comments {subject, parent?, body, idempotency_key?}: 201 {id, url, journal}. */
enum http_status api_comment_post(struct request *r);

/* POST /api/v1/comments/ID/rating {value}: {id, score, value}. */
enum http_status api_rating_post(struct request *r);

/* POST /api/v1/preview {body}: {html}. */
enum http_status api_preview(struct request *r);

/* GET /api/v1/session: {account: {id, name} or null, csrf}, the token for forms that were opened
 * under another session. */
enum http_status api_session(struct request *r);

#endif
