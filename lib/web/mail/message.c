#include "web/mail/message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/text/text.h"

#define LINE_MAX 76       /* of quoted-printable, without CRLF (RFC 2045, 6.7) */
#define WORD_BYTES_MAX 42 /* that are one encoded word of 75 characters at most (RFC 2047, 2) */

static bool is_plain_ascii(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            return false;
    return strstr(text, "=?") == NULL;
}

static void append_base64(struct buffer *out, const char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t three = (uint32_t)(unsigned char)bytes[i] << 16;

        if (left > 1)
            three |= (uint32_t)(unsigned char)bytes[i + 1] << 8;
        if (left > 2)
            three |= (uint32_t)(unsigned char)bytes[i + 2];
        buffer_byte(out, digits[three >> 18]);
        buffer_byte(out, digits[three >> 12 & 63]);
        buffer_byte(out, left > 1 ? digits[three >> 6 & 63] : '=');
        buffer_byte(out, left > 2 ? digits[three & 63] : '=');
    }
}

/* Text as encoded words (RFC 2047), a line each; no character is cut. */
static void append_encoded(struct buffer *out, const char *text)
{
    size_t left = strlen(text);
    const char *separator = "";

    while (left > 0) {
        size_t length = left < WORD_BYTES_MAX ? left : WORD_BYTES_MAX;

        while (length > 1 && length < left && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
        buffer_format(out, "%s=?UTF-8?B?", separator);
        append_base64(out, text, length);
        buffer_text(out, "?=");
        separator = "\r\n ";
        text += length;
        left -= length;
    }
}

/* A field of free text. What is no plain ASCII, or long, goes as encoded words: those hold no line
 * break, whatever was in the text. */
static void append_text_field(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, "%s: ", name);
    if (is_plain_ascii(text) && strlen(name) + 2 + strlen(text) <= LINE_MAX)
        buffer_text(out, text);
    else
        append_encoded(out, text);
    buffer_text(out, "\r\n");
}

/* A name before an address: as a quoted string where it can be. */
static void append_from(struct buffer *out, const struct message *message)
{
    buffer_text(out, "From: ");
    if (is_plain_ascii(message->sender) && strpbrk(message->sender, "\"\\") == NULL &&
        strlen(message->sender) < LINE_MAX - 10)
        buffer_format(out, "\"%s\"", message->sender);
    else
        append_encoded(out, message->sender);
    buffer_format(out, "\r\n <%s>\r\n", message->from);
}

static void append_date(struct buffer *out, int64_t created)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(created / CLOCK_SECOND);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    buffer_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
                  months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Whether a byte of a line may stand as it is: not where it is a blank that ends the line, nor in
 * front of a line, where some servers take "From " and "." for something else. */
static bool stands_plain(unsigned char byte, char next, size_t column)
{
    if (byte == ' ' || byte == '\t')
        return next != '\n' && next != '\r' && next != '\0';
    if (column == 0 && (byte == '.' || byte == 'F'))
        return false;
    return byte > ' ' && byte <= '~' && byte != '=';
}

/* The text as quoted-printable (RFC 2045, 6.7). */
static void append_body(struct buffer *out, const char *body)
{
    size_t column = 0;

    for (const char *c = body; *c != '\0'; c++) {
        bool plain = stands_plain((unsigned char)*c, c[1], column);

        if (*c == '\r')
            continue;
        if (*c == '\n') {
            buffer_text(out, "\r\n");
            column = 0;
            continue;
        }
        if (column + (plain ? 1 : 3) > LINE_MAX - 1) {
            buffer_text(out, "=\r\n");
            column = 0;
            plain = stands_plain((unsigned char)*c, c[1], column);
        }
        if (plain)
            buffer_byte(out, *c);
        else
            buffer_format(out, "=%02X", (unsigned char)*c);
        column += plain ? 1 : 3;
    }
    if (column > 0)
        buffer_text(out, "\r\n");
}

const char *message_write(struct arena *arena, const struct message *message)
{
    struct buffer out = buffer_open(arena, 4096);
    const char *domain = strrchr(message->from, '@');

    append_date(&out, message->created);
    append_from(&out, message);
    buffer_format(&out, "To: <%s>\r\n", message->to);
    append_text_field(&out, "Subject", message->subject);
    buffer_format(&out, "Message-ID: <%s%s>\r\n", message->identity,
                  domain != NULL ? domain : "@localhost");
    buffer_text(&out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                      "Content-Type: text/plain; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: quoted-printable\r\n");
    if (message->language != NULL)
        buffer_format(&out, "Content-Language: %s\r\n", message->language);
    buffer_text(&out, "\r\n");
    append_body(&out, message->body);
    return out.data;
}
