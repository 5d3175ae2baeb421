/* Ways to write the catalogue's inner loops, side by side. */
#ifndef LOREHALL_BENCH_FORMS_SCAN_H
#define LOREHALL_BENCH_FORMS_SCAN_H

#include "catalogue/catalogue.h"

/* Measures over a catalogue of the items. Prints `scan|WHAT|µs for all rows`. */
void scan_time(struct catalogue *catalogue);

#endif
