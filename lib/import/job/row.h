/* A row of the table `job`, for the two ends of the queue. */
#ifndef LOREHALL_IMPORT_JOB_ROW_H
#define LOREHALL_IMPORT_JOB_ROW_H

#include "import/job/job.h"
#include "store/statement.h"

#define JOB_SQL                                                                                        \
    "SELECT j.id, j.verb, j.trial, j.trial_id, j.site_id, s.name AS site, j.file, j.size, j.modified," \
    " j.mapping, j.mapping_size, j.mapping_modified, j.digest, j.mapping_digest, j.kind, j.board,"     \
    " j.allow_shrink, j.account_id, a.name AS account, j.created, j.state,"                            \
    " j.started, j.finished, j.tries, j.cancelled, j.step, j.percent, j.told, j.result"                \
    " FROM job j JOIN site s ON s.id = j.site_id LEFT JOIN account a ON a.id = j.account_id"
ROW(job, id(id), text(verb), flag(trial), id(trial_id), id(site_id), text(site), text(file),
    number(size), instant(modified), text(mapping), number(mapping_size), instant(mapping_modified),
    bytes(digest), bytes(mapping_digest), text(kind), text(board), flag(allow_shrink),
    id(account_id), text(by), instant(created), text(state), instant(started), instant(finished),
    number(tries), flag(cancelled), text(step), number(percent), number(told), text(result));

/* As whoever asks for jobs has them. */
struct job job_of_row(const struct job_row *row);

#endif
