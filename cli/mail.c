/* lorehall mail: what waits to be sent, and whether mails can be sent at all. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/text/text.h"
#include "command.h"
#include "store/mail_spool.h"
#include "web/mail/message.h"
#include "web/mail/smtp.h"

#define LIMIT_DEFAULT 100

static void print_mail(struct arena *arena, const struct queued_mail *mail)
{
    struct json_writer json = json_writer_open(arena, 512);

    json_begin_object(&json);
    json_member_u64(&json, "id", mail->id);
    json_member_text(&json, "created", clock_rfc3339(arena, mail->created));
    json_member_text(&json, "state", mail->state);
    json_member_text(&json, "kind", mail->kind);
    json_member_text(&json, "to", mail->recipient);
    json_member_text(&json, "subject", mail->subject);
    json_member_u64(&json, "tries", mail->tries);
    if (mail->next_try != 0)
        json_member_text(&json, "next_try", clock_rfc3339(arena, mail->next_try));
    if (mail->answer != NULL)
        json_member_text(&json, "answer", mail->answer);
    json_end_object(&json);
    puts(json_written(&json));
}

/* What a list is made of. */
struct mail_listing {
    struct command *command;
    struct mail_query query;
};

static int print_mail_page(void *context, struct arena *arena, unsigned limit)
{
    struct mail_listing *listing = context;
    const struct queued_mail *mails;
    size_t count;

    listing->query.limit = limit;
    mails = mail_list(listing->command->database, arena, &listing->query, &count);
    if (mails == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        print_mail(arena, &mails[i]);
        listing->query.after = mails[i].id;
    }
    return (int)count;
}

static enum command_status mail_list_command(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"state", required_argument, NULL, 's'},
                                                 {"limit", required_argument, NULL, 'l'},
                                                 {0}};
    static const char *const states[] = {"waiting", "sending", "sent", "failed", "dropped"};
    struct mail_listing listing = {.command = command};
    uint64_t limit = LIMIT_DEFAULT;
    bool known = true;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 's')
            listing.query.state = optarg;
        else if (option != 'l')
            return command_bad_option("mail list", argc, argv);
        else if (!text_u64(optarg, &limit))
            return command_misused("--limit takes a whole number, not \"%s\"", optarg);
    }
    if (optind < argc)
        return command_misused("mail list does not take \"%s\"", argv[optind]);
    for (size_t i = 0; listing.query.state != NULL && i < sizeof states / sizeof states[0]; i++) {
        known = strcmp(states[i], listing.query.state) == 0;
        if (known)
            break;
    }
    if (!known)
        return command_misused(
            "--state takes waiting, sending, sent, failed or dropped, not \"%s\"",
            listing.query.state);
    if (command_print_pages(print_mail_page, &listing, limit) != 0)
        return command_failed("the mails cannot be read");
    return COMMAND_DONE;
}

static enum command_status mail_retry_command(struct command *command, int argc, char **argv)
{
    static const struct option long_options[] = {{"all", no_argument, NULL, 'a'}, {0}};
    uint64_t id = 0, count;
    bool all = false;
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option != 'a')
            return command_bad_option("mail retry", argc, argv);
        all = true;
    }
    if (argc - optind != (all ? 0 : 1))
        return command_misused("mail retry takes a mail's id, or --all");
    if (!all && (!text_u64(argv[optind], &id) || id == 0))
        return command_misused("mail retry takes a mail's id, not \"%s\"", argv[optind]);
    if (mail_retry(command->database, id, &count) != 0)
        return command_failed("the mails cannot be changed");
    if (!all && count == 0)
        return command_failed("no mail %" PRIu64 " waits or has failed", id);
    printf("%" PRIu64 " to be tried\n", count);
    return COMMAND_DONE;
}

/* Past the spool, so that whoever asks sees at once what the server says. */
static enum command_status mail_test_command(struct command *command, int argc, char **argv)
{
    const struct configuration *c = command->configuration;
    int64_t now = clock_now();
    struct smtp_answer answer;
    struct smtp *smtp;

    if (argc != 2)
        return command_misused("mail test takes an address");
    if (!mail_address_valid(argv[1]))
        return command_misused("\"%s\" is no address that mails can go to", argv[1]);
    if (c->mail.server == NULL)
        return command_failed("the configuration names no mail server: Mail.Server, Mail.From");
    smtp = smtp_open(c);
    answer = smtp_send(smtp, command->arena, argv[1],
                       message_write(command->arena,
                                     &(struct message){
                                         .from = c->mail.from,
                                         .sender = "Lorehall",
                                         .to = argv[1],
                                         .subject = "Lorehall can send mails",
                                         .body = "This is what \"lorehall mail test\" sends.\n",
                                         .identity = arena_format(command->arena,
                                                                  "lorehall.test.%" PRIx64 ".%d",
                                                                  (uint64_t)now, (int)getpid()),
                                         .created = now,
                                     }));
    smtp_close(smtp);
    if (answer.result != SMTP_SENT)
        return command_failed("%s does not take it: %s", c->mail.server, answer.said);
    text_say(stdout, "%s", answer.said);
    return COMMAND_DONE;
}

const char *check_mail(struct command *command)
{
    const struct configuration *c = command->configuration;
    struct smtp_answer answer;
    struct smtp *smtp;

    if (c->mail.server == NULL) {
        command->advice = "no server is named: passwords cannot be reset by mail";
        return NULL;
    }
    if (!mail_address_valid(c->mail.from))
        return arena_format(command->arena, "Mail.From: \"%s\" is no address", c->mail.from);
    smtp = smtp_open(c);
    answer = smtp_probe(smtp, command->arena);
    smtp_close(smtp);
    return answer.result == SMTP_SENT
               ? NULL
               : arena_format(command->arena, "%s: %s", c->mail.server, answer.said);
}

enum command_status command_mail(struct command *command, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum command_status (*run)(struct command *command, int argc, char **argv);
    } verbs[] = {{"list", mail_list_command},
                 {"retry", mail_retry_command},
                 {"test", mail_test_command}};

    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, argv[1]) == 0)
            return verbs[i].run(command, argc - 1, argv + 1);
    return command_unknown("mail", "list, retry or test", argc, argv);
}
