/* The targets that are sources of an import; each has its words, source.c does the rest. */
#ifndef LOREHALL_FUZZ_SOURCE_H
#define LOREHALL_FUZZ_SOURCE_H

/* What the names of such files end with. */
extern const char source_suffix[];

#endif
