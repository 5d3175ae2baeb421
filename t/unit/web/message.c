#include "web/mail/message.h"

#include "../unit.h"
#include "base/clock.h"

static const struct message usual = {
    .from = "lore@example.org",
    .sender = "EverQuest",
    .to = "ada@example.net",
    .subject = "A new password",
    .language = "en",
    .body = "Hello.\n",
    .identity = "lorehall.1.a",
    .created = 1700000000 * CLOCK_SECOND,
};

/* How often a line of the head of TEXT begins with FIELD. */
static int fields(const char *text, const char *field)
{
    const char *end = strstr(text, "\r\n\r\n");
    int count = 0;

    for (const char *at = text; at != NULL && at < end; at = strstr(at, "\r\n")) {
        at += strspn(at, "\r\n");
        count += strncmp(at, field, strlen(field)) == 0;
    }
    return count;
}

/* Every line is short, ends with CRLF and is ASCII. */
static void assert_lines(const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\r\n");

        assert_in_range(length, 0, 78);
        for (size_t i = 0; i < length; i++)
            assert_in_range(text[i], ' ', '~');
        assert_memory_equal(text + length, "\r\n", 2);
        text += length + 2;
    }
}

static void a_message_has_its_fields_and_its_text(void **state)
{
    (void)state;
    assert_string_equal(message_write(arena, &usual),
                        "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
                        "From: \"EverQuest\"\r\n <lore@example.org>\r\n"
                        "To: <ada@example.net>\r\n"
                        "Subject: A new password\r\n"
                        "Message-ID: <lorehall.1.a@example.org>\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "Content-Language: en\r\n"
                        "\r\nHello.\r\n");
}

static void what_is_not_ascii_goes_as_encoded_words_of_whole_characters(void **state)
{
    struct message message = usual;
    const char *text;

    (void)state;
    message.subject = "Ein neues Passwort f\u00fcr Mj\u00f6lnir";
    text = message_write(arena, &message);
    assert_non_null(strstr(text,
                           "\r\nSubject: =?UTF-8?B?RWluIG5ldWVzIFBhc3N3b3J0IGbDvHIgTWrDtmxuaXI=?="
                           "\r\n"));
    message.subject = "=?UTF-8?Q?already?=";
    assert_non_null(strstr(message_write(arena, &message),
                           "Subject: =?UTF-8?B?PT9VVEYtOD9RP2FscmVhZHk/PQ==?=\r\n"));
    /* 21 characters of two bytes fill a word; of three, 14. */
    message.subject = "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"
                      "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac";
    text = message_write(arena, &message);
    assert_non_null(strstr(text, "?=\r\n =?UTF-8?B?4oKs4oKs?=\r\n"));
    assert_lines(text);
}

static void nothing_in_a_text_begins_a_field(void **state)
{
    static const char *const attacks[] = {
        "a\r\nBcc: x@example.com",    "a\nBcc: x@example.com", "a\rBcc: x@example.com",
        "\r\n\r\nBcc: x@example.com", "\nBcc: x@example.com",  "\" <x@example.com>\r\nBcc: x"};

    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        struct message message = usual;
        const char *text;

        message.subject = message.sender = attacks[i];
        text = message_write(arena, &message);
        assert_int_equal(fields(text, "Bcc:"), 0);
        assert_int_equal(fields(text, "From:"), 1);
        assert_int_equal(fields(text, "Subject:"), 1);
        assert_null(strstr(text, "x@example.com"));
        assert_lines(text);
    }
}

static void a_text_is_quoted_printable_with_short_lines(void **state)
{
    struct message message = usual;
    const char *text;

    (void)state;
    message.body =
        "a = b \nlong: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaa\n.\nFrom here \u00fc\r\nlast";
    text = message_write(arena, &message);
    assert_lines(text);
    text = strstr(text, "\r\n\r\n") + 4;
    assert_true(strncmp(text, "a =3D b=20\r\n", 12) == 0);
    assert_non_null(strstr(text, "a=\r\na"));
    assert_non_null(strstr(text, "\r\n=2E\r\n=46rom here =C3=BC\r\nlast\r\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_message_has_its_fields_and_its_text),
        UNIT(what_is_not_ascii_goes_as_encoded_words_of_whole_characters),
        UNIT(nothing_in_a_text_begins_a_field),
        UNIT(a_text_is_quoted_printable_with_short_lines),
    };

    return UNIT_RUN(tests);
}
