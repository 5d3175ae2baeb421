/* The dialogue is libcurl's. What the server says is heard from its trace: libcurl itself tells the
 * number of the last answer only, and an operator needs the words. What goes out is never kept. */
#include "web/mail/smtp.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text/text.h"

#define CONNECT_SECONDS 15L
#define SECONDS_MAX 60L
#define SAID_MAX 400 /* characters */

struct smtp {
    const struct configuration *configuration;
    CURL *curl;
    char said[512]; /* the server's last line */
    bool sender;    /* it was told from whom, and to whom, the mail is */
    bool recipient;
    bool leaving; /* what it says now is a farewell */
};

/* A message that goes out. */
struct outgoing {
    const char *at;
    size_t left;
};

static size_t give_message(char *out, size_t size, size_t count, void *context)
{
    struct outgoing *outgoing = context;
    size_t length = size * count < outgoing->left ? size * count : outgoing->left;

    memcpy(out, outgoing->at, length);
    outgoing->at += length;
    outgoing->left -= length;
    return length;
}

/* Keeps the last line that the server said, and how far the dialogue has come. */
static int hear_answer(CURL *curl, curl_infotype type, char *text, size_t length, void *context)
{
    struct smtp *smtp = context;

    (void)curl;
    if (type == CURLINFO_HEADER_OUT && length > 4) {
        smtp->sender = smtp->sender || memcmp(text, "MAIL", 4) == 0;
        smtp->recipient = smtp->recipient || memcmp(text, "RCPT", 4) == 0;
        smtp->leaving = memcmp(text, "QUIT", 4) == 0;
    }
    if (type != CURLINFO_HEADER_IN || smtp->leaving || length < 3 ||
        !isdigit((unsigned char)text[0]))
        return 0;
    if (length >= sizeof smtp->said)
        length = sizeof smtp->said - 1;
    memcpy(smtp->said, text, length);
    smtp->said[length] = '\0';
    return 0;
}

/* What is thrown away: VRFY and the like give text that nobody asked for. */
static size_t discard_text(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

struct smtp *smtp_open(const struct configuration *configuration)
{
    struct smtp *smtp = memory_checked(calloc(1, sizeof *smtp));

    curl_global_init(CURL_GLOBAL_SSL);
    smtp->configuration = configuration;
    smtp->curl = memory_checked(curl_easy_init());
    return smtp;
}

void smtp_close(struct smtp *smtp)
{
    if (smtp == NULL)
        return;
    curl_easy_cleanup(smtp->curl);
    free(smtp);
}

/* Whom to talk to, and how: kept connections stay across the reset. */
static void set_server(struct smtp *smtp)
{
    const struct configuration *c = smtp->configuration;
    CURL *curl = smtp->curl;

    curl_easy_reset(curl);
    smtp->said[0] = '\0';
    smtp->sender = smtp->recipient = smtp->leaving = false;
    curl_easy_setopt(curl, CURLOPT_URL, c->mail.server);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (c->mail.socket != NULL)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, c->mail.socket);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(c->mail.plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (c->mail.certificates != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, c->mail.certificates);
    if (c->mail.user != NULL) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, c->mail.user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, c->mail.password);
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard_text);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear_answer);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
}

/* What an answer means for the mail. What a server says for good before it knows to whom the mail
 * goes is not about the mail, but about us. */
static enum smtp_result result_of(const struct smtp *smtp, CURLcode code, long status)
{
    if (code == CURLE_OK)
        return SMTP_SENT;
    if (status >= 500 && status < 600)
        return smtp->recipient ? SMTP_REFUSED : SMTP_AWAY;
    return smtp->sender ? SMTP_LATER : SMTP_AWAY;
}

static struct smtp_answer perform(struct smtp *smtp, struct arena *arena)
{
    char reason[CURL_ERROR_SIZE] = "";
    struct smtp_answer answer;
    CURLcode code;
    long status = 0;

    curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, reason);
    code = curl_easy_perform(smtp->curl);
    curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, NULL);
    answer.result = result_of(smtp, code, status);
    answer.said =
        text_line(arena, text_normal(arena, text_showable(arena, smtp->said, strlen(smtp->said))));
    if (code != CURLE_OK) {
        const char *wrong = *reason != '\0' ? reason : curl_easy_strerror(code);

        answer.said = *answer.said != '\0' ? arena_format(arena, "%s (%s)", answer.said, wrong)
                                           : text_line(arena, wrong);
    }
    answer.said = text_cut(arena, answer.said, SAID_MAX);
    return answer;
}

struct smtp_answer smtp_send(struct smtp *smtp, struct arena *arena, const char *to,
                             const char *message)
{
    struct outgoing outgoing = {message, strlen(message)};
    struct curl_slist *recipients = NULL;
    struct smtp_answer answer;

    set_server(smtp);
    recipients = memory_checked(curl_slist_append(NULL, arena_format(arena, "<%s>", to)));
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM,
                     arena_format(arena, "<%s>", smtp->configuration->mail.from));
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(smtp->curl, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(smtp->curl, CURLOPT_READDATA, &outgoing);
    answer = perform(smtp, arena);
    curl_slist_free_all(recipients);
    return answer;
}

struct smtp_answer smtp_probe(struct smtp *smtp, struct arena *arena)
{
    set_server(smtp);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    return perform(smtp, arena);
}
