#include "base/configuration.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/declaration.h"
#include "base/text/text.h"

/* How a key's text becomes a member of struct configuration. */
enum key_type {
    KEY_TEXT,
    KEY_NUMBER,
    KEY_GRACE,
    KEY_SWITCH,
    KEY_LEVEL,
    KEY_SANDBOX,
    KEY_BUDGET,
    KEY_PROGRAM,
    KEY_ACCOUNT
};

struct key {
    const char *name;
    enum key_type type;
    bool required;
    size_t offset;
    unsigned low, high;
};

/* What an address may consist of. */
#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define ADDRESS_CHARACTERS LETTERS_AND_DIGITS "@.-_+=!#$%&'*/?^`{|}~"

#define PROVIDER_PREFIX "Provider."
#define PROVIDER_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define PRINTED LETTERS_AND_DIGITS "-._~:/?[]!$&'()*+,;=%"

#define MEMBER(member) offsetof(struct configuration, member)

#define BUDGET_KEY(NAME, RATE, HOLDER)                                                             \
    {                                                                                              \
        "Limits." NAME, KEY_BUDGET, false, MEMBER(limits[RATE_##RATE][BUDGET_##HOLDER]), 0, 0      \
    }
/* The budgets of accounts; and of everybody. */
#define ACCOUNT_KEYS(NAME, RATE)                                                                   \
    BUDGET_KEY(NAME ".New", RATE, NEW), BUDGET_KEY(NAME ".Member", RATE, MEMBER),                  \
        BUDGET_KEY(NAME ".Trusted", RATE, TRUSTED)
#define BUDGET_KEYS(NAME, RATE) BUDGET_KEY(NAME ".Address", RATE, ADDRESS), ACCOUNT_KEYS(NAME, RATE)

#define GRANTS_KEY(NAME, PROGRAM)                                                                  \
    {                                                                                              \
        "Grants." NAME, KEY_ACCOUNT, false, MEMBER(grants[DATABASE_##PROGRAM]), 0, 0               \
    }

static const struct key keys[] = {
    {"Domain", KEY_TEXT, true, MEMBER(domain), 0, 0},
    {"Port", KEY_NUMBER, true, MEMBER(port), 1, 65535},
    {"Secure", KEY_SWITCH, false, MEMBER(secure), 0, 0},
    {"Development", KEY_SWITCH, false, MEMBER(development), 0, 0},
    {"Secret.File", KEY_TEXT, true, MEMBER(secret_file), 0, 0},
    {"Database.Socket", KEY_TEXT, false, MEMBER(database.socket), 0, 0},
    {"Database.Host", KEY_TEXT, false, MEMBER(database.host), 0, 0},
    {"Database.Port", KEY_NUMBER, false, MEMBER(database.port), 1, 65535},
    {"Database.User", KEY_TEXT, true, MEMBER(database.user), 0, 0},
    {"Database.Password", KEY_TEXT, false, MEMBER(database.password), 0, 0},
    {"Database.Name", KEY_TEXT, true, MEMBER(database.name), 0, 0},
    {"Database.Program", KEY_PROGRAM, false, MEMBER(database.program), 0, 0},
    GRANTS_KEY("Worker", WORKER),
    GRANTS_KEY("Import", IMPORT),
    GRANTS_KEY("Follower", FOLLOWER),
    GRANTS_KEY("Mail", MAIL),
    GRANTS_KEY("Provider", PROVIDER),
    GRANTS_KEY("Reader", READER),
    {"Shared.File", KEY_TEXT, true, MEMBER(shared_file), 0, 0},
    {"Cache.Megabytes", KEY_NUMBER, false, MEMBER(cache_megabytes), 0, 65536},
    {"Views.Directory", KEY_TEXT, true, MEMBER(views), 0, 0},
    {"Messages.Directory", KEY_TEXT, true, MEMBER(messages), 0, 0},
    {"Migrations.Directory", KEY_TEXT, true, MEMBER(migrations), 0, 0},
    {"Static.Manifest", KEY_TEXT, true, MEMBER(static_manifest), 0, 0},
    {"Games.Directory", KEY_TEXT, true, MEMBER(games), 0, 0},
    {"Lore.Directory", KEY_TEXT, true, MEMBER(lore), 0, 0},
    {"Upload.Directory", KEY_TEXT, false, MEMBER(uploads), 0, 0},
    {"Import.Directory", KEY_TEXT, false, MEMBER(imports), 0, 0},
    {"Publish.Socket", KEY_TEXT, true, MEMBER(publish_socket), 0, 0},
    {"Limits.Scale", KEY_NUMBER, false, MEMBER(limits_scale), 1, 1000000},
    {"Session.KeptDays", KEY_NUMBER, false, MEMBER(session.kept_days), 1, 90},
    {"Session.IdleHours", KEY_NUMBER, false, MEMBER(session.idle_hours), 1, 336},
    {"Session.AdministeringHours", KEY_NUMBER, false, MEMBER(session.administering_hours), 1, 2160},
    {"Factor.GraceDays", KEY_GRACE, false, MEMBER(factor_grace_days), 0, 365},
    {"Register.Seconds", KEY_NUMBER, false, MEMBER(register_seconds), 0, 60},
    {"Limits.Newcomer.Days", KEY_NUMBER, false, MEMBER(newcomer.days), 0, 365},
    {"Limits.Newcomer.Posts", KEY_NUMBER, false, MEMBER(newcomer.posts), 0, 1000},
    {"Limits.Newcomer.Links", KEY_NUMBER, false, MEMBER(newcomer.links), 0, 1000},
    BUDGET_KEYS("Page", PAGE),
    BUDGET_KEYS("Search", SEARCH),
    BUDGET_KEYS("Export", EXPORT),
    BUDGET_KEYS("Live", LIVE),
    ACCOUNT_KEYS("Write", WRITE),
    ACCOUNT_KEYS("Vote", VOTE),
    ACCOUNT_KEYS("Thread", THREAD),
    ACCOUNT_KEYS("Upload", UPLOAD),
    BUDGET_KEY("Login.Address", LOGIN, ADDRESS),
    BUDGET_KEY("Login.Device", LOGIN, MEMBER),
    BUDGET_KEY("Register.Address", REGISTER, ADDRESS),
    {"Mail.Server", KEY_TEXT, false, MEMBER(mail.server), 0, 0},
    {"Mail.Socket", KEY_TEXT, false, MEMBER(mail.socket), 0, 0},
    {"Mail.From", KEY_TEXT, false, MEMBER(mail.from), 0, 0},
    {"Mail.User", KEY_TEXT, false, MEMBER(mail.user), 0, 0},
    {"Mail.Password", KEY_TEXT, false, MEMBER(mail.password), 0, 0},
    {"Mail.Certificates", KEY_TEXT, false, MEMBER(mail.certificates), 0, 0},
    {"Mail.Plain", KEY_SWITCH, false, MEMBER(mail.plain), 0, 0},
    {"Log.Level", KEY_LEVEL, false, MEMBER(log_level), 0, 0},
    {"Sandbox", KEY_SANDBOX, false, MEMBER(sandbox), 0, 0},
};

/* Of these either none is there or what the first says. */
static const struct {
    const char *key, *needs;
} dependent_keys[] = {
    {"Mail.Server", "Mail.From"},   {"Mail.From", "Mail.Server"}, {"Mail.Socket", "Mail.Server"},
    {"Mail.User", "Mail.Password"}, {"Mail.User", "Mail.Server"}, {"Mail.Password", "Mail.User"},
};

/* One read of the file. */
struct configuration_reader {
    struct arena *arena;
    struct faults faults;
    struct configuration *configuration;
    bool seen[sizeof keys / sizeof keys[0]]; /* which keys are there, right or wrong */
};

static int sandbox_mode_named(const char *name)
{
    static const char *const names[] = {
        [SANDBOX_ENFORCE] = "enforce", [SANDBOX_LOG] = "log", [SANDBOX_OFF] = "off"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

static int database_program_named(const char *name)
{
    static const char *const names[DATABASE_PROGRAMS] = {
        [DATABASE_WORKER] = "worker",     [DATABASE_IMPORT] = "import",
        [DATABASE_FOLLOWER] = "follower", [DATABASE_MAIL] = "mail",
        [DATABASE_PROVIDER] = "provider", [DATABASE_READER] = "reader"};

    for (size_t i = 0; i < DATABASE_PROGRAMS; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

/* "user@host", which goes into statements as it is. */
static bool is_database_account(const char *text)
{
    size_t user = strspn(text, LETTERS_AND_DIGITS "_-"),
           host = text[user] == '@' ? strspn(text + user + 1, LETTERS_AND_DIGITS "_-.:%") : 0;

    return user > 0 && host > 0 && text[user + 1 + host] == '\0';
}

/* Texts and numbers are put where the key's offset says: one table is the configuration's whole
 * grammar. */
static const char *set_configuration_key(struct configuration_reader *reading,
                                         const struct key *key, const char *value)
{
    void *member = (char *)reading->configuration + key->offset;
    int64_t number;
    int level;

    switch (key->type) {
    case KEY_TEXT:
        if (*value == '\0')
            return "needs a value";
        *(const char **)member = arena_string(reading->arena, value);
        return NULL;
    case KEY_NUMBER:
        if (!text_i64(value, key->low, key->high, &number))
            return arena_format(reading->arena, "wants a whole number from %u to %u, not \"%s\"",
                                key->low, key->high, value);
        *(unsigned *)member = (unsigned)number;
        return NULL;
    case KEY_GRACE:
        if (strcmp(value, "never") == 0)
            number = FACTOR_NEVER;
        else if (!text_i64(value, key->low, key->high, &number))
            return arena_format(reading->arena,
                                "wants a whole number from %u to %u, or \"never\", not \"%s\"",
                                key->low, key->high, value);
        *(unsigned *)member = (unsigned)number;
        return NULL;
    case KEY_SWITCH:
        if (!text_i64(value, 0, 1, &number))
            return arena_format(reading->arena, "wants 0 or 1, not \"%s\"", value);
        *(bool *)member = number == 1;
        return NULL;
    case KEY_LEVEL:
        level = log_level_named(value);
        if (level < 0)
            return "wants error, warning, info or debug";
        *(enum log_level *)member = (enum log_level)level;
        return NULL;
    case KEY_SANDBOX:
        level = sandbox_mode_named(value);
        if (level < 0)
            return "wants enforce, log or off";
        *(enum sandbox_mode *)member = (enum sandbox_mode)level;
        return NULL;
    case KEY_PROGRAM:
        level = database_program_named(value);
        if (level < 0)
            return "wants worker, import, follower, mail, provider or reader";
        *(enum database_program *)member = (enum database_program)level;
        return NULL;
    case KEY_ACCOUNT:
        if (!is_database_account(value))
            return arena_format(reading->arena,
                                "wants an account of the database, user@host, not \"%s\"", value);
        *(const char **)member = arena_string(reading->arena, value);
        return NULL;
    case KEY_BUDGET:
        if (!budget_parse(value, member))
            return arena_format(reading->arena,
                                "wants so many in a time, such as \"30 in 10m\" (s, m, h or d; at "
                                "most %u a second), or \"unlimited\", not \"%s\"",
                                BUDGET_RATE_MAX, value);
        return NULL;
    }
    return "is of no known type";
}

/* ---- providers of logins: "Provider.NAME.KEY" ---- */

static const struct {
    const char *name;
    size_t offset;
    bool required;
} provider_keys[] = {
    {"Label", offsetof(struct provider_settings, label), true},
    {"Issuer", offsetof(struct provider_settings, issuer), true},
    {"Client", offsetof(struct provider_settings, client), true},
    {"SecretFile", offsetof(struct provider_settings, secret_file), false},
    {"Scopes", offsetof(struct provider_settings, scopes), false},
    {"Certificates", offsetof(struct provider_settings, certificates), false},
};

bool provider_address_safe(const char *address)
{
    static const char *const own[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

    if (strspn(address, PRINTED) != strlen(address))
        return false;
    if (text_starts(address, "https://"))
        return address[8] != '\0' && address[8] != '/' && address[8] != ':';
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        char next = text_starts(address, own[i]) ? address[strlen(own[i])] : '?';

        if (next == '\0' || next == '/' || next == ':')
            return true;
    }
    return false;
}

/* The provider of this name, which is added where there is none yet; NULL: there are too many. */
static struct provider_settings *provider_of(struct configuration_reader *reading, const char *name)
{
    struct configuration *c = reading->configuration;

    for (size_t i = 0; i < c->provider_count; i++)
        if (strcmp(c->providers[i].name, name) == 0)
            return &c->providers[i];
    if (c->provider_count == PROVIDERS_MAX)
        return NULL;
    c->providers[c->provider_count] =
        (struct provider_settings){.name = name, .scopes = "openid profile"};
    return &c->providers[c->provider_count++];
}

static void read_provider_key(struct configuration_reader *reading, const char *path,
                              const struct declaration *found)
{
    const char *begin = path + strlen(PROVIDER_PREFIX), *dot = strchr(begin, '.');
    size_t length = dot != NULL ? (size_t)(dot - begin) : 0;
    struct provider_settings *provider;

    if (length == 0 || length > PROVIDER_NAME_MAX || strspn(begin, PROVIDER_LETTERS) != length) {
        fault_of(&reading->faults, found,
                 "%s: a provider's name has 1 to %d small letters, digits or hyphens", path,
                 PROVIDER_NAME_MAX);
        return;
    }
    provider = provider_of(reading, arena_copy(reading->arena, begin, length));
    if (provider == NULL) {
        fault_of(&reading->faults, found, "%s: there are more than %d providers", path,
                 PROVIDERS_MAX);
        return;
    }
    for (size_t i = 0; i < sizeof provider_keys / sizeof provider_keys[0]; i++) {
        if (strcmp(provider_keys[i].name, dot + 1) != 0)
            continue;
        if (*found->value == '\0')
            fault_of(&reading->faults, found, "%s: needs a value", path);
        *(const char **)((char *)provider + provider_keys[i].offset) =
            arena_string(reading->arena, found->value);
        return;
    }
    fault_of(&reading->faults, found, "%s: is not a key of this file", path);
}

/* Whether one of the scopes is "openid": without it there is no ID token. */
static bool asks_for_identity(const char *scopes)
{
    for (const char *at = scopes; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");

        if (length == strlen("openid") && strncmp(at, "openid", length) == 0)
            return true;
        at += length;
    }
    return false;
}

static void check_provider_keys(struct configuration_reader *reading)
{
    const struct configuration *c = reading->configuration;

    for (size_t i = 0; i < c->provider_count; i++) {
        const struct provider_settings *p = &c->providers[i];

        for (size_t k = 0; k < sizeof provider_keys / sizeof provider_keys[0]; k++)
            if (provider_keys[k].required &&
                *(const char *const *)((const char *)p + provider_keys[k].offset) == NULL)
                fault_at(&reading->faults, 0, PROVIDER_PREFIX "%s.%s is missing", p->name,
                         provider_keys[k].name);
        if (p->issuer != NULL &&
            (!provider_address_safe(p->issuer) || strchr(p->issuer, '?') != NULL))
            fault_at(&reading->faults, 0,
                     PROVIDER_PREFIX "%s.Issuer: wants https://…, or http:// of this machine, "
                                     "not \"%s\"",
                     p->name, p->issuer);
        if (!asks_for_identity(p->scopes))
            fault_at(&reading->faults, 0,
                     PROVIDER_PREFIX "%s.Scopes: \"openid\" must be among them", p->name);
        for (size_t other = 0; other < i && p->issuer != NULL; other++)
            if (c->providers[other].issuer != NULL &&
                strcmp(c->providers[other].issuer, p->issuer) == 0)
                fault_at(&reading->faults, 0,
                         PROVIDER_PREFIX "%s.Issuer: is that of " PROVIDER_PREFIX "%s, too",
                         p->name, c->providers[other].name);
    }
}

static int read_configuration_key(void *context, const char *path, const struct declaration *found)
{
    struct configuration_reader *reading = context;

    if (text_starts(path, PROVIDER_PREFIX)) {
        read_provider_key(reading, path, found);
        return 0;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, path) == 0) {
            const char *what = set_configuration_key(reading, &keys[i], found->value);

            reading->seen[i] = true;
            if (what != NULL)
                fault_of(&reading->faults, found, "%s: %s", path, what);
            return 0;
        }
    }
    fault_of(&reading->faults, found, "%s: is not a key of this file", path);
    return 0;
}

static bool key_seen(const struct configuration_reader *reading, const char *name)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].name, name) == 0)
            return reading->seen[i];
    return false;
}

/* A password must not be readable on its way; a server on this host is reached by no wire. */
static void check_mail_keys(struct configuration_reader *reading)
{
    const struct configuration *c = reading->configuration;

    if (c->mail.server == NULL)
        return;
    if (!text_starts(c->mail.server, "smtp://") && !text_starts(c->mail.server, "smtps://"))
        fault_at(&reading->faults, 0,
                 "Mail.Server: wants smtp://HOST or smtps://HOST, perhaps with :PORT, not \"%s\"",
                 c->mail.server);
    if (c->mail.from != NULL && strspn(c->mail.from, ADDRESS_CHARACTERS) != strlen(c->mail.from))
        fault_at(&reading->faults, 0, "Mail.From: wants an address alone, not \"%s\"",
                 c->mail.from);
    if (c->mail.plain && c->mail.user != NULL && c->mail.socket == NULL)
        fault_at(&reading->faults, 0, "Mail.Plain: would send Mail.Password without encryption");
}

static void check_required_keys(struct configuration_reader *reading)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].required && !reading->seen[i])
            fault_at(&reading->faults, 0, "%s is missing", keys[i].name);
    for (size_t i = 0; i < sizeof dependent_keys / sizeof dependent_keys[0]; i++)
        if (key_seen(reading, dependent_keys[i].key) && !key_seen(reading, dependent_keys[i].needs))
            fault_at(&reading->faults, 0, "%s is missing, which %s needs", dependent_keys[i].needs,
                     dependent_keys[i].key);
    if (reading->configuration->database.socket == NULL &&
        reading->configuration->database.host == NULL)
        fault_at(&reading->faults, 0, "Database.Socket or Database.Host is missing");
}

