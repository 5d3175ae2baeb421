/* One table is both the whole help and each verb's own, so that a verb cannot be in one and not in
 * the other; what only its own help tells stands in a column by itself. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "auth/role.h"
#include "base/buffer.h"
#include "command.h"

static const char options[] =
    "  --config FILE  the configuration (default: $LOREHALL_CONFIG, else " DEFAULT_CONFIG ";\n"
    "                 migrate, import, export and stats: migrate.hdf, import.hdf or reader.hdf beside it, if there)\n"
    "  --help         this; behind a verb: of that verb\n"
    "  --version      which version this is\n";

#define SHRINK                                                                                     \
    "--allow-shrink takes in what leaves nothing, or less than\nhalf, of what there is of a "      \
    "kind, of a relation or of the\nplaces.\n"
#define TRIAL                                                                                      \
    "--trial does all of it and takes it back: it says what would change, and how\nmuch.\n"

static const struct {
    const char *words; /* the verb, and what follows it where that is told apart */
    const char *usage;
    const char *more; /* what only its own help tells; NULL: nothing */
} verbs[] = {
    {"migrate",
     "  migrate [--dry-run]        bring the database up to date, or say how much is to be done\n",
     "--dry-run prints how many migrations are to be applied, and applies none.\n"},
    {"check",
     "  check                      say whether everything that a server needs is in place\n"
     "  check --routes             print what each route asks for\n"
     "  check --why NAME METHOD PATH [--site SITE] [--board BOARD]\n"
     "                             say by which roles somebody has a route, or why they do not\n",
     "NAME - is a guest. A permission may stand for METHOD and PATH. The exit status is 1 where they may\n"
     "not have it.\n"},
    {"user add",
     "  user add NAME [--role ROLE] [--site SITE] [--password-stdin]\n"
     "                             make an account; without a password nobody can log in to it\n",
     "--role gives one of the roles, member without it; --site gives it on one site only. With\n"
     "--password-stdin the first line of standard input is the password; a terminal is asked for it.\n"},
    {"user passwd",
     "  user passwd NAME --password-stdin\n"
     "                             set a password and end all sessions and API tokens\n",
     "The first line of standard input is the password; a terminal is asked for it.\n"},
    {"user role",
     "  user role NAME ROLE [--site SITE]\n"
     "                             give somebody this role on a site, or everywhere, and no other\n",
     NULL},
    {"user rename",
     "  user rename NAME NEWNAME    call an account otherwise; nobody else gets the former name\n",
     NULL},
    {"user token",
     "  user token NAME [--label TEXT] [--scopes SCOPE,…] [--days N]\n"
     "                             make a token for the API and print it\n",
     "Scopes are read, post, edit, moderate, export and administer, all of them without --scopes; a\n"
     "token may no more than its account. It ends after 90 days, if --days does not say otherwise (365\n"
     "at most). --label is what its owner sees it called.\n"},
    {"user factor",
     "  user factor NAME [--remove]\n"
     "                             say which second factors an account has, or take all of them away\n",
     "--remove is for whoever has lost their device: they log in with their password alone then.\n"},
    {"audit verify",
     "  audit verify [--seen NUMBER:DIGEST]\n"
     "                             look for records of the audit trail that were changed or removed\n",
     "The last line of output is the trail's head, NUMBER:DIGEST: kept elsewhere and given to --seen the\n"
     "next time, it also tells when an earlier state of the whole trail was put back. The exit status is 1\n"
     "where anything is wrong.\n"},
    {"audit list",
     "  audit list [--account NAME] [--act ACT] [--limit N]\n"
     "                             print who did what, last first, a line of JSON each\n",
     "--account: what somebody did, and what was done to them. --act is a record's own word, such as\n"
     "login.failed. 100 records, if --limit does not say otherwise.\n"},
    {"audit acts", "  audit acts                 say which acts are recorded, and what each is\n",
     NULL},
    {"role list", "  role list                  say what roles there are\n", NULL},
    {"role show", "  role show ROLE             say what a role may\n", NULL},
    {"role permissions", "  role permissions           say what permissions there are\n", NULL},
    {"role of", "  role of NAME               say which roles an account has, where, and by whom\n",
     NULL},
    {"role create",
     "  role create NAME [--title TITLE] [--denies] PERMISSION...\n"
     "                             make a role\n",
     "With --denies it takes its permissions from what other roles give.\n"},
    {"role set",
     "  role set ROLE [PERMISSION...]\n"
     "                             give a role just these permissions\n",
     NULL},
    {"role add", "  role add ROLE PERMISSION... give a role these permissions, too\n", NULL},
    {"role take",
     "  role take ROLE PERMISSION...\n"
     "                             take these permissions from a role\n",
     NULL},
    {"role rename",
     "  role rename ROLE NAME [--title TITLE]\n"
     "                             call a role otherwise\n",
     NULL},
    {"role delete",
     "  role delete ROLE [--lose | --to ROLE]\n"
     "                             delete a role\n",
     "While somebody has it, say whether they lose it or get another one.\n"},
    {"role grant",
     "  role grant NAME ROLE [--site SITE [--board BOARD]] [--until TIME] [--reason TEXT]\n"
     "                             give somebody a role besides those that they have\n",
     "--until ends it by itself: 2030-01-31T00:00:00Z.\n"},
    {"role revoke",
     "  role revoke NAME ROLE [--site SITE [--board BOARD]]\n"
     "                             take a role that was granted just there\n",
     NULL},
    {"freeze",
     "  freeze [--site SITE|--all] REASON\n"
     "                             make a site, or all of them, read-only, and say why on each page\n",
     "Pages are shown and people can log in; nothing can be written in the browser or by the API.\n"},
    {"unfreeze", "  unfreeze [--site SITE|--all] let it be written again\n", NULL},
    {"mail list",
     "  mail list [--state STATE] [--limit N]\n"
     "                             print the mails of the last weeks, last first, a line of JSON each\n",
     "STATE is waiting, sending, sent, failed or dropped. answer is what the mail server said last. 100 mails, if\n"
     "--limit does not say otherwise. Their texts are sealed, and shown to nobody.\n"},
    {"mail retry", "  mail retry ID|--all        have mails that wait or failed tried at once\n",
     NULL},
    {"mail test",
     "  mail test ADDRESS          send a mail there now and print what the server says\n", NULL},
    {"import sites", "  import sites FILE.hdf      make sites and boards, or change them\n", NULL},
    {"import threads",
     "  import threads FILE.jsonl [--site SITE] [--board BOARD] [--boards LIST] [--source NAME]\n"
     "         [--local-authors] [--trial] [--report FILE] [--quiet]\n"
     "                             take in discussions; - reads standard input\n",
     "--board is for what names none itself; but for those of --boards (general,trade) no board is written to\n"
     "or said to be there. --source names where it comes from: the same source again\n"
     "changes what was taken in before; the file's name without it. --local-authors takes authors for the\n"
     "accounts of that name. --report names each line that was rejected or mended. " TRIAL},
    {"import talk",
     "  import talk FILE.jsonl [--site SITE] [--source NAME] [--local-authors]\n"
     "         [--trial] [--report FILE] [--quiet]\n"
     "                             take in comments below the pages of a game's database\n",
     TRIAL},
    {"import entries",
     "  import entries FILE.jsonl [--site SITE] [--report FILE] [--allow-shrink] [--sample]\n"
     "         [--trial] [--quiet]\n"
     "                             take in what export entries wrote\n",
     "--sample says that it is there to be replaced: while nothing else was taken in, the next\n"
     "import may leave as little of it as it likes. " TRIAL SHRINK},
    {"import table",
     "  import table FILE.csv... --map MAPPING.hdf [--site SITE] [--dry-run] [--trial]\n"
     "         [--report FILE] [--allow-shrink] [--quiet]\n"
     "                             take in a game's database from tables, by a mapping; their\n"
     "                             values stand between commas, semicolons, tabs or bars\n",
     TRIAL SHRINK},
    {"import table",
     "  import table FILE.csv --kind KIND [--site SITE] [--report FILE] [--allow-shrink]\n"
     "         [--trial] [--quiet]\n"
     "                             take in what export entries --format csv wrote\n",
     NULL},
    {"import maps",
     "  import maps DIRECTORY [--site SITE] [--trial] [--report FILE] [--quiet]\n"
     "                             take in maps: text files named after their zones\n",
     TRIAL},
    {"import peq",
     "  import peq SOURCE... [--site SITE] [--dry-run] [--report FILE] [--expansion N]\n"
     "         [--map MAPPING.hdf] [--allow-shrink] [--trial] [--quiet]\n"
     "                             take in a game server's database: a dump (.sql, packed or not)\n"
     "                             or mysql://USER:PASSWORD@HOST/DATABASE\n",
     "--expansion takes in what there is up to that one, -1 all. --map is another mapping than the one\n"
     "that comes along. --dry-run says what would be used and what is missing. " TRIAL SHRINK},
    {"export entries",
     "  export entries [--site SITE] [--kind KIND] [--format jsonl|csv] [--output FILE]\n"
     "                             write out a game's database, or one kind of it\n",
     "Without --output it goes to standard output, without --kind all kinds do.\n"},
    {"stats", "  stats                      say what the database holds\n", NULL},
};

