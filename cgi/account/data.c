/* The file is written while it is read from the database, a piece at a time, so that it may be of any
 * length. What others did to the account is told without who they are and where from: that is theirs. */
#include "data.h"

#include <string.h>

#include "auth/account.h"
#include "auth/ban/appeal.h"
#include "auth/ban/warning.h"
#include "auth/credentials/rename.h"
#include "auth/factor/factor.h"
#include "auth/factor/passkey.h"
#include "auth/provider/identity.h"
#include "auth/registration/invitation.h"
#include "auth/role_explain.h"
#include "auth/token/api_token.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "talk/merge/claim.h"
#include "talk/own/own_data.h"
#include "web/limits.h"
#include "web/response.h"
#include "web/site.h"

#define RECORDS_AT_ONCE 200
#define ROWS_MAX 1000 /* of what an account has few of */

struct data_file {
    struct request *r;
    struct arena *arena; /* of the piece that is being made */
    struct buffer out;
    struct json_writer json;
};

static void begin_piece(struct data_file *file)
{
    bool comma = file->json.comma;

    arena_reset(file->arena);
    file->out = buffer_open(file->arena, 65536);
    file->json = json_writer_on(&file->out);
    file->json.comma = comma;
}

/* Sends what was made. False when nobody listens any more. */
static bool send_piece(struct data_file *file)
{
    bool sent = response_more(file->r, file->out.data, file->out.length);

    begin_piece(file);
    return sent;
}

static void put_time(struct data_file *file, const char *name, int64_t instant)
{
    json_member_text(&file->json, name, instant != 0 ? clock_rfc3339(file->arena, instant) : NULL);
}

static int put_account(struct data_file *file)
{
    struct request *r = file->r;
    struct account account;

    if (account_by_name(r->worker->database, file->arena, r->session->name, &account) <= 0)
        return -1;
    json_member_object(&file->json, "account");
    json_member_u64(&file->json, "id", account.id);
    json_member_text(&file->json, "name", account.name);
    json_member_text(&file->json, "email", account.email);
    json_member_text(&file->json, "language", account.language);
    put_time(file, "registered", r->session->account_created);
    json_end_object(&file->json);
    return 0;
}

static int put_own_roles(struct data_file *file)
{
    struct request *r = file->r;
    size_t count;
    const struct role_reason *grants =
        role_grants(r->worker->roles, r->worker->database, file->arena, request_account(r), &count);

    json_member_array(&file->json, "roles");
    for (size_t i = 0; grants != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "role", grants[i].role->name);
        put_time(file, "granted", grants[i].grant.granted);
        put_time(file, "until", grants[i].grant.until);
        json_member_text(&file->json, "reason", grants[i].reason);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return grants != NULL ? 0 : -1;
}

static int put_sessions(struct data_file *file)
{
    struct request *r = file->r;
    const struct store store = {.database = r->worker->database, .arena = file->arena};
    const struct session_rules rules = session_rules_of(r->worker->configuration, r->worker->roles);
    size_t count;
    const struct session_line *lines =
        session_list(&store, &rules, request_account(r),
                     session_administers(r->worker->roles, &r->session->grants), &count);

    json_member_array(&file->json, "sessions");
    for (size_t i = 0; lines != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "browser", lines[i].agent);
        json_member_text(&file->json, "address", lines[i].address);
        put_time(file, "created", lines[i].created);
        put_time(file, "used", lines[i].seen);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return lines != NULL ? 0 : -1;
}

static int put_tokens(struct data_file *file)
{
    size_t count;
    const struct api_token *tokens =
        api_token_list(file->r->worker->database, file->arena, request_account(file->r), &count);

    json_member_array(&file->json, "tokens");
    for (size_t i = 0; tokens != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "name", tokens[i].name);
        json_member_text(&file->json, "scopes", token_scopes_text(file->arena, tokens[i].scopes));
        put_time(file, "created", tokens[i].created);
        put_time(file, "expires", tokens[i].expires);
        put_time(file, "used", tokens[i].used);
        json_member_text(&file->json, "network", tokens[i].network);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return tokens != NULL ? 0 : -1;
}

static int put_identities(struct data_file *file)
{
    size_t count;
    const struct identity_line *lines =
        identity_list(file->r->worker->database, file->arena, request_account(file->r), &count);

    json_member_array(&file->json, "identities");
    for (size_t i = 0; lines != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "issuer", lines[i].issuer);
        json_member_text(&file->json, "subject", lines[i].subject);
        json_member_text(&file->json, "label", lines[i].label);
        put_time(file, "linked", lines[i].created);
        put_time(file, "used", lines[i].used);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return lines != NULL ? 0 : -1;
}

