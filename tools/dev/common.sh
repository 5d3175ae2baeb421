# shellcheck shell=bash
# Part of ./dev: messages, steps with progress, and the directory that holds an instance's state.

# One line on stderr, and out. Within a step the line goes to whoever waits for the step.
die() {
    if [ -n "${STEP_REASON-}" ]; then
        printf '%s\n' "$*" >"$STEP_REASON"
        exit 1
    fi
    trap '' INT TERM HUP
    end_steps
    clear_progress
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

say() { [ -n "${QUIET-}" ] || printf '%s\n' "$*"; }

# --- Steps -------------------------------------------------------------------------------------

SPINNER=$'|/-\\'
STEP_NAME= # what is being waited for
# Of each step that was begun and not yet waited for, by its name: its process group, when it began, its
# log and how long that was before, and the file in which it leaves the reason of its failure.
declare -A STEP_GROUP=() STEP_START=() STEP_LOG=() STEP_OLD=() STEP_REASONS=()

clear_progress() { [ ! -t 1 ] || [ -n "${QUIET-}" ] || printf '\r\033[K'; }

# step NAME LOG COMMAND…: runs COMMAND (a function too) with its output in LOG, and shows how long
# it takes. When it fails, dies with the reason that it gave, else with LOG's first error; returns
# its status instead if STEP_MAY_FAIL is set.
step() {
    step_begin "$@"
    step_end "$1"
}

# The first half of a step, which runs beside what follows until step_end waits for it. A step that has
# others beside it needs a log of its own.
step_begin() {
    local name=$1 log=$2 reason
    shift 2
    reason=$(mktemp "$D/tmp/reason.XXXXXX") || die "cannot write to $D/tmp (disk full?)"
    : 2>/dev/null >>"$log" || die "cannot write $log"
    STEP_REASONS[$name]=$reason STEP_LOG[$name]=$log STEP_START[$name]=$SECONDS
    STEP_OLD[$name]=$(stat -c %s -- "$log")
    set -m # a process group of its own, so that all of it can be ended
    (
        set +m -e
        trap - INT TERM HUP
        # For a long wait bash does not remember how others ended.
        trap 'echo $? >"$reason.status"' EXIT
        STEP_REASON=$reason
        "$@"
    ) >>"$log" 2>&1 </dev/null &
    STEP_GROUP[$name]=$!
    set +m
}

# step_end NAME: the other half.
step_end() {
    local name=$1 status group=${STEP_GROUP[$1]} log=${STEP_LOG[$1]} reason=${STEP_REASONS[$1]} why
    STEP_NAME=$name
    watch_step "$name" "$group" "$reason.status" "${STEP_START[$name]}"
    wait "$group" 2>/dev/null
    unset "STEP_GROUP[$name]"
    # Who was killed has not said how it ended.
    status=$(cat "$reason.status" 2>/dev/null || echo 137)
    rm -f "$reason.status"
    clear_progress
    if [ "$status" -ne 0 ] && [ -n "${STEP_MAY_FAIL-}" ]; then
        rm -f "$reason"
        return "$status"
    elif [ "$status" -ne 0 ]; then
        [ -s "$reason" ] || first_error "$log" "$name" "${STEP_OLD[$name]}" >"$reason"
        why=$(head -n 1 "$reason")
        rm -f "$reason"
        die "${why:-$name failed; the log is $log}"
    fi
    rm -f "$reason"
    say "$name: $((SECONDS - STEP_START[$name])) s"
}

watch_step() {
    local name=$1 group=$2 ended=$3 start=$4 turn=0 seconds
    while [ ! -s "$ended" ] && kill -0 "$group" 2>/dev/null; do
        seconds=$((SECONDS - start))
        if [ -n "${QUIET-}" ]; then
            :
        elif [ -t 1 ]; then
            printf '\r\033[K%s %s, %d s' "${SPINNER:turn / 2 % 4:1}" "$name" "$seconds"
        elif [ "$turn" -eq 20 ] || { [ $((turn % 300)) -eq 0 ] && [ "$turn" -gt 0 ]; }; then
            printf '%s … %d s\n' "$name" "$seconds"
        fi
        turn=$((turn + 1))
        sleep 0.1
    done
}

# first_error LOG NAME OLD: one line about why step NAME failed, from what LOG says after its
# first OLD bytes.
first_error() {
    local log=$1 name=$2 said line
    said=$(tail -c "+$(($3 + 1))" "$log" | tail -n 400)
    if grep -q -e 'No space left on device' -e 'Errcode: 28' -e 'error 28' -e 'errno 28' <<<"$said"; then
        printf '%s failed: no space left on the disk of %s; the log is %s\n' "$name" "$D" "$log"
        return
    fi
    line=$(grep -m 1 -i -e '^E: ' -e 'error:' -e ' error ' -e '^error' -e '\[ERROR\]' -e '\*\*\*' -e 'fatal' -e ' failed' <<<"$said") ||
        line=$(tail -n 1 <<<"$said")
    printf '%s failed: %s; the log is %s\n' "$name" "${line:-it said nothing}" "$log"
}

# Ends the steps that run, for whoever interrupts or gives up.
end_steps() {
    local group
    local groups=("${STEP_GROUP[@]}")
    STEP_GROUP=()
    for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null; done
    for group in "${groups[@]}"; do
        for _ in {1..10}; do
            kill -0 -- "-$group" 2>/dev/null || continue 2
            sleep 0.2
        done
        kill -KILL -- "-$group" 2>/dev/null
        wait "$group" 2>/dev/null
    done
}

interrupted() {
    trap '' INT TERM HUP
    end_steps
    clear_progress
    printf 'dev: interrupted%s\n' "${STEP_NAME:+ while: $STEP_NAME}" >&2
    exit 130
}
trap interrupted INT TERM HUP

# --- The directory of an instance --------------------------------------------------------------

# Sets where everything is. D, and the checkout, end up in make's, nginx's and other rules, so
# their names are held to what all of those take.
name_paths() {
    D=$(realpath -m -- "$1") || die "--dir $1 is not a path"
    case $D$CHECKOUT in
    *[!A-Za-z0-9/._+@-]*) die "only letters, digits and . _ + @ - may be in the path of ${D}" ;;
    esac
    BUILD=$D/build
    LOG=$D/log
    # SITE_NAMES is what the samples hold; it says whom to ask for health.
    SITE_NAMES='everquest camelot eqbeastiary'
}

