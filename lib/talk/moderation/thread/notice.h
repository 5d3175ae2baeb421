/* What readers of a thread are told of what moderators did to it. */
#ifndef LOREHALL_TALK_MODERATION_NOTICE_H
#define LOREHALL_TALK_MODERATION_NOTICE_H

#include "talk/thread.h"
#include "web/request.h"
#include "web/view.h"

/* Sets the notices of a thread, the same for all readers, and its version. */
void notices_set(const struct request *r, struct view_data *data, const struct thread *thread);

#endif
