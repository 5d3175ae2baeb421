/* The members of the JSON object that a line of written discussions is, as other programs write
 * them: what stands for the same in another type is taken, and noted (enum import_note). */
#ifndef LOREHALL_TALK_IMPORT_MEMBER_H
#define LOREHALL_TALK_IMPORT_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "talk/import/import_threads.h"

struct json_t;

#define IMPORT_AUTHOR_UNKNOWN "anonymous" /* who wrote what names no author */
#define IMPORT_ID_MAX 64                  /* characters, also of authors */
#define IMPORT_SCORE_MAX 1000000000

/* An object of which members are taken until one is wrong. */
struct import_members {
    struct arena *arena;
    const struct json_t *object;
    const char *fault; /* the first thing that is wrong; NULL: none yet */
    unsigned notes;    /* 1 << enum import_note */
};

/* Notes what was made up for. */
void import_member_note(struct import_members *members, enum import_note note);

/* Whether the member is there and not null, nor a text without anything to see. */
bool import_member_given(const struct import_members *members, const char *name);

/* What names something, of at most MAX characters: a text or a whole number. NULL when it is
 * wrong. */
const char *import_member_id(struct import_members *members, const char *name, size_t max);

/* The id of what a line answers; NULL when it answers nothing, which programs tell by null, "" or
 * 0. */
const char *import_member_parent(struct import_members *members);

/* A line that people read, without white space around it. NULL when it is wrong or has more than
 * MAX characters. */
const char *import_member_words(struct import_members *members, const char *name, size_t max);

/* "author": one who is not named has a name for that; one that is too long is cut. */
const char *import_member_author(struct import_members *members);

/* "body": null is none; one that is too long is cut. NULL when it is wrong. */
const char *import_member_body(struct import_members *members);

/* "created", of a year that the database can keep. 0 when it is wrong. */
int64_t import_member_created(struct import_members *members);

/* "score": a number or a text of one, rounded to a whole one that the database can keep; 0 where
 * there is none. */
int64_t import_member_score(struct import_members *members);

/* Reads a time that clock_parse_any or clock_from_epoch knows from VALUE, of a year that the
 * database can keep. False: it is none. */
bool import_member_time(const struct json_t *value, int64_t *instant, bool *zoned);

#endif
