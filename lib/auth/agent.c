#include "auth/agent.h"

#include <stddef.h>
#include <string.h>

#include "base/language.h"

struct agent_token {
    const char *part; /* of the agent's text */
    const char *name;
};

/* Most browsers name those that they descend from too: the youngest first. */
static const struct agent_token browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"OPT/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Vivaldi/", "Vivaldi"},
    {"Firefox/", "Firefox"},
    {"FxiOS/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
    {"MSIE ", "Internet Explorer"},
    {"Trident/", "Internet Explorer"},
    {"curl/", "curl"},
    {NULL, NULL},
};

/* Android says that it is Linux, iPhones that they are like a Mac. */
static const struct agent_token systems[] = {
    {"iPhone", "iPhone"},   {"iPad", "iPad"},       {"Android", "Android"}, {"CrOS", "ChromeOS"},
    {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"Mac OS X", "macOS"},  {"FreeBSD", "FreeBSD"},
    {"OpenBSD", "OpenBSD"}, {"Linux", "Linux"},     {"X11", "Unix"},        {NULL, NULL},
};

static const char *find_agent_name(const struct agent_token *tokens, const char *agent)
{
    for (; tokens->part != NULL; tokens++)
        if (strstr(agent, tokens->part) != NULL)
            return tokens->name;
    return NULL;
}

const char *agent_browser(const char *agent)
{
    return find_agent_name(browsers, agent);
}

const char *agent_system(const char *agent)
{
    return find_agent_name(systems, agent);
}

const char *agent_device(struct arena *arena, const char *agent)
{
    const char *browser = agent_browser(agent), *system = agent_system(agent);

    if (browser != NULL && system != NULL) /* such as "Firefox on Windows" */
        return arena_format(arena, _("%s on %s"), browser, system);
    return browser != NULL ? browser : system != NULL ? system : "";
}
