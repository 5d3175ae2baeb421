/* QR codes (ISO/IEC 18004) as what a view draws: one path of an SVG. */
#ifndef LOREHALL_ACCOUNT_QR_H
#define LOREHALL_ACCOUNT_QR_H

#include "base/arena.h"

#define QR_MARGIN 4 /* modules, which must stay empty around the code */

/* The dark modules of TEXT's code as a path of squares of 1, behind the margin; *SIZE gets the side of
 * the whole, margins included. NULL where the text is too long for a code. */
char *qr_path(struct arena *arena, const char *text, unsigned *size);

#endif