static int put_factors(struct data_file *file)
{
    struct factors factors;
    size_t count;
    const struct passkey *passkeys =
        passkeys_of(file->r->worker->database, file->arena, request_account(file->r), &count);

    if (passkeys == NULL || factors_read(file->r->worker->database, file->arena,
                                         request_account(file->r), &factors) != 0)
        return -1;
    json_member_array(&file->json, "passkeys");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "name", passkeys[i].name);
        json_member_text(&file->json, "domain", passkeys[i].rp_id);
        put_time(file, "added", passkeys[i].created);
        put_time(file, "used", passkeys[i].used);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    json_member_object(&file->json, "factors");
    put_time(file, "app", factors.totp);
    json_member_u64(&file->json, "recovery_codes", factors.recovery_codes);
    json_end_object(&file->json);
    return 0;
}

static int put_former_names(struct data_file *file)
{
    size_t count;
    const struct former_name *names =
        former_names(file->r->worker->database, file->arena, request_account(file->r), &count);

    json_member_array(&file->json, "former_names");
    for (size_t i = 0; names != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "name", names[i].name);
        put_time(file, "given_up", names[i].given_up);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return names != NULL ? 0 : -1;
}

/* What they said to bans, and what was answered; by whom is not theirs. */
static int put_appeals(struct data_file *file)
{
    const struct appeal_query query = {.account_id = request_account(file->r), .limit = ROWS_MAX};
    size_t count;
    const struct appeal *appeals =
        appeal_list(file->r->worker->database, file->arena, &query, &count);

    json_member_array(&file->json, "appeals");
    for (size_t i = 0; appeals != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "ban", appeals[i].ban.reason);
        put_time(file, "created", appeals[i].created);
        json_member_text(&file->json, "body", appeals[i].body);
        put_time(file, "decided", appeals[i].decided);
        json_member_text(&file->json, "answer",
                         appeals[i].state != APPEAL_OPEN ? appeals[i].answer : NULL);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return appeals != NULL ? 0 : -1;
}

static int put_bans(struct data_file *file)
{
    const struct ban_query query = {.kind = BAN_ACCOUNT,
                                    .account_id = request_account(file->r),
                                    .limit = ROWS_MAX};
    size_t count;
    const struct ban *bans = ban_list(file->r->worker->database, file->arena, &query, &count);

    json_member_array(&file->json, "bans");
    for (size_t i = 0; bans != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "reason", bans[i].reason);
        put_time(file, "created", bans[i].created);
        put_time(file, "until", bans[i].until);
        put_time(file, "lifted", bans[i].lifted);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return bans != NULL ? 0 : -1;
}

