/* Old links: addresses of other sites and programs that fans have everywhere, and what they mean here.
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

#define OLD_LINK_MOST 100 /* characters of a value */

enum old_link_sort {
    OLD_LINK_ID,
    OLD_LINK_NAME,
    OLD_LINK_WORDS,
    OLD_LINK_COMMENT,
    OLD_LINK_PERSON,
    OLD_LINK_TO,
};

struct old_link {
    const char *path;
    const char *given; /* NULL: nothing */
    enum old_link_sort sort;
    const char *parameter;   /* of OLD_LINK_TO where it leads */
    const struct kind *kind; /* NULL: any */
};

#endif