# Makes D this user's instance of this checkout, or says why it can't be.
claim_directory() {
    local marker=$D/.lorehall owner
    [ ! -e "$D" ] || [ -d "$D" ] || die "$D is not a directory; choose another with --dir"
    [ -d "$D" ] || mkdir -p -- "$D" 2>/dev/null || die "cannot make $D; choose another place with --dir"
    [ -O "$D" ] || die "$D belongs to $(stat -c %U -- "$D"), not to $(id -un); choose another with --dir"
    [ -w "$D" ] || die "$D cannot be written by $(id -un); choose another with --dir"
    if [ -e "$marker" ]; then
        owner=$(cat -- "$marker")
        [ "$owner" = "$CHECKOUT" ] || [ ! -d "$owner" ] ||
            die "$D belongs to the checkout $owner; choose another with --dir"
    else
        [ -z "$(ls -A -- "$D")" ] || die "$D is not empty and was not made by ./dev; choose another with --dir"
    fi
    if [ "${owner-}" != "$CHECKOUT" ]; then
        { printf '%s\n' "$CHECKOUT" >"$marker"; } 2>/dev/null || die "cannot write in $D (disk full?)"
    fi
    mkdir -p -- "$D/log" "$D/tmp" "$D/nginx" "$D/faults" 2>/dev/null || die "cannot write in $D (disk full?)"
    if [ ! -e "$D/run" ]; then
        rm -f -- "$D/run"
        make_run_directory
    fi
    RUN=$(realpath -- "$D/run")
}

# D/run, closed to others. The path of a socket has at most 107 bytes: where D is too deep, run is
# a link to a short place.
make_run_directory() {
    local short
    if [ $((${#D} + ${#RUN_LONGEST})) -le 107 ]; then
        mkdir -m 700 -- "$D/run" 2>/dev/null || die "cannot write in $D (disk full?)"
        return
    fi
    short=${TMPDIR:-/tmp}
    [ ${#short} -le 60 ] || short=/tmp
    short=$short/lorehall-$(directory_hash)
    [ -d "$short" ] || mkdir -m 700 -- "$short" 2>/dev/null || die "cannot make $short for the sockets of $D"
    { [ -O "$short" ] && [ ! -L "$short" ]; } || die "$short, for the sockets of $D, belongs to someone else"
    { chmod 700 -- "$short" && ln -s -- "$short" "$D/run"; } || die "cannot write in $D (disk full?)"
}
RUN_LONGEST=/run/publish.sock

directory_hash() { printf '%s' "$D" | sha256sum | cut -c 1-12; }

# For verbs that make no sense without an instance.
need_directory() {
    [ -e "$D/.lorehall" ] || die "nothing is at $D; ./dev up makes it"
    claim_directory
}

# One ./dev at a time changes D. LOCK_WAIT: how many seconds to wait for another.
lock_directory() {
    local holder start=$SECONDS
    exec 9>>"$D/lock" || die "cannot write $D/lock"
    while ! flock -n 9; do
        if [ $((SECONDS - start)) -ge "${LOCK_WAIT:-0}" ]; then
            holder=$(cat -- "$D/lock.pid" 2>/dev/null)
            die "another ./dev is at work in $D${holder:+ (process $holder)}; wait for it, or choose another --dir"
        fi
        sleep 0.5
    done
    printf '%s\n' "$$" >"$D/lock.pid"
}

unlock_directory() { exec 9>&-; }

# need_space MEGABYTES: dies when the disk of D has less free.
need_space() {
    local free
    free=$(df -Pm -- "$D" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] || die "the disk of $D has only $free MB free; $1 MB are needed"
}

# random_text BYTES: as hex digits.
random_text() { od -An -v -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