/* How many bytes of WORDS, from BEGIN, are the word there. */
static size_t word_length(const char *begin)
{
    return strcspn(begin, " ");
}

static bool same_word(const char *words, const char *typed)
{
    return strlen(typed) == word_length(words) && strncmp(words, typed, strlen(typed)) == 0;
}

/* Whether WORDS are of what was typed: the verb and, where both have one, the word behind it. */
static bool is_of(const char *words, int argc, char **argv)
{
    const char *second = words + word_length(words);

    if (argc == 0)
        return true;
    if (!same_word(words, argv[0]))
        return false;
    return *second == '\0' || argc == 1 || argv[1][0] == '-' || same_word(second + 1, argv[1]);
}

static void put_roles(FILE *out)
{
    const char *role;

    fputs("Roles: ", out);
    for (size_t i = 0; (role = role_built_in(i)) != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", role);
    fputs(", and what lorehall role list names.\n", out);
}

bool help_print(FILE *out, int argc, char **argv)
{
    size_t found = 0, only = 0;

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (!is_of(verbs[i].words, argc, argv))
            continue;
        if (found++ == 0)
            fprintf(out, "usage: lorehall [--config FILE] %s …\n\n", argc > 0 ? argv[0] : "VERB");
        only = i;
        fputs(verbs[i].usage, out);
        if (argc > 0 && verbs[i].more != NULL)
            fprintf(out, "%s", verbs[i].more);
    }
    if (found == 0)
        return false;
    fprintf(out, "\n%s\n", options);
    if (argc == 0 || strncmp(verbs[only].words, "user", 4) == 0 ||
        strncmp(verbs[only].words, "role", 4) == 0)
        put_roles(out);
    fputs("The exit status is 0 when all went well, 1 when not, 2 for wrong usage.\n", out);
    return true;
}

const char *help_verbs(struct arena *arena)
{
    struct buffer list = buffer_open(arena, 64);
    const char *before = "";

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        size_t length = word_length(verbs[i].words);

        if (word_length(before) != length || strncmp(before, verbs[i].words, length) != 0)
            buffer_format(&list, "%s%.*s", i > 0 ? ", " : "", (int)length, verbs[i].words);
        before = verbs[i].words;
    }
    return list.data;
}
