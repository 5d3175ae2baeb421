/* Which names new accounts may have, so that people are told apart by them. */
#ifndef LOREHALL_AUTH_NAME_H
#define LOREHALL_AUTH_NAME_H

#include <stdbool.h>

#define ACCOUNT_NAME_MAX 24 /* characters; letters, digits, - and _ */

enum name_fault {
    NAME_VALID,
    NAME_SHAPE, /* not 2 to ACCOUNT_NAME_MAX of A-Z, a-z, 0-9, - and _: so no two alphabets meet */
    NAME_EDGE,  /* begins or ends with - or _, or has two of them in a row */
    NAME_RESERVED, /* would be taken for the site's own, or means somebody else */
    NAME_TAKEN,    /* it is somebody's, or was */
    NAME_ALIKE,    /* it could be taken for such a one */
    NAME_UNKNOWN,  /* what names there are could not be asked for */
};

/* Whether NAME has the shape of an account's. Who registers is held to more. */
bool account_name_valid(const char *name);

/* What is wrong with NAME by itself for somebody who is to bear it; auth/credentials/rename.h knows the rest. */
enum name_fault name_check(const char *name);

/* What a name is found by: in lower case, cut where it is too long for one. */
void name_handle(const char *name, char handle[ACCOUNT_NAME_MAX + 1]);

/* What a name looks like: names of one skeleton can be taken for each other (l, I and 1; O and 0;
 * rn and m; vv and w; 3 and e, and other digits for letters, where letters follow; with hyphens and
 * underscores or without; any case). NAME must be of a valid
 * shape. The idea is that of Unicode TR 39, 4. */
void name_skeleton(const char *name, char skeleton[ACCOUNT_NAME_MAX + 1]);

#endif
