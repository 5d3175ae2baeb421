/* Acts of moderation as pages show them (views/talk/act_lines.cs). */
#ifndef LOREHALL_TALK_MODERATION_ACT_SHOWN_H
#define LOREHALL_TALK_MODERATION_ACT_SHOWN_H

#include "talk/moderation/act.h"
#include "web/request.h"

/* Adds the act to the view's Acts, with a way to undo it for whom it may on the board where what it
 * is about is (0: on the whole site). */
void act_show(struct request *r, const struct act *act, uint64_t board_id);

#endif
