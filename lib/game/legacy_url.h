/* Old links: addresses of other sites and programs that fans have everywhere, and what they mean
 * here.
 *
 * A game's file lists them, and whoever runs the site may add more:
 *
 *     Links {
 *       item_page { Path = /item.php  Id = id  Kind = item }        (one key a line)
 *       item_query { Path = /  Given = a=item  Id = id  Kind = item }
 *     }
 *
 * Path is the path; one that ends in * stands for all below. Given must be there, "&" between several.
 * Then one of these tells which parameter holds what ("*": the last piece of the path):
 *     Id       what the entry's source calls it, or its name
 *     Name     the entry's name
 *     Words    words of names, to look for
 *     Comment  what an imported comment was called
 *     Person   somebody's name, to look for
 *     To       no parameter, but where the link leads
 * The first rule counts whose path fits and whose parameters are there.
 */
#ifndef LOREHALL_GAME_LEGACY_URL_H
#define LOREHALL_GAME_LEGACY_URL_H

#include "game/game.h"

#define LEGACY_URL_MAX 100 /* characters of a value */

enum legacy_url_sort {
    LEGACY_URL_ID,
    LEGACY_URL_NAME,
    LEGACY_URL_WORDS,
    LEGACY_URL_COMMENT,
    LEGACY_URL_PERSON,
    LEGACY_URL_TO,
};

struct legacy_url {
    const char *path;
    const char *given; /* NULL: nothing */
    enum legacy_url_sort sort;
    const char *parameter;   /* of LEGACY_URL_TO where it leads */
    const struct kind *kind; /* NULL: any */
};

#endif
