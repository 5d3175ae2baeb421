/* Text that came from outside: UTF-8 (RFC 3629), numbers, slugs. Lengths are in bytes unless a
 * name says characters (code points). */
#ifndef LOREHALL_BASE_TEXT_TEXT_H
#define LOREHALL_BASE_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

/* What is wrong with a text, worst first found. */
enum text_fault {
    TEXT_VALID,
    TEXT_NOT_UTF8,     /* malformed, overlong, surrogate or beyond U+10FFFF */
    TEXT_NUL,          /* U+0000 */
    TEXT_CONTROL,      /* C0/C1 control, other than tab and (where lines are allowed) newline */
    TEXT_NONCHARACTER, /* U+FDD0 to U+FDEF or the last two of a plane: never text */
    TEXT_BIDI_CONTROL, /* an embedding, override, isolate or mark that reorders what follows it */
};

/* Looks at LENGTH bytes. LINES allows newline, carriage return and tab, and the marks of direction
 * that right-to-left text needs (see text_closed). Right-to-left letters are fine anywhere; the
 * invisible controls that can disguise a name or a title (Unicode TR 36) are not. */
enum text_fault text_check(const char *text, size_t length, bool lines);

/* Reads the code point that TEXT begins with, of LEFT bytes. Returns its bytes; 0: it is not
 * UTF-8. */
size_t text_point(const char *text, size_t left, uint32_t *point);

/* Whether LENGTH bytes are UTF-8, whatever else they hold. */
bool text_utf8(const char *text, size_t length);

/* Whether LENGTH bytes begin with the mark that some programs put before UTF-8 (U+FEFF). */
#define TEXT_MARK_BYTES ((size_t)3)
bool text_marked(const char *text, size_t length);

/* The number of code points in valid UTF-8. */
size_t text_characters(const char *text);

/* Cuts valid UTF-8 to at most CHARACTERS code points; where something was cut, an ellipsis
 * follows, which is one more. */
char *text_cut(struct arena *arena, const char *text, size_t characters);

/* TEXT with CR and CRLF turned into LF and white space at both ends removed. */
char *text_normal(struct arena *arena, const char *text);

/* The same for text of several lines: of what it begins with only empty lines are removed, as its
 * first line may be indented, and no embedding reaches beyond its line (text_closed). Of what it
 * gives it gives the same again. */
char *text_body(struct arena *arena, const char *text);

/* TEXT without what is pasted along with a name and cannot be seen: marks of direction, zero-width
 * and soft-hyphen characters, byte order marks. For what is looked up. */
char *text_visible(struct arena *arena, const char *text);

/* TEXT with every embedding, override and isolate ended where its line ends, and without ends of
 * what did not begin, so that none reaches what stands around it. */
char *text_closed(struct arena *arena, const char *text);

/* Whether some of TEXT runs from right to left, so that it would turn what stands around it. */
bool text_runs_left(const char *text);

/* TEXT (of one line) as a part of other text, such as a name in a sentence: what runs from right
 * to left stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, all else is TEXT
 * itself. For what is no element of its own: views have <bdi> for those. */
const char *text_isolated(struct arena *arena, const char *text);

struct buffer;

/* Appends one code point as UTF-8; it must be one (at most U+10FFFF). */
void text_put_point(struct buffer *out, uint32_t point);

/* What can be shown of LENGTH bytes of anything: valid UTF-8 without controls, the rest replaced by
 * U+FFFD. Newlines and tabs stay. */
char *text_showable(struct arena *arena, const char *text, size_t length);

/* What can be told of TEXT in one line, as in a message: the same, with spaces for newlines and
 * tabs. */
char *text_line(struct arena *arena, const char *text);

/* Writes to OUT, in such a line, what people are told: what was typed or read is anything. */
void text_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* TEXT itself where its *LENGTH bytes are text of several lines (text_check), else what can be
 * shown of it, as long as *LENGTH then says. For all that was kept: what a page, a feed or a
 * program is given must hold neither what XML forbids nor noncharacters, whoever wrote it. */
const char *text_mended(struct arena *arena, const char *text, size_t *length);

/* Whether TEXT holds nothing to see: only white space and invisible characters. */
bool text_blank(const char *text);

/* A readable part of a URL made from a title: ASCII letters and digits in lower case joined by
 * single hyphens, at most 60 bytes. Letters of the Latin script lose their accents or get their
 * usual spelling (ä is ae, ł is l, ß is ss); other scripts are left out like punctuation, as each
 * language that uses them has its own way to spell them. "-" when nothing is left. */
char *text_slug(struct arena *arena, const char *title);

/* What the character that TEXT begins with (at most LEFT bytes) is to somebody who looks for it:
 * small letters and digits; of the Latin script without accents, in ASCII (É is e, ß is ss), of
 * others as they are, without marks (base/text/mark.h). "" for what is neither letter nor digit.
 * Returns the character's bytes; 0: it is malformed. */
#define TEXT_FOLDED 16
size_t text_fold(const char *text, size_t left, char letters[TEXT_FOLDED]);

/* Whether the character that TEXT begins with is an apostrophe, a mark on a letter or invisible:
 * these part no words. */
bool text_joins(const char *text, size_t left);

/* Parses all of TEXT as a decimal number in [0, 2^64). False: not one. */
bool text_u64(const char *text, uint64_t *value);

/* Parses all of TEXT as an id in the one way that addresses have it: from 1 on, without zeros before
 * it. */
bool text_id(const char *text, uint64_t *id);

/* Parses all of TEXT as a decimal number in [LOW, HIGH], with an optional sign. */
bool text_i64(const char *text, int64_t low, int64_t high, int64_t *value);

/* Whether PREFIX begins TEXT. */
bool text_starts(const char *text, const char *prefix);

/* Whether TEXT has something before END and then it, whatever its case. */
bool text_ends(const char *text, const char *end);

/* A number of bytes as people tell it, in the largest unit that there is a whole number of: "8
 * MB", "500 KB", "10 B", with 1,024 of each in the next. */
char *text_size(struct arena *arena, size_t bytes);

/* LENGTH bytes as lower-case hexadecimal. */
char *text_hex(struct arena *arena, const void *bytes, size_t length);

/* Decodes exactly LENGTH bytes of hexadecimal. */
bool text_unhex(const char *hex, void *bytes, size_t length);

/* FNV-1a of a string, 64 bits, folded over SEED (0 for the standard offset basis). Not for
 * anything an attacker should not foresee. */
uint64_t text_hash(const char *text, uint64_t seed);

#endif