static int put_warnings(struct data_file *file)
{
    size_t count;
    const struct warning *warnings =
        warning_list(file->r->worker->database, file->arena, request_account(file->r), &count);

    json_member_array(&file->json, "warnings");
    for (size_t i = 0; warnings != NULL && i < count; i++) {
        json_begin_object(&file->json);
        put_time(file, "created", warnings[i].created);
        json_member_text(&file->json, "reason", warnings[i].reason);
        json_member_text(&file->json, "path", warnings[i].path);
        put_time(file, "acknowledged", warnings[i].acknowledged);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return warnings != NULL ? 0 : -1;
}

/* What they said of imported authors, and what was answered. */
static int put_claims(struct data_file *file)
{
    const struct claim_query query = {.account_id = request_account(file->r), .limit = ROWS_MAX};
    size_t count;
    const struct claim *claims = claim_list(file->r->worker->database, file->arena, &query, &count);

    json_member_array(&file->json, "claims");
    for (size_t i = 0; claims != NULL && i < count; i++) {
        json_begin_object(&file->json);
        json_member_text(&file->json, "author", claims[i].author);
        json_member_text(&file->json, "source", claims[i].source);
        put_time(file, "created", claims[i].created);
        json_member_text(&file->json, "proof", claims[i].proof);
        json_member_text(&file->json, "link", claims[i].link);
        put_time(file, "decided", claims[i].decided);
        json_member_text(&file->json, "answer", claims[i].answer);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return claims != NULL ? 0 : -1;
}

/* Without the codes: whoever gets hold of the file must not get in by them. */
static int put_invitations(struct data_file *file)
{
    const struct invitation_query query = {.account_id = request_account(file->r),
                                           .limit = ROWS_MAX};
    size_t count;
    const struct invitation *list =
        invitation_list(file->r->worker->database, file->arena, &query, &count);

    json_member_array(&file->json, "invitations");
    for (size_t i = 0; list != NULL && i < count; i++) {
        json_begin_object(&file->json);
        put_time(file, "created", list[i].created);
        put_time(file, "until", list[i].until);
        json_member_u64(&file->json, "uses", list[i].uses);
        json_member_u64(&file->json, "uses_max", list[i].uses_max);
        put_time(file, "withdrawn", list[i].withdrawn);
        json_end_object(&file->json);
    }
    json_end_array(&file->json);
    return list != NULL ? 0 : -1;
}

static void put_record(struct data_file *file, const struct audit_record *record)
{
    bool own = record->account_id == request_account(file->r);

    json_begin_object(&file->json);
    put_time(file, "time", record->created);
    json_member_text(&file->json, "act", record->act);
    json_member_flag(&file->json, "own", own);
    json_member_text(&file->json, "subject", record->subject);
    json_member_text(&file->json, "address", own ? record->address : NULL);
    json_member_text(&file->json, "reason", record->reason);
    json_end_object(&file->json);
}

/* What moderators keep among themselves of an account, though it is about it. */
static bool is_kept_from(const char *name)
{
    enum audit_act act;

    return audit_act_find(name, &act) &&
           (act == AUDIT_ACCOUNT_NOTE || act == AUDIT_REPORT_KEEP || act == AUDIT_REPORT_REOPEN);
}

/* Pieces of the audit trail, last first. 0, or -1 on failure. */
static int put_records(struct data_file *file)
{
    struct audit_query query = {.account_id = request_account(file->r), .limit = RECORDS_AT_ONCE};
    size_t count;

    json_member_array(&file->json, "records");
    do {
        const struct audit_record *records =
            audit_list(file->r->worker->database, file->arena, &query, &count);

        if (records == NULL)
            return -1;
        for (size_t i = 0; i < count; i++) {
            if (records[i].account_id == query.account_id || !is_kept_from(records[i].act))
                put_record(file, &records[i]);
            query.after = records[i].id;
        }
    } while (send_piece(file) && count == RECORDS_AT_ONCE);
    json_end_array(&file->json);
    return 0;
}

/* Pieces of what was written, rated or reported. 0, or -1 on failure. */
static int put_own_list(struct data_file *file, enum own_data kind)
{
    const struct reader reader = request_reader(file->r);
    struct own_list list = {.account_id = request_account(file->r),
                            .kind = kind,
                            .hidden = reader_hidden(&reader, file->r->arena)};
    int count;

    json_member_array(&file->json, own_data_name(kind));
    do {
        count = own_data_write(file->r->worker->database, file->arena, &list, &file->json);
        if (count < 0)
            return -1;
    } while (send_piece(file) && count > 0);
    json_end_array(&file->json);
    return 0;
}

static int put_data(struct data_file *file)
{
    json_begin_object(&file->json);
    if (put_account(file) != 0 || put_own_roles(file) != 0 || put_sessions(file) != 0 ||
        put_tokens(file) != 0 || put_identities(file) != 0 || put_factors(file) != 0 ||
        put_former_names(file) != 0 || put_bans(file) != 0 || put_appeals(file) != 0 ||
        put_warnings(file) != 0 || put_claims(file) != 0 || put_invitations(file) != 0)
        return -1;
    for (unsigned kind = 0; kind < OWN_DATA_KINDS; kind++)
        if (put_own_list(file, kind) != 0)
            return -1;
    if (put_records(file) != 0)
        return -1;
    json_end_object(&file->json);
    send_piece(file);
    return 0;
}

/* That it was taken is recorded before its first byte goes out. */
static enum http_status send_own_data(struct request *r)
{
    const struct actor actor = request_actor(r);
    struct data_file file = {.r = r};

    if (audit_write(r->worker->database, r->arena, &actor,
                    &(struct audit_entry){.act = AUDIT_OWN_DATA, .about_id = actor.account_id}) !=
        0)
        return HTTP_UNAVAILABLE;
    response_header(r, "Content-Disposition", "attachment; filename=\"lorehall.json\"");
    if (!response_stream(r, HTTP_OK, "application/json"))
        return HTTP_OK;
    file.arena = arena_open(1 << 20);
    begin_piece(&file);
    if (put_data(&file) != 0) {
        log_warning("own data: it cannot be read any further");
        response_cut(r); /* 200 is sent: only a broken end tells that it is not whole */
    }
    arena_close(file.arena);
    return HTTP_OK;
}

enum http_status own_data_file(struct request *r)
{
    enum http_status status;

    if (!long_answer_begin(r->worker->shared))
        return refuse_busy(r);
    status = send_own_data(r);
    long_answer_end(r->worker->shared);
    return status;
}
