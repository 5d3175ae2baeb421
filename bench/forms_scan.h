/* Ways to write the catalogue's inner loops, side by side. */
#ifndef LOREHALL_BENCH_FORMS_SCAN_H
#define LOREHALL_BENCH_FORMS_SCAN_H

/* Measures over the snapshot FILE. Prints `scan|WHAT|µs for all rows`. */
void scan_time(const char *file);

#endif
