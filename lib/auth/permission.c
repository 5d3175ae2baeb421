#include "auth/permission.h"

#include <string.h>

#include "base/language.h"

#define NAME_OF_LIST(NAME, TEXT, SENTENCE) [PERMISSION_##NAME] = (TEXT),
static const char *const names[PERMISSIONS] = {PERMISSION_LIST(NAME_OF_LIST)};

#define SENTENCE_OF_LIST(NAME, TEXT, SENTENCE) [PERMISSION_##NAME] = (SENTENCE),
static const char *const sentences[PERMISSIONS] = {PERMISSION_LIST(SENTENCE_OF_LIST)};

bool permission_held(permission_set set, enum permission permission)
{
    return permission != PERMISSION_NONE && (set >> permission & 1u) != 0;
}

const char *permission_name(enum permission permission)
{
    return names[permission];
}

const char *permission_sentence(enum permission permission)
{
    return _(sentences[permission]);
}

enum permission permission_named(const char *name)
{
    for (int i = 1; i < PERMISSIONS; i++)
        if (strcmp(names[i], name) == 0)
            return (enum permission)i;
    return PERMISSION_NONE;
}
