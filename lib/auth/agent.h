/* What a browser calls itself (User-Agent), for people: enough to know one's own devices by. */
#ifndef LOREHALL_AUTH_AGENT_H
#define LOREHALL_AUTH_AGENT_H

#include "base/arena.h"

/* The browser's usual name, such as "Firefox"; NULL when none is known. */
const char *agent_browser(const char *agent);

/* The system that it says it runs on, such as "Windows"; NULL when none is known. */
const char *agent_system(const char *agent);

/* What a session's browser is called in the reader's language, such as "Firefox on Windows"; ""
 * where nobody would know it by its name. */
const char *agent_device(struct arena *arena, const char *agent);

#endif
