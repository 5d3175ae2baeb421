/* Roles and what they may: all of them side by side, and one to change. Of two who change one at
 * once the second is shown what the first made of it, beside what they wanted themselves. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const role_view = "admin/role.cs";

/* ---- all of them ---- */

static void set_matrix_row(struct request *r, enum permission permission)
{
    struct view_node *node = view_item(r->view, "Permissions");
    const struct role *role;

    node_set(node, "name", permission_name(permission));
    node_set(node, "sentence", permission_sentence(permission));
    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++) {
        struct view_node *cell = node_item(node, "cells");

        node_set(cell, "role", role_title(role));
        if (permission_held(role->permissions, permission))
            node_set(cell, role->denies ? "takes" : "gives", "1");
    }
}

enum http_status roles_page(struct request *r)
{
    const struct role *role;

    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++) {
        struct view_node *node = view_item(r->view, "Roles");

        node_set_number(node, "id", (int64_t)role->id);
        node_set(node, "title", role_title(role));
    }
    for (int i = 1; i < PERMISSIONS; i++)
        set_matrix_row(r, i);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, "admin/roles.cs");
}

/* ---- one of them ---- */

/* Shows a role as a form: WANTED is what is in it, PRESENT what it is now, where that is another
 * thing; NULL: a new one. */
static void set_role(struct request *r, const struct role *wanted, const struct role *present)
{
    view_set(r->view, "Form.name", wanted->name);
    view_set(r->view, "Form.title", wanted->title);
    if (wanted->denies)
        view_set(r->view, "Form.denies", "1");
    for (int i = 1; i < PERMISSIONS; i++) {
        struct view_node *node = view_item(r->view, "Permissions");

        node_set(node, "name", permission_name(i));
        node_set(node, "sentence", permission_sentence(i));
        if (permission_held(wanted->permissions, i))
            node_set(node, "held", "1");
        if (present != NULL && permission_held(wanted->permissions ^ present->permissions, i))
            node_set(node, permission_held(present->permissions, i) ? "now_on" : "now_off", "1");
    }
    if (present == NULL)
        return;
    view_set_number(r->view, "Role.id", (int64_t)present->id);
    view_set(r->view, "Role.title", role_title(present));
    view_set_number(r->view, "Role.version", (int64_t)present->version);
    if (present->built_in)
        view_set(r->view, "Role.built_in", "1");
    if (strcmp(present->title, wanted->title) != 0)
        view_set(r->view, "Role.now_title", present->title);
}

/* How many have it, and which they could have instead. */
static int set_holders(struct request *r, const struct role *role)
{
    const struct role *other;
    uint64_t count;

    if (role_holders_count(r->worker->database, r->arena, role->id, &count) != 0)
        return -1;
    view_set_number(r->view, "Role.holders", (int64_t)count);
    for (size_t i = 0; (other = role_at(r->worker->roles, i)) != NULL; i++) {
        struct view_node *node;

        if (other == role || other->denies != role->denies ||
            strcmp(other->name, ROLE_GUEST) == 0 || strcmp(other->name, ROLE_MEMBER) == 0)
            continue;
        node = view_item(r->view, "Successors");
        node_set_number(node, "id", (int64_t)other->id);
        node_set(node, "title", role_title(other));
    }
    return 0;
}

enum http_status role_form(struct request *r)
{
    const struct role *role = role_by_id(r->worker->roles, path_id(r, "id"));

    if (role == NULL)
        return HTTP_NOT_FOUND;
    set_role(r, role, role);
    if (set_holders(r, role) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, role_view);
}

enum http_status role_new_form(struct request *r)
{
    set_role(r, &(struct role){.name = "", .title = ""}, NULL);
    return frame_page(r, HTTP_OK, role_view);
}

/* The role as it was sent. */
static struct role read_role(struct request *r)
{
    struct role role = {.name = form_line(r, "name", 0, ROLE_NAME_MAX),
                        .title = form_line(r, "title", 0, ROLE_TITLE_MAX),
                        .denies = form_has(r, "denies")};

