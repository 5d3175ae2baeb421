# shellcheck shell=bash
# Part of ./dev: fuzzing for longer than the tests do.
#
# Inputs by which a target reached something new are kept in $D/fuzz/TARGET, and what ended a run in
# $D/fuzz/found/TARGET-*: ./dev fuzz TARGET FILE runs just that.

FUZZ_FLAGS=(--enable-faults --enable-fuzzing CC=clang 'CFLAGS=-O1 -g')

fuzz_run() {
    local targets
    mapfile -t targets < <(fuzz_targets)
    case ${1-} in
    '') die "fuzz takes all, routes or a target: ${targets[*]}" ;;
    routes)
        shift
        fuzz_routes "$@"
        return
        ;;
    all) ;;
    *)
        [[ " ${targets[*]} " == *" $1 "* ]] || die "no fuzz target $1; there are ${targets[*]}"
        targets=("$1")
        ;;
    esac
    [ $# -le 2 ] || die "fuzz takes a target and how many seconds, or a file"
    [[ ${2-60} =~ ^[1-9][0-9]{0,5}$ ]] || { [ "$1" != all ] && [ -f "$2" ]; } || die "$2 is neither a number of seconds nor a file"
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1000
    packages_install up test fuzz
    : >"$LOG/build.log"
    step 'build for libFuzzer' "$LOG/build.log" fuzz_build
    unlock_directory
    mkdir -p "$D/fuzz/found"
    export ASAN_OPTIONS="${ASAN/detect_leaks=0/detect_leaks=1}" UBSAN_OPTIONS=$UBSAN TMPDIR=$D/tmp
    if [ -f "${2-}" ]; then
        fuzz_program "$1" "$2"
    else
        fuzz_for "${2-60}" "${targets[@]}"
    fi
}

fuzz_targets() {
    sed -n 's/^const char fuzz_name\[\] = "\(.*\)";$/\1/p' "$CHECKOUT"/t/fuzz/*.c
}

fuzz_build() {
    build_steps "$D/build-fuzz" configure "${FUZZ_FLAGS[@]}"
    cd "$D/build-fuzz" || return
    make -j"$(nproc)" --no-print-directory fuzz-targets
}

# fuzz_program TARGET ARGUMENT…: without random addresses, among which this clang's sanitizer does not
# always find room for its own.
fuzz_program() {
    local target=$1
    shift
    srcdir=$CHECKOUT setarch "$(uname -m)" -R "$D/build-fuzz/t/unit/fuzz_$target" "$@"
}

# fuzz_for SECONDS TARGET…: as many at a time as there are processors, each for its share of that time.
fuzz_for() {
    local seconds=$1 jobs share target faulty=()
    shift
    jobs=$(nproc)
    share=$((seconds * (jobs < $# ? jobs : $#) / $#))
    [ "$share" -gt 0 ] || share=1
    trap 'kill $(jobs -p) 2>/dev/null' EXIT
    for target in "$@"; do
        while [ "$(jobs -pr | wc -l)" -ge "$jobs" ]; do sleep 0.1; done
        fuzz_target "$target" "$share" &
    done
    wait
    trap - EXIT
    for target in "$@"; do
        [ "$(cat "$D/fuzz/$target.status")" = 0 ] || faulty+=("$target")
    done
    if [ ${#faulty[@]} -gt 0 ]; then
        say "fuzz: ${#faulty[@]} of $# targets failed: ${faulty[*]}"
        return 1
    fi
    say "fuzz: nothing found by $# targets, $share s each"
}

# fuzz_target NAME SECONDS: one line about how it went; its status in $D/fuzz/NAME.status.
fuzz_target() {
    local target=$1 log=$LOG/fuzz-$1.log status=0 found
    mkdir -p "$D/fuzz/$target"
    echo unfinished >"$D/fuzz/$target.status"
    LOREHALL_FUZZ_WORDS=1 fuzz_program "$target" >"$D/fuzz/$target.words"
    fuzz_program "$target" -max_total_time="$2" -dict="$D/fuzz/$target.words" -max_len=4096 -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$D/fuzz/found/$target-" -print_final_stats=1 \
        "$D/fuzz/$target" "$CHECKOUT/t/fuzz/corpus/$target" >"$log" 2>&1 || status=$?
    echo "$status" >"$D/fuzz/$target.status"
    if [ "$status" -eq 0 ]; then
        say "$(sed -n -e 's/^stat::number_of_executed_units: */runs /p' -e 's/^#[0-9]*.*DONE *cov: \([0-9]*\).*corp: \([0-9]*\).*/edges \1, inputs \2,/p' "$log" | paste -sd ' ' | sed "s/^/$target: /")"
        return
    fi
    found=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    say "$target: $(grep -m 1 -e 'ERROR: ' -e 'runtime error' "$log" || tail -n 1 "$log")"
    say "$target: the log is $log${found:+; again: ./dev fuzz $target $found}"
}

# fuzz_routes [COUNT [SEED [FIRST]]]: mutated requests to sanitized pools.
fuzz_routes() {
    local word status=0
    [ $# -le 3 ] || die "fuzz routes takes a count, a seed and the first request's number"
    for word in "$@"; do
        [[ $word =~ ^[0-9]{1,9}$ ]] || die "$word is not a number"
    done
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1500
    packages_install up test
    build_tests 'build, sanitized' "$D/build-sanitized" "${BUILD_SANITIZED[@]}"
    unlock_directory
    enter_test_root
    export ASAN_OPTIONS=$ASAN UBSAN_OPTIONS=$UBSAN
    test_instance sanitized "$D/build-sanitized"
    unset ASAN_OPTIONS UBSAN_OPTIONS
    mkdir -p "$D/fuzz/found"
    cd "$CHECKOUT" || die "cannot enter $CHECKOUT"
    LOREHALL_DEV=$CHECKOUT/dev LOREHALL_BUILD=$D/build-sanitized LOREHALL_DIR=$TEST_ROOT/sanitized \
        LOREHALL_PORT=$(cat "$TEST_ROOT/sanitized/port") LOREHALL_SANITIZED=1 LOREHALL_TEST_ROOT=$TEST_ROOT LOREHALL_FOUND=$D/fuzz/found \
        perl t/fuzz/routes.pl "${1-200000}" "${2-1}" "${3-1}" || status=$?
    LOREHALL_DIR=$TEST_ROOT/sanitized "$CHECKOUT/tools/dev/no-report" || status=1
    say "logs of this run: $TEST_LOGS"
    return "$status"
}
