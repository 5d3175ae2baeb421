/* For targets that are sources: what an import makes of one. */
#ifndef LOREHALL_T_FUZZ_MAPPED_H
#define LOREHALL_T_FUZZ_MAPPED_H

#include "import/source/source.h"

/* Runs the mapping of PEQ databases over the source: what comes out is judged as an import does it, and
 * what would be kept is shown. */
void check_mapped(struct arena *arena, struct source *source);

#endif