/* Visits the values below ROOT, a name's own before those below it. */
static int iterate_values(struct arena *arena, const struct declaration *root,
                          int (*visit)(void *context, const char *path,
                                       const struct declaration *found),
                          void *context)
{
    struct { /* by depth: what is visited there, and how long the path to it is */
        const struct declaration *at;
        size_t path;
    } open[DECLARATION_DEPTH_MAX + 1] = {{root->inner, 0}};
    struct buffer path = buffer_open(arena, 256);
    size_t depth = 0;
    int result = 0;

    while (result == 0) {
        const struct declaration *at = open[depth].at;

        if (at == NULL && depth == 0)
            break;
        if (at == NULL) {
            depth--;
            continue;
        }
        open[depth].at = at->next;
        path.length = open[depth].path;
        buffer_format(&path, "%s%s", depth > 0 ? "." : "", at->name);
        if (at->value != NULL)
            result = visit(context, path.data, at);
        open[++depth].at = at->inner;
        open[depth].path = path.length;
    }
    return result;
}

struct configuration *configuration_read(struct arena *arena, const char *file)
{
    struct configuration_reader reading = {.arena = arena,
                                           .faults = {.arena = arena, .file = file}};
    const struct declaration *root = declaration_read_settings(&reading.faults, true);

    reading.configuration = arena_alloc(arena, sizeof *reading.configuration);
    reading.configuration->log_level = LOG_LEVEL_INFO;
    reading.configuration->cache_megabytes = 64;
    reading.configuration->uploads = "/var/tmp";
    reading.configuration->session.kept_days = 30;
    reading.configuration->session.idle_hours = 24;
    reading.configuration->session.administering_hours = 12;
    reading.configuration->factor_grace_days = 14;
    reading.configuration->register_seconds = 2;
    reading.configuration->limits_scale = 100;
    reading.configuration->newcomer = (struct newcomer){.days = 3, .posts = 5, .links = 2};
    if (root != NULL) {
        iterate_values(arena, root, read_configuration_key, &reading);
        check_required_keys(&reading);
        check_mail_keys(&reading);
        check_provider_keys(&reading);
    }
    return faults_print(&reading.faults, stderr) == 0 ? reading.configuration : NULL;
}

/* Who visits the settings, and what for. */
struct setting_visitor {
    int (*visit)(void *context, const struct setting *setting);
    void *context;
};

static int visit_setting(void *context, const char *path, const struct declaration *found)
{
    const struct setting_visitor *visitor = context;
    const struct setting setting = {.path = path,
                                    .value = found->value,
                                    .file = found->file,
                                    .line = found->line};

    return visitor->visit(visitor->context, &setting);
}

int configuration_iterate(const char *file,
                          int (*visit)(void *context, const struct setting *setting), void *context)
{
    struct arena *own = arena_open(65536);
    struct faults faults = {.arena = own, .file = file};
    struct setting_visitor visitor = {visit, context};
    const struct declaration *root = declaration_read_settings(&faults, false);
    int result = faults_print(&faults, stderr) == 0 && root != NULL
                     ? iterate_values(own, root, visit_setting, &visitor)
                     : -1;

    arena_close(own);
    return result;
}