    for (int i = 1; i < PERMISSIONS; i++)
        if (form_has(r, arena_format(r->arena, "may.%s", permission_name(i))))
            role.permissions |= PERMISSION_BIT(i);
    return role;
}

/* A copy that outlives the worker's roles, which are read anew where a change was refused. */
static struct role copy_role(struct request *r, const struct role *role)
{
    struct role copy = *role;

    copy.name = arena_format(r->arena, "%s", role->name);
    copy.title = arena_format(r->arena, "%s", role->title);
    return copy;
}

static const char *field_of(enum role_result result)
{
    switch (result) {
    case ROLE_NAME_INVALID:
    case ROLE_NAME_TAKEN:
    case ROLE_IS_BUILT_IN: return "name";
    case ROLE_TITLE_INVALID: return "title";
    case ROLE_IS_HELD: return "holders";
    default: return "permissions";
    }
}

/* Shows what was sent once more, beside what the role is now, which is read anew: another worker may
 * have changed it. */
static enum http_status show_role_again(struct request *r, enum role_result result,
                                        const struct role *wanted)
{
    const struct role *present;

    if (result == ROLE_FAILED || roles_read(r->worker->roles, r->worker->database) != 0)
        return HTTP_UNAVAILABLE;
    present = role_by_id(r->worker->roles, wanted->id);
    if (wanted->id != 0 && present == NULL)
        return HTTP_NOT_FOUND;
    if (result != ROLE_DONE)
        form_error(r, field_of(result), role_result_message(result));
    set_role(r, wanted, present);
    if (present != NULL && set_holders(r, present) != 0)
        return HTTP_UNAVAILABLE;
    return frame_again(r, result == ROLE_DONE ? HTTP_UNPROCESSABLE : role_result_status(result),
                       role_view);
}

enum http_status role_new_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct role_actor who = {.store = &store, .who = &actor};
    struct role role = read_role(r);
    enum role_result result = ROLE_DONE;
    uint64_t id = 0;

    if (form_ok(r))
        result = role_create(&who, &role, &id);
    if (!form_ok(r) || result != ROLE_DONE)
        return show_role_again(r, result, &role);
    return redirect(r, HTTP_SEE_OTHER, "/admin/roles/%" PRIu64 "?done=made", id);
}

static enum http_status delete_role(struct request *r, const struct role_actor *who,
                                    const struct role *role)
{
    const char *holders = form_line(r, "holders", 0, 20);
    uint64_t successor = strtoull(holders, NULL, 10);
    enum role_result result = role_delete(who, role->id,
                                          strcmp(holders, "lose") == 0 ? ROLE_HOLDERS_LOSE
                                          : successor != 0             ? ROLE_HOLDERS_CHANGE
                                                                       : ROLE_HOLDERS_KEEP,
                                          successor);

    if (result != ROLE_DONE)
        return show_role_again(r, result, role);
    return redirect(r, HTTP_SEE_OTHER, "/admin/roles?done=deleted");
}

enum http_status role_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct role_actor who = {.store = &store, .who = &actor};
    const struct role *found = role_by_id(r->worker->roles, path_id(r, "id"));
    bool deletes = strcmp(form_line(r, "act", 0, 10), "delete") == 0;
    enum role_result result = ROLE_DONE;
    struct role present, role;

    if (found == NULL)
        return HTTP_NOT_FOUND;
    present = copy_role(r, found);
    if (deletes)
        return delete_role(r, &who, &present);
    role = read_role(r);
    role.id = present.id;
    role.denies = present.denies;
    role.version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    if (present.built_in)
        role.name = present.name;
    if (form_ok(r))
        result = role_change(&who, &role);
    if (!form_ok(r) || result != ROLE_DONE)
        return show_role_again(r, result, &role);
    return redirect(r, HTTP_SEE_OTHER, "/admin/roles/%" PRIu64 "?done=saved", role.id);
}
