#include "auth/role.h"

#include <string.h>

#include "base/text/text.h"

#define BIT(name) (1u << PERMISSION_##name)
#define GUEST (BIT(READ) | BIT(ENTER))
#define MEMBER (BIT(READ) | BIT(OWN) | BIT(COMMENT) | BIT(START) | BIT(RATE) | BIT(EDIT_OWN))
#define REVIEWER (MEMBER | BIT(REVIEW) | BIT(EDIT_ENTRY))

static const struct {
    const char *name;
    permission_set permissions;
} roles[] = {
    {"guest", GUEST},
    {"member", MEMBER},
    {"trusted", MEMBER},
    {"reviewer", REVIEWER},
    {"moderator", REVIEWER | BIT(MODERATE)},
    {"administrator", REVIEWER | BIT(MODERATE) | BIT(ADMINISTER)},
};

static const char *const permission_names[PERMISSIONS] = {
    [PERMISSION_READ] = "read",
    [PERMISSION_ENTER] = "enter",
    [PERMISSION_OWN] = "own",
    [PERMISSION_COMMENT] = "comment",
    [PERMISSION_START] = "start",
    [PERMISSION_RATE] = "rate",
    [PERMISSION_EDIT_OWN] = "edit-own",
    [PERMISSION_REVIEW] = "review",
    [PERMISSION_EDIT_ENTRY] = "edit-entry",
    [PERMISSION_MODERATE] = "moderate",
    [PERMISSION_ADMINISTER] = "administer",
};

static permission_set permissions_of(const char *role, size_t length)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strlen(roles[i].name) == length && memcmp(roles[i].name, role, length) == 0)
            return roles[i].permissions;
    return 0;
}

permission_set role_permissions(const char *role)
{
    return permissions_of(role, strlen(role));
}

const char *role_at(size_t index)
{
    return index < sizeof roles / sizeof roles[0] ? roles[index].name : NULL;
}

/* Whether what is before a list entry's colon names SITE_ID or all sites: plain digits, nothing
 * else. */
static bool names_site(const char *entry, size_t length, uint64_t site_id)
{
    char digits[21];
    uint64_t site;

    if (length >= sizeof digits)
        return false;
    memcpy(digits, entry, length);
    digits[length] = '\0';
    return text_u64(digits, &site) && (site == 0 || site == site_id);
}

permission_set role_list_permissions(const char *list, uint64_t site_id)
{
    permission_set set = MEMBER;

    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ","), colon = strcspn(list, ",:");

        if (list[colon] == ':' && names_site(list, colon, site_id))
            set |= permissions_of(list + colon + 1, length - colon - 1);
        list += length;
        list += *list == ',';
    }
    return set;
}

bool permission_held(permission_set set, enum permission permission)
{
    return (set >> permission & 1u) != 0;
}

const char *permission_name(enum permission permission)
{
    return permission_names[permission];
}
