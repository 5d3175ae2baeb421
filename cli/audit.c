/* lorehall audit: the audit trail, verified and listed. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "auth/audit.h"
#include "base/clock.h"
#include "base/json_writer.h"
#include "base/text/text.h"
#include "command.h"

#define LIMIT_DEFAULT 100

/* NUMBER:DIGEST, as audit verify printed it. */
static bool parse_link(const char *text, struct audit_link *link)
{
    char number[21];
    size_t length = strcspn(text, ":");

    if (length >= sizeof number || text[length] != ':' ||
        strlen(text + length + 1) != (size_t)2 * DIGEST_BYTES)
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    return text_u64(number, &link->id) &&
           text_unhex(text + length + 1, link->hash, sizeof link->hash);
}

/* Says where a fault is; CONTEXT counts them. */
static void print_fault(void *context, enum audit_fault fault, uint64_t from, uint64_t to)
{
    static const char *const words[] = {
        [AUDIT_ALTERED] = "is not what was written",
        [AUDIT_MISSING] = "is missing",
        [AUDIT_INSERTED] = "was not written by Lorehall",
        [AUDIT_REPLACED] = "is not what stood there when the head was seen",
    };
    size_t *faults = context;

    if (from == to)
        printf("record %" PRIu64 " %s\n", from, words[fault]);
    else
        printf("records %" PRIu64 " to %" PRIu64 ": each %s\n", from, to, words[fault]);
    (*faults)++;
}

static enum command_status audit_verify_command(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"seen", required_argument, NULL, 's'}, {0}};
    struct audit_link seen, head;
    size_t faults = 0;
    struct audit_check check = {.report = print_fault, .context = &faults};
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option != 's')
            return command_bad_option("audit verify", argc, argv);
        if (!parse_link(optarg, &seen))
            return command_misused("--seen takes what audit verify printed, NUMBER:DIGEST");
        check.seen = &seen;
    }
    if (optind < argc)
        return command_misused("audit verify does not take \"%s\"", argv[optind]);
    check.secret = command_secret(command);
    if (check.secret == NULL)
        return COMMAND_FAILED;
    if (audit_verify(command->database, &check, &head) != 0)
        return command_failed("the audit trail cannot be read");
    printf("%" PRIu64 ":%s\n", head.id, text_hex(command->arena, head.hash, sizeof head.hash));
    return faults == 0 ? COMMAND_DONE
                       : command_failed("the audit trail has been changed in %zu places", faults);
}

static void member_where(struct json_writer *json, const char *name, const char *text)
{
    if (text != NULL && *text != '\0')
        json_member_text(json, name, text);
}

static void print_record(struct arena *arena, const struct audit_record *record)
{
    struct json_writer json = json_writer_open(arena, 512);

    json_begin_object(&json);
    json_member_u64(&json, "id", record->id);
    json_member_text(&json, "created", clock_rfc3339(arena, record->created));
    json_member_text(&json, "act", record->act);
    json_member_u64(&json, "account", record->account_id);
    member_where(&json, "name", record->name);
    json_member_u64(&json, "about", record->about_id);
    json_member_u64(&json, "site", record->site_id);
    member_where(&json, "subject", record->subject);
    member_where(&json, "address", record->address);
    member_where(&json, "request", record->request);
    member_where(&json, "before", record->before);
    member_where(&json, "after", record->after);
    member_where(&json, "reason", record->reason);
    json_end_object(&json);
    puts(json_written(&json));
}

/* What a list is made of. */
struct audit_listing {
    struct command *command;
    struct audit_query query;
};

static int print_audit_page(void *context, struct arena *arena, unsigned limit)
{
    struct audit_listing *listing = context;
    const struct audit_record *records;
    size_t count;

    listing->query.limit = limit;
    records = audit_list(listing->command->database, arena, &listing->query, &count);
    if (records == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        print_record(arena, &records[i]);
        listing->query.after = records[i].id;
    }
    return (int)count;
}

static enum command_status audit_acts_command(int argc, char **argv)
{
    if (argc > 1)
        return command_misused("audit acts does not take \"%s\"", argv[1]);
    for (int act = 0; act < AUDIT_ACT_COUNT; act++)
        printf("%-20s %s\n", audit_act_name(act), audit_act_words(audit_act_name(act)));
    return COMMAND_DONE;
}

static enum command_status audit_list_command(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"account", required_argument, NULL, 'n'},
                                                 {"act", required_argument, NULL, 'a'},
                                                 {"limit", required_argument, NULL, 'l'},
                                                 {0}};
    struct audit_listing listing = {.command = command};
    struct account account;
    enum audit_act act;
    uint64_t limit = LIMIT_DEFAULT;
    const char *name = NULL;
    int option, found;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 'n')
            name = optarg;
        else if (option == 'a')
            listing.query.act = optarg;
        else if (option != 'l')
            return command_bad_option("audit list", argc, argv);
        else if (!text_u64(optarg, &limit))
            return command_misused("--limit takes a number, not \"%s\"", optarg);
    }
    if (optind < argc)
        return command_misused("audit list does not take \"%s\"", argv[optind]);
    if (listing.query.act != NULL && !audit_act_find(listing.query.act, &act))
        return command_misused("no act is called \"%s\": lorehall audit acts lists them",
                               listing.query.act);
    if (name != NULL) {
        found = account_by_name(command->database, command->arena, name, &account);
        if (found <= 0)
            return found == 0 ? command_failed("there is no account %s", name)
                              : command_failed("the account cannot be read");
        listing.query.account_id = account.id;
    }
    if (command_print_pages(print_audit_page, &listing, limit) != 0)
        return command_failed("the audit trail cannot be read");
    return COMMAND_DONE;
}

enum command_status command_audit(struct command *command, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return audit_verify_command(command, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "list") == 0)
        return audit_list_command(command, argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "acts") == 0)
        return audit_acts_command(argc - 1, argv + 1);
    return command_unknown("audit", "verify, list or acts", argc, argv);
}
