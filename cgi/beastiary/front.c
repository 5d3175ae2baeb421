#include "front.h"

#include <inttypes.h>

#include "web/response.h"
#include "web/site.h"

enum http_status front_page(struct request *r)
{
    request_depends(r, "site:%" PRIu64, r->site->id);
    return page(r, HTTP_OK, "beastiary/front.cs");
}
