#include "auth/limit.h"

static const char *const class_names[RATE_CLASSES] = {
    [RATE_PAGE] = "page",   [RATE_SEARCH] = "search", [RATE_WRITE] = "write",
    [RATE_VOTE] = "vote",   [RATE_THREAD] = "thread", [RATE_REGISTER] = "register",
    [RATE_LOGIN] = "login", [RATE_UPLOAD] = "upload", [RATE_EXPORT] = "export",
    [RATE_LIVE] = "live",   [RATE_FREE] = "free",
};

const char *rate_class_name(enum rate_class rate)
{
    return class_names[rate];
}
