# shellcheck shell=bash
# Part of ./dev: an instance, that is database, pools, follower and nginx, and what it is asked for.

DEMO_ACCOUNTS='ada:administrator brann:moderator mira:member'

instance_up() {
    local started=$SECONDS
    enter_instance
    first_time_space
    refuse_taken_port
    packages_install up
    nchan_directory
    borrow_build
    build build "$BUILD" "${BUILD_PLAIN[@]}"
    write_configuration
    start_everything
    load_samples
    make_demo_accounts
    wait_until_well
    say
    print_addresses
    say "up in $((SECONDS - started)) s"
}

instance_reload() {
    need_directory
    enter_instance
    service_runs mysql || die "nothing runs in $D; ./dev up starts it"
    packages_install up
    build build "$BUILD" "${BUILD_PLAIN[@]}"
    write_configuration
    step "stopping the workers" "$LOG/dev.log" stop_workers
    start_everything
    wait_until_well
}

instance_down() {
    if [ ! -e "$D/.lorehall" ]; then
        say "nothing is at $D"
        return
    fi
    enter_instance
    step stopping "$LOG/dev.log" stop_everything
    # The program keeps a lock beside its shared memory.
    rm -f -- "$(shared_file)" "$(shared_file).lock" "$RUN"/*.sock "$RUN"/*.starts
}

enter_instance() {
    claim_directory
    lock_directory
    LOG_REAL=$(realpath -- "$LOG")
    PORT=${PORT:-$(cat -- "$D/port" 2>/dev/null)}
    PORT=${PORT:-8080}
}

# UP_BUILT, from ./dev test, names the build that a new instance shall use.
borrow_build() {
    [ -n "${UP_BUILT-}" ] && [ ! -e "$BUILD" ] || return 0
    ln -s -- "$UP_BUILT" "$BUILD" || die "cannot write in $D (disk full?)"
}

# The whole of it needs room once: tree, database, caches.
first_time_space() {
    if [ -e "$BUILD/lorehall" ] && [ -d "$D/mysql" ]; then
        need_space 200
    else
        need_space "${LOREHALL_NEEDS_MB:-2048}"
    fi
}

refuse_taken_port() {
    local listener
    if service_runs nginx && [ "$(cat -- "$D/port" 2>/dev/null)" = "$PORT" ]; then
        return
    fi
    if command -v ss >/dev/null; then
        listener=$(ss -Hltnp "sport = :$PORT")
        [ -n "$listener" ] || return 0
        listener=$(sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ by \1, process \2/p;q' <<<"$listener")
    elif ! (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
        return 0
    fi
    die "port $PORT is in use${listener-}; choose another: ./dev --port $((PORT < 65000 ? PORT + 10 : PORT - 10)) up"
}

# --- Configuration -----------------------------------------------------------------------------

write_configuration() {
    local nginx routes account
    routes=$(routes) || die "the programs of $BUILD do not tell their routes: $routes"
    put "$D/nginx/routes" <<<"$routes"
    nginx=$(areas nginx "$CHECKOUT/nginx/lorehall.conf.in" "$D/nginx/routes") || exit
    keep_secret "$D/secret" 32
    keep_secret "$D/database-password" 16
    keep_secret "$D/provider-secret" 16
    for account in "${ACCOUNTS[@]}"; do
        keep_secret "$D/$account-password" 16
    done
    mkdir -p -- "$D/ready"
    put "$D/port" <<<"$PORT"
    put "$D/site.hdf" 600 < <(site_hdf)
    for account in "${ACCOUNTS[@]}"; do
        put "$D/$account.hdf" 600 < <(account_hdf "$account")
    done
    put "$D/mysql.cnf" < <(mysql_cnf)
    put "$D/nginx/nginx.conf" < <(nginx_conf <<<"$nginx")
    step "static files" "$LOG/dev.log" "$CHECKOUT/tools/dev/fingerprint" "$CHECKOUT/static" "$D/static"
}

# put FILE [MODE]: standard input to FILE, whole or not at all.
put() {
    local file=$1 mode=${2:-644}
    { cat >"$file.new" && chmod "$mode" "$file.new" && mv -f "$file.new" "$file"; } 2>/dev/null ||
        die "cannot write $file (disk full?)"
}

# keep_secret FILE BYTES: made once.
keep_secret() { [ -s "$1" ] || put "$1" 600 <<<"$(random_text "$2")"; }

# Memory that all workers map. Removed by `down`.
shared_file() {
    if [ -d /dev/shm ] && [ -w /dev/shm ]; then
        printf '/dev/shm/lorehall-%s\n' "$(directory_hash)"
    else
        printf '%s/shared\n' "$RUN"
    fi
}

site_hdf() {
    cat <<END
# Written by ./dev up.
Domain = localhost
Port = $PORT
Secure = 0
Development = ${LOREHALL_DEVELOPMENT:-1}
Secret.File = $D/secret
Database.Socket = $RUN/mysql.sock
Database.User = lorehall
Database.Password = $(cat "$D/database-password")
Database.Name = lorehall
Shared.File = $(shared_file)
Cache.Megabytes = 64
Views.Directory = $CHECKOUT/views
Messages.Directory = $BUILD/locale
Migrations.Directory = $CHECKOUT/db/migrations
Games.Directory = ${LOREHALL_GAMES:-$CHECKOUT/games}
Lore.Directory = $D/lore
Upload.Directory = $D/tmp
Import.Directory = $D/ready
Static.Manifest = $D/static/manifest.hdf
Publish.Socket = $RUN/publish.sock
# Whoever develops, tests and measures is one address and does more than any visitor.
Limits.Scale = 1000000
Limits.Newcomer.Days = 0
Limits.Newcomer.Posts = 0
Register.Seconds = 0
Mail.Server = smtp://localhost
Mail.Socket = $RUN/catcher.sock
Mail.Plain = 1
Mail.From = lorehall@localhost.localdomain
$(provider_hdf castle)
$(provider_hdf harbour)
Log.Level = info
END
}

# Whom people can log in by: each is one path of tools/dev/provider.
provider_hdf() {
    cat <<END
Provider.$1.Label = ${1^}
Provider.$1.Issuer = http://127.0.0.1:$(provider_port)/$1
Provider.$1.Client = lorehall
Provider.$1.SecretFile = $D/provider-secret
Provider.$1.Scopes = openid profile email
END
}

# Another for each instance's port, and no port of theirs unless somebody chooses it.
provider_port() { echo $((PORT ^ 4096)); }

# Who else has an account of the database, and a configuration that takes all but that from site.hdf.
ACCOUNTS=(migrate import follower mail provider reader)

account_hdf() {
    local program
    cat <<END
# Written by ./dev up, for $1 alone.
#include "$D/site.hdf"
Database.User = lorehall_$1
Database.Password = $(cat "$D/$1-password")
END
    if [ "$1" != migrate ]; then
        echo "Database.Program = $1"
        return
    fi
    echo "Grants.Worker = lorehall@localhost"
    for program in "${ACCOUNTS[@]:1}"; do
        echo "Grants.${program^} = lorehall_$program@localhost"
    done
}

mysql_cnf() {
    cat <<END
# Written by ./dev up.
[mysqld]
datadir = $D/mysql
socket = $RUN/mysql.sock
pid_file = $RUN/mysqld.pid
tmpdir = $D/tmp
user = $(id -un)
skip_networking
character_set_server = utf8mb4
innodb_flush_log_at_trx_commit = 1
innodb_buffer_pool_size = 256M
innodb_log_file_size = 64M
performance_schema = OFF
max_connections = 200
END
    # A test's has to outlive the end of any process, but no power cut: nothing waits for the disk.
    [ -z "${UP_EPHEMERAL-}" ] || cat <<END
innodb_flush_log_at_trx_commit = 2
innodb_flush_method = nosync
sync_frm = OFF
END
}

# What every area answers, as its program tells it.
routes() {
    local area
    for area in $(areas names); do
        "$BUILD/cgi/$area/$area" --routes 2>&1 || return
    done
}

# What nginx is started with, from the template with all its blocks.
nginx_conf() {
    local user='s|@USER@|root|'
    [ "$(id -u)" -eq 0 ] || user='/^user /d; /^worker_rlimit_nofile /d'
    sed -e "$user" -e "s|@PORT@|$PORT|g; s|@RUN@|$RUN|g; s|@LOG@|$LOG|g; s|@TMP@|$D/tmp|g" \
        -e "s|@STATIC@|$D/static|g"
}

# --- Starting and stopping ---------------------------------------------------------------------

start_everything() {
    [ -e "$BUILD/lorehall" ] || die "$BUILD has no lorehall; ./dev build makes it"
    if [ ! -d "$D/mysql" ]; then
        step "making the database" "$LOG/dev.log" database_make
    fi
    step database "$LOG/dev.log" database_start
    step migrating "$LOG/dev.log" lorehall migrate
    step workers "$LOG/dev.log" workers_start
    step nginx "$LOG/dev.log" nginx_start
}

# Made aside, so that an interrupted one is not taken for whole. No host's name matters to a database
# that listens to a socket only, least of all one that cannot be looked up. Its own directory for
# temporary tables: a server that starts removes all that it finds, another's too.
database_make() {
    rm -rf -- "$D/mysql.new"
    mariadb-install-db --no-defaults --datadir="$D/mysql.new" --tmpdir="$D/tmp" --user="$(id -un)" --skip-test-db \
        --force --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)"
    mv -- "$D/mysql.new" "$D/mysql"
}

database_start() {
    service_start mysql "$(stamp "$D/mysql.cnf")" mariadbd --defaults-file="$D/mysql.cnf"
    wait_for mysql 60 sql -e 'SELECT 1'
    database_accounts
}

# The accounts that doc/deploy.md tells of, with the grants that stand there; `migrate` gives the others:
# so all tests run with them.
database_accounts() {
    local account
    {
        echo 'CREATE DATABASE IF NOT EXISTS lorehall CHARACTER SET utf8mb4;'
        database_account lorehall "$D/database-password"
        for account in "${ACCOUNTS[@]}"; do
            database_account "lorehall_$account" "$D/$account-password"
        done
        sed -n '/^GRANT .* ON \(lorehall\|\*\)\.\* .*;$/p' "$CHECKOUT/doc/deploy.md"
    } | sql
    # An instance that is older than these accounts.
    ! sql -N -e 'SHOW GRANTS FOR lorehall@localhost' | grep -q '^GRANT .* ON .lorehall.\.\*' ||
        sql -e 'REVOKE ALL ON lorehall.* FROM lorehall@localhost; REVOKE PROCESS ON *.* FROM lorehall@localhost'
}

# database_account NAME PASSWORD-FILE
database_account() {
    echo "CREATE USER IF NOT EXISTS $1@localhost;"
    echo "ALTER USER $1@localhost IDENTIFIED BY '$(cat "$2")';"
}

sql() { mariadb --no-defaults --default-character-set=utf8mb4 --socket="$RUN/mysql.sock" --user="$(id -un)" "$@"; }

lorehall() {
    local config=$D/site.hdf
    case ${1-} in
        migrate | import) config=$D/$1.hdf ;;
        stats | export) config=$D/reader.hdf ;;
    esac
    LOREHALL_FAULTS=$D/faults "$BUILD/lorehall" --config "$config" "$@"
}

# AREA_WORKERS (FORUM_WORKERS=8 ./dev up) goes before the list's number.
workers_start() {
    local area workers others
    export LOREHALL_FAULTS=$D/faults
    while read -r area workers; do
        others=${area^^}_WORKERS
        pool_start "$area" "${!others:-$workers}"
    done < <(areas workers)
    # shellcheck disable=SC2046
    service_start journald "$(stamp "$D/site.hdf" "$BUILD/lorehall-journald")" \
        $(kept_alive journald 1) "$BUILD/lorehall-journald" --config "$D/follower.hdf"
    service_start catcher "$(stamp "$CHECKOUT/tools/dev/mail-catcher")" \
        "$CHECKOUT/tools/dev/mail-catcher" "$RUN/catcher.sock" "$D/mail"
    # shellcheck disable=SC2046
    service_start maild "$(stamp "$D/site.hdf" "$BUILD/lorehall-maild")" \
        $(kept_alive maild 1) "$BUILD/lorehall-maild" --config "$D/mail.hdf"
    # shellcheck disable=SC2046
    service_start jobsd "$(stamp "$D/site.hdf" "$BUILD/lorehall-jobsd")" \
        $(kept_alive jobsd 1) "$BUILD/lorehall-jobsd" --config "$D/import.hdf"
    service_start provider "$(stamp "$D/site.hdf" "$CHECKOUT/tools/dev/provider")" \
        "$CHECKOUT/tools/dev/provider" "$(provider_port)" "$D/provider" "$D/provider-secret"
    # shellcheck disable=SC2046
    service_start providerd "$(stamp "$D/site.hdf" "$BUILD/lorehall-providerd")" \
        $(kept_alive providerd 1) "$BUILD/lorehall-providerd" --config "$D/provider.hdf"
}

# kept_alive NAME WORKERS: what stands before a command that is to be kept running. multiwatch executes
# its program by path only, at once for each that ended, and gives one up that ended RETRIES times within
# TIMEOUT ms of its start: as many as it can count to, for a pool is never given up. backoff makes the
# pauses. No path of an instance has blanks.
kept_alive() { echo "/usr/bin/multiwatch -f $2 -r 2000000000 -t 1000 -- $BUILD/backoff $RUN/$1.starts"; }

# pool_start AREA WORKERS: spawn-fcgi opens the socket as descriptor 0 and becomes multiwatch,
# whose children inherit it.
pool_start() {
    local program=$BUILD/cgi/$1/$1
    # shellcheck disable=SC2046
    service_start "$1" "$(stamp "$D/site.hdf" "$program")" spawn-fcgi -n -s "$RUN/$1.sock" -M 0660 -b 4096 -- \
        $(kept_alive "$1" "$2") "$program" --config "$D/site.hdf"
}

nginx_start() {
    local stamp complaint same_port=
    stamp=$(stamp "$D/nginx/nginx.conf")
    if ! service_runs nginx; then
        # nginx removes publish.sock only when it ends in peace.
        rm -f -- "$RUN/publish.sock"
    elif [ "$SERVICE_STAMP" != "$stamp" ]; then
        same_port=$(ss -Hltnp "sport = :$PORT" | grep "pid=$SERVICE_PID,") || true
    fi
    complaint=$(nginx -t -q -e "$LOG/nginx.log" -c "$D/nginx/nginx.conf" 2>&1) ||
        die "nginx refuses its configuration: $(grep -m 1 emerg <<<"$complaint")"
    if [ -n "$same_port" ]; then
        # Open pages reconnect by themselves, and what was published stays.
        kill -HUP "$SERVICE_PID"
        service_restamp nginx "$stamp"
    fi
    service_start nginx "$stamp" nginx -e "$LOG/nginx.log" -c "$D/nginx/nginx.conf" -g 'daemon off;'
    wait_for nginx 20 curl -s -o /dev/null -m 2 "http://127.0.0.1:$PORT/static/errors/503.html"
}

# What a service was started from: content of configuration, identity of programs.
stamp() {
    local file
    for file in "$@"; do
        case $file in
        "$D"/*.hdf | *.cnf | *.conf) cat -- "$file" ;;
        *) stat -L -c '%n %i %Y %s' -- "$file" ;;
        esac
    done | sha256sum | cut -c 1-16
}

stop_everything() {
    service_stop nginx
    stop_workers
    service_stop mysql
}

stop_workers() {
    local name
    for name in journald maild jobsd providerd catcher provider $(pools_started); do
        service_stop "$name"
    done
}

# --- Content -----------------------------------------------------------------------------------

# Once for each content of db/sample.
load_samples() {
    local site content
    content=$(find "$CHECKOUT/db/sample" -type f -print0 | sort -z | xargs -0 cat | sha256sum | cut -c 1-16)
    [ "$(cat -- "$D/samples-loaded" 2>/dev/null)" != "$content" ] || return 0
    step "sample sites" "$LOG/import.log" lorehall import sites "$CHECKOUT/db/sample/sites.hdf"
    for site in $SITE_NAMES; do
        [ ! -e "$CHECKOUT/db/sample/lore/$site.jsonl" ] || load_game "$site"
    done
    for site in $SITE_NAMES; do
        [ -e "$CHECKOUT/db/sample/$site.jsonl" ] || continue
        step "samples of $site" "$LOG/import.log" lorehall import threads "$CHECKOUT/db/sample/$site.jsonl" \
            --site "$site" --local-authors --source "sample-$site"
    done
    for site in $SITE_NAMES; do
        [ -e "$CHECKOUT/db/sample/lore-talk-$site.jsonl" ] || continue
        step "talk below pages of $site" "$LOG/import.log" lorehall import talk \
            "$CHECKOUT/db/sample/lore-talk-$site.jsonl" --site "$site" --local-authors --quiet
    done
    put "$D/samples-loaded" <<<"$content"
}

# The game's database of SITE with its maps; but one that was brought in from elsewhere stays.
load_game() {
    local lore=$CHECKOUT/db/sample/lore
    [ -z "$(sql lorehall -N -e "SELECT i.id FROM lore_import i JOIN game g ON g.id = i.game_id
        JOIN site s ON s.game = g.name WHERE s.name = '$1' AND NOT i.sample LIMIT 1")" ] || return 0
    step "monsters, items and zones of $1" "$LOG/import.log" lorehall import entries "$lore/$1.jsonl" \
        --site "$1" --sample --quiet
    step "maps of $1" "$LOG/import.log" lorehall import maps "$lore/maps/$1" --site "$1"
}

# D/demo-accounts: a line each, `name role password`.
make_demo_accounts() {
    [ ! -s "$D/demo-accounts" ] || return 0
    step "demo accounts" "$LOG/dev.log" write_demo_accounts
}

write_demo_accounts() {
    local account name role password lines=
    for account in $DEMO_ACCOUNTS; do
        name=${account%:*} role=${account#*:} password=$(random_text 8)
        # The samples may have brought an author of that name, without a password.
        if ! lorehall user add "$name" --role "$role" --password-stdin <<<"$password"; then
            lorehall user passwd "$name" --password-stdin <<<"$password"
            lorehall user role "$name" "$role"
        fi
        lines+="$name $role $password"$'\n'
    done
    put "$D/demo-accounts" 600 <<<"${lines%$'\n'}"
}

# --- Health ------------------------------------------------------------------------------------

wait_until_well() { step health "$LOG/dev.log" wait_for_health 60; }

wait_for_health() {
    local deadline=$((SECONDS + $1)) site answer
    for site in $SITE_NAMES; do
        until answer=$(health "$site"); do
            [ "$SECONDS" -lt "$deadline" ] || die "$site is not well: ${answer:-no answer}; ./dev logs tells more"
            sleep 0.1
        done
    done
}

# Prints what /health of SITE says; fails unless that is ok.
health() {
    local answer status
    answer=$(curl -s -m 5 -w '\n%{http_code}' -H "Host: $1.localhost:$PORT" "http://127.0.0.1:$PORT/health")
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    printf '%s\n' "$(tr '\n' ' ' <<<"${answer:-status $status}" | cut -c 1-200)"
    [ "$status" = 200 ]
}

print_addresses() {
    local site name role password
    for site in $SITE_NAMES; do
        say "  http://$site.localhost:$PORT/"
    done
    say
    while read -r name role password; do
        say "  $(printf '%-8s %-14s password %s' "$name" "$role" "$password")"
    done <"$D/demo-accounts"
    say
}

instance_status() {
    local name site answer areas all=0
    need_directory
    LOG_REAL=$(realpath -- "$LOG")
    PORT=${PORT:-$(cat -- "$D/port" 2>/dev/null)}
    read -ra areas < <(areas names)
    printf '%-10s %-9s %8s %10s  %s\n' SERVICE STATE PROCESS RUNNING WORKERS
    for name in mysql "${areas[@]}" journald maild jobsd providerd catcher provider nginx; do
        if service_runs "$name"; then
            printf '%-10s %-9s %8s %10s  %s\n' "$name" running "$SERVICE_PID" \
                "$(ps -o etime= -p "$SERVICE_PID" | tr -d ' ')" "$(ps -o pid= --ppid "$SERVICE_PID" | xargs)"
        else
            printf '%-10s %-9s\n' "$name" stopped
            all=1
        fi
    done
    for site in $SITE_NAMES; do
        if [ -z "$PORT" ] || ! service_runs nginx; then
            answer='no answer' all=1
        else
            answer=$(health "$site") || all=1
        fi
        printf 'http://%s.localhost:%s/  %s\n' "$site" "$PORT" "$answer"
    done
    return "$all"
}

instance_logs() {
    local follow=() file files=()
    need_directory
    [ "${1-}" != -f ] || { follow=(-f) && shift; }
    if [ $# -gt 0 ]; then
        files=("$LOG/$1.log")
        [ -e "${files[0]}" ] || die "no log $1; there are: $(cd "$LOG" && printf '%s ' *.log | sed 's/\.log//g')"
    else
        for file in "$LOG"/*.log; do
            [ ! -s "$file" ] || files+=("$file")
        done
    fi
    exec tail -n 40 "${follow[@]}" "${files[@]}"
}

instance_sql() {
    need_directory
    service_runs mysql || die "the database of $D does not run; ./dev up starts it"
    sql lorehall "$@"
}

instance_lorehall() {
    need_directory
    [ -x "$BUILD/lorehall" ] || die "$BUILD has no lorehall; ./dev up makes it"
    lorehall "$@"
}
