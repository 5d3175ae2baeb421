/* Which lines open threads, where the lines alone do not tell.
 *
 * It is decided by statements over all staged lines, as only these know whether a thread has an
 * opening post: here, in the file, or none. Their order matters: stand-ins for what is there after
 * all go first, as the others count openings; then lines that do not say what they answer hang on
 * an opening that is here; then a thread that still has none gets its earliest such line as one;
 * then the rest hang on it. Each condition excludes what an earlier one has settled. */
#include "talk/import/opening.h"

/* What is done to the lines of a source. */
SIGNATURE(mend, PARAMETERS(id(source)), COLUMNS());
/* Stand-ins for what is there, here or in the file, and of threads that nothing else belongs to. */
STATEMENT_OF(
    mend, IMPORT_STAND_INS_DROP,
    "DELETE s FROM import_line s JOIN (SELECT source_id, thread, SUM(stand_in = 0) AS posts,"
    " SUM(parent IS NULL AND orphaned = 0 AND stand_in = 0) AS openings,"
    " MIN(IF(stand_in = 1, line, NULL)) AS first FROM import_line"
    " GROUP BY source_id, thread) o ON o.source_id = s.source_id AND o.thread = s.thread"
    " LEFT JOIN (SELECT source_id, external_id FROM import_line WHERE stand_in = 0"
    " GROUP BY source_id, external_id) e ON e.source_id = s.source_id"
    " AND e.external_id = s.external_id LEFT JOIN thread t ON t.source_id = s.source_id"
    " AND t.external_id = s.thread LEFT JOIN comment c ON c.source_id = s.source_id"
    " AND c.external_id = s.external_id WHERE s.source_id = ? AND s.stand_in = 1"
    " AND (t.id IS NOT NULL OR c.id IS NOT NULL OR e.external_id IS NOT NULL"
    " OR o.posts = 0 OR o.openings > 0 OR s.line > o.first)");
/* 0 is the time of one that had none. */
STATEMENT_OF(mend, IMPORT_STAND_INS_TIME,
             "UPDATE import_line s JOIN (SELECT source_id, thread, MIN(created) AS created"
             " FROM import_line WHERE stand_in = 0 GROUP BY source_id, thread) o"
             " ON o.source_id = s.source_id AND o.thread = s.thread"
             " SET s.created = o.created, s.ordering = o.created"
             " WHERE s.source_id = ? AND s.stand_in = 1 AND s.created = 0");
STATEMENT_OF(mend, IMPORT_ORPHANED_KNOWN,
             "UPDATE import_line s JOIN thread t ON t.source_id = s.source_id"
             " AND t.external_id = s.thread JOIN comment c ON c.id = t.opening_id"
             " SET s.orphaned = 0, s.parent = NULLIF(c.external_id, s.external_id)"
             " WHERE s.source_id = ? AND s.orphaned = 1");
STATEMENT_OF(
    mend, IMPORT_ORPHANED_FIRST,
    "UPDATE import_line s JOIN (SELECT source_id, thread, line, ROW_NUMBER() OVER"
    " (PARTITION BY source_id, thread ORDER BY orphaned DESC, created, line) AS place,"
    " SUM(parent IS NULL AND orphaned = 0) OVER (PARTITION BY source_id, thread) AS openings"
    " FROM import_line) o ON o.source_id = s.source_id AND o.thread = s.thread"
    " AND o.line = s.line AND o.place = 1 AND o.openings = 0"
    " SET s.orphaned = 0 WHERE s.source_id = ? AND s.orphaned = 1");
STATEMENT_OF(mend, IMPORT_ORPHANED_REST,
             "UPDATE import_line s JOIN (SELECT source_id, thread, external_id, ROW_NUMBER() OVER"
             " (PARTITION BY source_id, thread ORDER BY created, line) AS place FROM import_line"
             " WHERE parent IS NULL AND orphaned = 0) o ON o.source_id = s.source_id"
             " AND o.thread = s.thread AND o.place = 1 SET s.orphaned = 0, s.parent = o.external_id"
             " WHERE s.source_id = ? AND s.orphaned = 1");
STATEMENT_SET(import_opening_statements, &IMPORT_STAND_INS_DROP, &IMPORT_STAND_INS_TIME,
              &IMPORT_ORPHANED_KNOWN, &IMPORT_ORPHANED_FIRST, &IMPORT_ORPHANED_REST);

/* Runs those about one thing, each for the lines of the source. 0 or -1. */
static int run_all(struct import_job *job, const struct mend_statement *const statements[])
{
    for (size_t i = 0; statements[i] != NULL; i++)
        if (database_run(job->database, statements[i], job->source_id) != 0)
            return -1;
    return 0;
}

int import_openings(struct import_job *job)
{
    static const struct mend_statement *const stand_ins[] = {&IMPORT_STAND_INS_DROP,
                                                             &IMPORT_STAND_INS_TIME, NULL};
    static const struct mend_statement *const orphaned[] = {&IMPORT_ORPHANED_KNOWN,
                                                            &IMPORT_ORPHANED_FIRST,
                                                            &IMPORT_ORPHANED_REST, NULL};

    if (job->stand_ins > 0 && run_all(job, stand_ins) != 0)
        return -1;
    return job->orphaned > 0 ? run_all(job, orphaned) : 0;
}
