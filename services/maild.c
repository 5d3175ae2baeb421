/* lorehall-maild: sends the mails that wait in the database, one after the other. Each host may run
 * one: what one has taken the others leave alone. It is a process of its own, because a mail server
 * may take minutes for an answer, or be away for days.
 *
 * A mail is taken, sent and then marked, so that a crash in between sends one twice at most, and
 * loses none (store/mail_spool.h). Where the mark cannot be made, as the database is away, it is
 * tried until it can, since that is all that is between the mail and a second one.
 *
 * Without a server in the configuration it waits, as mails do. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/log.h"
#include "store/mail_spool.h"
#include "store/pools.h"
#include "web/mail/letter.h"
#include "web/mail/message.h"
#include "web/mail/smtp.h"
#include "web/sandbox.h"
#include "web/worker.h"

#define POLL (CLOCK_SECOND / 2)
#define AWAY_PAUSE (3 * CLOCK_SECOND) /* the server, or the database */
#define SWEEP_EVERY (3600 * CLOCK_SECOND)

static const struct statement_set *const statements[] = {&mail_statements, NULL};
static const struct route no_routes[] = {{.pattern = NULL}};
static const struct area maild = {.name = "maild", .routes = no_routes, .statements = statements};

struct mailer {
    struct worker worker; /* the same things that a worker keeps */
    struct smtp *smtp;    /* NULL: no server is named */
    int64_t swept;
};

static volatile sig_atomic_t stopping;

static void stop_sending(int signal)
{
    (void)signal;
    stopping = 1;
}

/* Until the time is over, or a signal comes. */
static void wait_for(int64_t microseconds)
{
    const struct timespec pause = {microseconds / CLOCK_SECOND, microseconds % CLOCK_SECOND * 1000};

    if (!stopping)
        nanosleep(&pause, NULL);
}

/* The mail as it goes out; NULL where its text cannot be read. */
static const char *message_of(const struct worker *w, const struct queued_mail *mail)
{
    const char *body = letter_body(&w->secret, w->arena, mail->body);

    if (body == NULL)
        return NULL;
    return message_write(w->arena, &(struct message){
                                       .from = w->configuration->mail.from,
                                       .sender = mail->sender,
                                       .to = mail->recipient,
                                       .subject = mail->subject,
                                       .language = mail->language,
                                       .body = body,
                                       .identity = arena_format(w->arena, "lorehall.%llu.%llx",
                                                                (unsigned long long)mail->id,
                                                                (unsigned long long)mail->created),
                                       .created = mail->created,
                                   });
}

static int mark_mail(struct database *database, const struct queued_mail *mail,
                     const struct smtp_answer *answer)
{
    switch (answer->result) {
    case SMTP_SENT: return mail_sent(database, mail, answer->said);
    case SMTP_REFUSED: return mail_fail(database, mail, answer->said);
    case SMTP_LATER:
    case SMTP_AWAY: break;
    }
    return mail_put_off(database, mail, answer->said);
}

static void log_answer(const struct queued_mail *mail, const struct smtp_answer *answer)
{
    unsigned long long id = (unsigned long long)mail->id;

    if (answer->result == SMTP_SENT)
        log_info("mail %llu (%s) is sent", id, mail->kind);
    else
        log_warning("mail %llu (%s), try %u: %s", id, mail->kind, (unsigned)mail->tries,
                    answer->said);
}

/* Sends one and marks it. Whether the server is there. */
static bool send_mail(struct mailer *m, const struct queued_mail *mail)
{
    struct worker *w = &m->worker;
    const char *message = message_of(w, mail);
    struct smtp_answer answer = {SMTP_REFUSED, "its text was sealed with another secret"};

    if (message != NULL)
        answer = smtp_send(m->smtp, w->arena, mail->recipient, message);
    fault_point("mail-sent");
    log_answer(mail, &answer);
    while (mark_mail(w->database, mail, &answer) != 0 && !stopping)
        wait_for(AWAY_PAUSE);
    return answer.result != SMTP_AWAY;
}

static void sweep(struct mailer *m)
{
    int64_t now = clock_ticks();

    if (m->swept != 0 && now - m->swept < SWEEP_EVERY)
        return;
    if (mail_sweep(m->worker.database) == 0)
        m->swept = now;
}

static void send_mails(struct mailer *m)
{
    struct worker *w = &m->worker;

    while (!stopping) {
        struct queued_mail mail;
        int taken;

        arena_reset(w->arena);
        taken = m->smtp != NULL ? mail_take(w->database, w->arena, &mail) : 0;
        if (taken == 0)
            wait_for(POLL);
        else if (taken < 0 || !send_mail(m, &mail))
            wait_for(AWAY_PAUSE);
        if (taken >= 0)
            sweep(m);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = stop_sending};
    struct arena *permanent = arena_open(4096);
    struct mailer m = {.swept = 0};
    struct worker *w = &m.worker;

    if (argc != 3 || strcmp(argv[1], "--config") != 0) {
        fprintf(stderr, "usage: %s --config FILE\n", argv[0]);
        return 2;
    }
    if (worker_open(w, argv[2], &maild, permanent) != 0)
        return 1;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGUSR1, &action, NULL); /* multiwatch's way to say it */
    signal(SIGPIPE, SIG_IGN);
    if (w->configuration->mail.server != NULL)
        m.smtp = smtp_open(w->configuration);
    if (sandbox_enter(w->configuration->sandbox, SANDBOX_WORKER) != 0)
        return 1;
    if (w->pool != NULL)
        pool_ready(w->pool, w->place);
    log_info(m.smtp != NULL ? "ready" : "ready; the configuration names no mail server");
    send_mails(&m);
    smtp_close(m.smtp);
    worker_close(w);
    arena_close(permanent);
    return 0;
}
