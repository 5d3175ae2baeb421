# shellcheck shell=bash
# Part of ./dev: the processes of an instance. Each service is the leader of a session of its own;
# RUN/NAME.process records its process id, start time and stamp. Only what is recorded is ever ended:
# the recorded process if its start time is right, and what else is in its session and belongs to
# this instance.

# What follows from the list of areas (cgi/areas), by build-aux/areas.
areas() {
    local said
    said=$("$CHECKOUT/build-aux/areas" "$@" 2>&1) || die "$said"
    printf '%s\n' "$said"
}

# The pools that were started, also of areas that are in the list no more.
pools_started() {
    local record name
    for record in "$RUN"/*.process; do
        name=$(basename "$record" .process)
        [[ " mysql nginx journald maild jobsd providerd catcher provider * " == *" $name "* ]] || printf '%s\n' "$name"
    done
}

# service_start NAME STAMP COMMAND…: does nothing when NAME runs with the same STAMP; when it runs
# with another, ends it first.
service_start() {
    local name=$1 stamp=$2 turn
    shift 2
    if service_runs "$name" && [ "$SERVICE_STAMP" = "$stamp" ]; then
        return 0
    fi
    service_stop "$name"
    [ ! -e "$LOG/$name.log" ] || [ "$(stat -c %s "$LOG/$name.log")" -lt 20000000 ] ||
        mv -f "$LOG/$name.log" "$LOG/$name.log.1"
    setsid -f "$CHECKOUT/tools/dev/launch" "$RUN/$name.process" "$stamp" "$LOG/$name.log" "$@"
    for ((turn = 0; turn < 100; turn++)); do
        [ ! -e "$RUN/$name.process" ] || return 0
        sleep 0.05
    done
    die "$name did not start: $(tail -n 1 "$LOG/$name.log"); the log is $LOG/$name.log"
}

# service_restamp NAME STAMP: it took its new configuration without ending.
service_restamp() {
    local pid start _
    read -r pid start _ <"$RUN/$1.process"
    put "$RUN/$1.process" <<<"$pid $start $2"
}

# Whether NAME's recorded process lives. Sets SERVICE_PID and SERVICE_STAMP from the record.
service_runs() {
    local start
    SERVICE_PID='' SERVICE_STAMP=''
    [ -e "$RUN/$1.process" ] || return 1
    read -r SERVICE_PID start SERVICE_STAMP <"$RUN/$1.process"
    [ -n "$start" ] && [ "$(process_start "$SERVICE_PID")" = "$start" ]
}

# The clock tick at which a living process started.
process_start() {
    local state
    { read -r state <"/proc/$1/stat"; } 2>/dev/null || return 0
    read -ra state <<<"${state##*) }"
    [ "${state[0]}" = Z ] || printf '%s\n' "${state[19]}"
}

# The processes of session SERVICE_PID that are this instance's: they write to its logs, or were
# started with its configuration (a worker in its sandbox hides its files from all but root).
service_processes() {
    local pid
    [ -n "$SERVICE_PID" ] || return 0
    for pid in $(ps -o pid= -s "$SERVICE_PID"); do
        case $(readlink "/proc/$pid/fd/1")$(readlink "/proc/$pid/fd/2") in
        *"$LOG_REAL"/*) printf '%s\n' "$pid" ;;
        *) case $(tr '\0' '\n' <"/proc/$pid/cmdline") in *$'\n--config\n'"$D"/*) printf '%s\n' "$pid" ;; esac ;;
        esac
    done 2>/dev/null
}

# service_stop NAME: asks, asks again (a worker that is about to accept may miss it), then kills. What
# ends by itself before it is asked is as good.
service_stop() {
    local name=$1 patience=100 turn left
    [ "$name" != mysql ] || patience=600
    service_runs "$name" || true
    for ((turn = 0; turn <= patience; turn++)); do
        if [ $((turn % 5)) -eq 0 ] && service_runs "$name"; then
            kill -TERM "$SERVICE_PID" 2>/dev/null || true
        fi
        mapfile -t left < <(service_processes)
        [ ${#left[@]} -gt 0 ] || break
        if [ "$turn" -eq "$patience" ]; then
            kill -KILL "${left[@]}" 2>/dev/null || true
        elif [ $((turn % 5)) -eq 4 ] || ! service_runs "$name"; then
            kill -TERM "${left[@]}" 2>/dev/null || true
        fi
        sleep 0.1
    done
    rm -f "$RUN/$name.process"
}

# wait_for NAME SECONDS COMMAND…: until COMMAND succeeds, or NAME's process is gone.
wait_for() {
    local name=$1 seconds=$2 deadline=$((SECONDS + $2)) line
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! service_runs "$name"; then
            line=$(grep -i -e error -e failed "$LOG/$name.log" | tail -n 1)
            die "$name stopped by itself: ${line:-$(tail -n 1 "$LOG/$name.log")}; the log is $LOG/$name.log"
        fi
        [ "$SECONDS" -lt "$deadline" ] || die "$name is not ready after $seconds s; the log is $LOG/$name.log"
        sleep 0.1
    done
}
