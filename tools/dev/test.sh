# shellcheck shell=bash
# Part of ./dev: tests and benchmarks. Both run against instances of their own, in a directory of
# their own, which are gone when they end.
#
# Tests of every kind and language run in one prove: for each a small script is made that knows
# its interpreter and its environment. LOREHALL_BASE, _PORT, _DIR, _BUILD and _DEV tell a test
# where its instance is.

SUITES='unit unit-sanitized lint integration browser install'
TEST_ROOT= # the directory of this run
TEST_INSTANCES=()

ASAN='abort_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=0'
UBSAN='print_stacktrace=1:halt_on_error=1'

test_run() {
    local sanitized=
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1000
    packages_install up test lint
    choose_tests "$@"
    # What mostly waits for the network goes on beside the builds.
    ! wants browser || browser_packages_begin
    ! wants install || debian_root_begin
    build_tests build "$BUILD" "${BUILD_PLAIN[@]}"
    if wants unit-sanitized; then
        sanitized=$D/build-sanitized
        build_tests 'build, sanitized' "$sanitized" "${BUILD_SANITIZED[@]}"
    fi
    ! wants browser || browser_packages_end
    ! wants install || debian_root_end
    unlock_directory

    enter_test_root
    # Hundreds of accounts are made and logged in; what one costs is a test's own business.
    export LOREHALL_CHEAP_PASSWORDS=1 UP_EPHEMERAL=1
    test_instances "$sanitized"
    write_scripts
    mkdir -p "$LOG"
    say "logs of this run: $TEST_LOGS"
    say
    local status=0
    prove_scripts || status=$?
    [ -z "$SAY_WHAT" ] || print_sentences
    print_figures
    return "$status"
}

# What each script of an area's tests has shown, in the words of its tests. Of very many alike the first do.
print_sentences() {
    local name said shown=30
    while read -r name; do
        said=$(sed -n 's/^ok [0-9]* - //p' "$TEST_ROOT/said/$name" | grep -v ' # skip')
        [ -n "$said" ] || continue
        say
        say "$name has shown:"
        [[ $name != unit*/* ]] || said=${said//_/ }
        say "$(head -n "$shown" <<<"$said" | sed 's/^/  /')"
        [ "$(wc -l <<<"$said")" -le "$shown" ] || say "  … and $(($(wc -l <<<"$said") - shown)) more"
    done <"$TEST_ROOT/order"
}

# What tests have counted and measured (figure in t/integration/lib/Lorehall.pm), which prove shows of no
# test that passes.
print_figures() {
    local line
    [ -s "$TEST_ROOT/figures" ] || return 0
    say
    while read -r line; do say "$line"; done <"$TEST_ROOT/figures"
}

# The instances that are needed, which start side by side. Tests mostly wait, so there are two of each kind.
test_instances() {
    local sanitized=$1 name
    if wants lint || wants_schema || wants_row integration 1; then
        test_instance_begin plain-1 "$BUILD"
    fi
    ! wants_row integration 2 || test_instance_begin plain-2 "$BUILD"
    # The integration tests bring in databases of their own; pages are looked at with the sample's.
    ! wants_row browser 1 || test_instance_begin browser-1 "$BUILD"
    ! wants_row browser 2 || test_instance_begin browser-2 "$BUILD"
    if [ -n "$sanitized" ]; then
        export ASAN_OPTIONS=$ASAN UBSAN_OPTIONS=$UBSAN
        test_instance_begin sanitized-1 "$sanitized"
        ! wants_row unit-sanitized/integration 2 || test_instance_begin sanitized-2 "$sanitized"
        unset ASAN_OPTIONS UBSAN_OPTIONS
    fi
    for name in "${TEST_INSTANCES[@]}"; do
        test_instance_end "$name"
    done
}

# What the first instance of a kind is asked by: folders of t/integration, and files of t/browser; all else is
# the second's. Each takes about as long.
FIRST_FOLDERS='account admin cli dev'
FIRST_PAGES='admin moderation pages pages_game passkeys'

# row_of FILE: 1 or 2.
row_of() {
    local part=${1%/*} first=$FIRST_FOLDERS
    [[ $1 != *.mjs ]] || part=${1%.mjs} first=$FIRST_PAGES
    [[ " $first " == *" ${part##*/} "* ]] && echo 1 || echo 2
}

# wants_row SUITE ROW: whether anything of ROW is wanted in SUITE, which may be the sanitized integration tests.
wants_row() {
    local file folder=$CHECKOUT/t/${1##*/}
    for file in $(suite_files "${1##*/}"); do
        if [ "$(row_of "$file")" = "$2" ] && wants_script "$1/${file#"$folder/"}"; then
            return 0
        fi
    done
    return 1
}

# The unit tests that have a schema of their own in the database of an instance: FLOOR/NAME each.
schema_tests() {
    local file
    while read -r file; do
        file=${file#"$CHECKOUT"/t/unit/}
        printf '%s\n' "${file%.c}"
    done < <(grep -l '^#include "\.\./\(schema\|probe_import\)\.h"' "$CHECKOUT"/t/unit/*/*.c)
}

wants_schema() {
    local name
    for name in $(schema_tests); do
        ! wants_script "unit/$name" || return 0
    done
    return 1
}

write_scripts() {
    local suite name
    for suite in $SUITES; do
        ! wants "$suite" || "suite_${suite//-/_}"
        [[ " $WANTED_SUITES " != *" $suite "* ]] || grep -q "^$suite/" "$TEST_ROOT/order" ||
            die "there is nothing of $suite"
    done
    for name in "${WANTED_NAMES[@]}"; do
        is_test "$name" || die "no test is called $name"
    done
}

# Scripts of one instance run one after the other, since some of them halt it; those of different instances,
# and those that need none, side by side. prove takes what the last rule leaves first, then the others as
# they stand here: the longest row is first.
prove_scripts() {
    local scripts group schema first
    schema=$(schema_tests | paste -sd ,)
    first="integration/{${FIRST_FOLDERS// /,}}/**"
    cd "$TEST_ROOT/scripts" || die "cannot enter $TEST_ROOT"
    mapfile -t scripts <"$TEST_ROOT/order"
    set -m # so that an interruption ends the test at once, and what it started
    prove --exec '' --timer --jobs "${LOREHALL_TEST_JOBS:-$(($(nproc) + 3))}" \
        --rules "seq=unit-sanitized/{$schema,$first,fuzz-routes,no-report-1}" \
        --rules "seq=unit-sanitized/{integration/**,no-report-2}" \
        --rules "seq=browser/{${FIRST_PAGES// /,}}.mjs" --rules 'seq=browser/**' \
        --rules "seq={unit/{$schema},$first}" --rules 'seq=integration/**' \
        --rules 'seq=install/**' --rules 'par=**' "${scripts[@]}" </dev/null &
    group=$!
    STEP_NAME=tests
    STEP_GROUP=([tests]="$group")
    set +m
    wait "$group"
}

# is_test PART: whether one of this run's scripts is called so.
is_test() {
    local script
    while read -r script; do
        ! names_script "$1" "$script" || return 0
    done <"$TEST_ROOT/order"
    return 1
}

# What was asked for: whole suites, an area's tests (t/areas/AREA names them; what they show is printed), and single
# tests by a part of SUITE/NAME. A name finds sanitized tests only when it says so, to be quick.
choose_tests() {
    local word
    WANTED_SUITES='' WANTED_NAMES=() SAY_WHAT=
    for word in "$@"; do
        case " $SUITES " in
        *" $word "*) WANTED_SUITES+=" $word" ;;
        *)
            if [[ $word != */* ]] && [ -f "$CHECKOUT/t/areas/$word" ]; then
                # Who wants to know how secure it is has time for samples of a size that tells something.
                [ "$word" != security ] ||
                    export LOREHALL_TEST_TRIES="${LOREHALL_TEST_TRIES:-200}" LOREHALL_TEST_TIMEOUT="${LOREHALL_TEST_TIMEOUT:-900}"
                mapfile -t -O ${#WANTED_NAMES[@]} WANTED_NAMES <"$CHECKOUT/t/areas/$word"
                SAY_WHAT=1
            else
                WANTED_NAMES+=("$word")
            fi
            ;;
        esac
    done
    [ $# -gt 0 ] || WANTED_SUITES=$SUITES
    for word in $SUITES; do
        ! wants "$word" || return 0
    done
    die "no suite or test is called ${WANTED_NAMES[*]}; suites: $SUITES"
}

# Whether anything of SUITE is wanted.
wants() {
    local name
    [[ " $WANTED_SUITES " != *" $1 "* ]] || return 0
    if [ "$1" = unit-sanitized ]; then
        [[ "${WANTED_NAMES[*]-}" == *sanitized* ]]
        return
    fi
    while read -r name; do
        ! wants_script "$1/$name" || return 0
    done < <(suite_names "$1")
    return 1
}

# What of SUITE there is to run, as far as files tell before anything is built: each is a test, and so is
# each fuzz target among the unit tests.
suite_names() {
    local file
    if [ "$1" = unit ]; then
        for file in "$CHECKOUT"/t/unit/*/*.c; do printf '%s\n' "${file#"$CHECKOUT"/t/unit/}"; done
        fuzz_targets | sed 's/^/fuzz_/'
    else
        for file in $(suite_files "$1"); do printf '%s\n' "${file#"$CHECKOUT/t/$1/"}"; done
    fi
}

# The scripts of SUITE: integration tests lie in a folder for each area, and for what belongs to none.
suite_files() {
    local file
    for file in "$CHECKOUT/t/$1"/*.t "$CHECKOUT/t/$1"/*.mjs "$CHECKOUT/t/$1"/*/*.t; do
        [ ! -e "$file" ] || printf '%s\n' "$file"
    done
}

wants_script() {
    local name
    [[ " $WANTED_SUITES " != *" ${1%%/*} "* ]] || return 0
    for name in "${WANTED_NAMES[@]}"; do
        if names_script "$name" "$1" && { [[ $1 != *sanitized* ]] || [[ $name == *sanitized* ]]; }; then
            return 0
        fi
    done
    return 1
}

# names_script PART SCRIPT: whether PART is of SUITE/NAME, with or without the folder that it lies in.
names_script() { [[ $2 == *"$1"* || ${2%%/*}/${2##*/} == *"$1"* ]]; }

browser_packages_begin() {
    local directory=$CHECKOUT/t/browser
    [ -e "$directory/package-lock.json" ] || return 0
    [ ! "$directory/node_modules/.package-lock.json" -nt "$directory/package-lock.json" ] || return 0
    step_begin 'packages of the browser tests' "$LOG/npm.log" \
        npm ci --prefix "$directory" --no-audit --no-fund --ignore-scripts
}

browser_packages_end() {
    [ -z "${STEP_GROUP['packages of the browser tests']-}" ] || step_end 'packages of the browser tests'
}

# --- Where tests run and leave their files ------------------------------------------------------

enter_test_root() {
    TEST_ROOT=$(mktemp -d "${TMPDIR:-/tmp}/lorehall.XXXXXX") || die "cannot make a directory in ${TMPDIR:-/tmp}"
    TEST_LOGS=$D/log/tests
    trap leave_test_root EXIT
    mkdir -p "$TEST_ROOT/scripts" || die "cannot write in $TEST_ROOT"
    : >"$TEST_ROOT/order"
}

# Silent: what came before are the runner's closing lines. The logs stay.
leave_test_root() {
    local name
    trap '' INT TERM HUP
    end_steps
    rm -rf "$TEST_LOGS"
    for name in "${TEST_INSTANCES[@]}"; do
        QUIET=1 "$CHECKOUT/dev" --dir "$TEST_ROOT/$name" down >/dev/null 2>&1
        mkdir -p "$TEST_LOGS" && cp -r "$TEST_ROOT/$name/log" "$TEST_LOGS/$name" 2>/dev/null
    done
    end_strays
    rm -rf "$TEST_ROOT"
}

# Ends what tests started and left, or were interrupted in: it has LOREHALL_TEST_ROOT from its script.
end_strays() {
    local turn left
    for turn in {0..50}; do
        mapfile -t left < <(grep -lzxF -- "LOREHALL_TEST_ROOT=$TEST_ROOT" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3)
        [ ${#left[@]} -gt 0 ] || return 0
        case $turn in
        0) kill -TERM "${left[@]}" ;;
        50) kill -KILL "${left[@]}" ;;
        esac 2>/dev/null
        sleep 0.1
    done
}

# test_instance NAME BUILD: starts one, on a free port.
test_instance() {
    test_instance_begin "$@"
    test_instance_end "$1"
}

test_instance_begin() {
    TEST_INSTANCES+=("$1")
    step_begin "starting an instance, $1" "$LOG/instance-$1.log" \
        env UP_BUILT="$2" LOREHALL_NEEDS_MB=700 "$CHECKOUT/dev" --dir "$TEST_ROOT/$1" --port "$(free_port)" up
}

test_instance_end() { step_end "starting an instance, $1"; }

# One that no connection is given by itself while the instance is being made.
free_port() {
    perl -MIO::Socket::INET -e '
        open my $in, "<", "/proc/sys/net/ipv4/ip_local_port_range";
        my ($first) = split " ", $in && <$in> // "";
        my $below = $first && $first > 12000 ? $first - 10000 : 0;
        for (1 .. 100) {
            my $port = $below && 10000 + int rand $below;
            my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $port) or next;
            print $socket->sockport;
            last;
        }'
}

# --- Suites ------------------------------------------------------------------------------------

suite_unit() { unit_scripts unit "$BUILD" plain-1; }

suite_unit_sanitized() {
    local file
    unit_scripts unit-sanitized "$D/build-sanitized" sanitized-1
    for file in $(suite_files integration); do
        add_script "unit-sanitized/${file#"$CHECKOUT/t/"}" "$file" "sanitized-$(row_of "$file")"
    done
    add_script unit-sanitized/fuzz-routes "$CHECKOUT/t/fuzz/routes.pl" sanitized-1
    for file in "${TEST_INSTANCES[@]}"; do
        [[ $file != sanitized-* ]] || add_script "unit-sanitized/no-report-${file##*-}" "$CHECKOUT/tools/dev/no-report" "$file"
    done
}

suite_lint() { file_scripts lint plain-1; }
suite_install() { file_scripts install none; }
suite_integration() { file_rows integration plain; }
suite_browser() { file_rows browser browser; }

# file_rows SUITE INSTANCES
file_rows() {
    local file
    for file in $(suite_files "$1"); do
        add_script "${file#"$CHECKOUT/t/"}" "$file" "$2-$(row_of "$file")"
    done
}

unit_scripts() {
    local suite=$1 build=$2 instance=$3 file
    for file in "$build"/t/unit/*/* "$build"/t/unit/*; do
        ! { [ -f "$file" ] && [ -x "$file" ]; } || add_script "$suite/${file#"$build"/t/unit/}" "$file" "$instance"
    done
}

# file_scripts SUITE INSTANCE
file_scripts() {
    local file
    for file in $(suite_files "$1"); do
        add_script "${file#"$CHECKOUT/t/"}" "$file" "$2"
    done
}

# add_script NAME FILE INSTANCE: the script that runs FILE, if it is wanted.
add_script() {
    local name=$1 file=$2 instance=$3 script=$TEST_ROOT/scripts/$1 runner=
    { [ -e "$file" ] && wants_script "$name"; } || return 0
    case $file in
    *.mjs) runner=node ;;
    *.t | *.pl) runner=$(interpreter "$file") ;;
    esac
    mkdir -p "$(dirname "$script")" "$(dirname "$TEST_ROOT/said/$name")"
    {
        printf '#!/usr/bin/env bash\ncd "%s" || exit 1\n' "$CHECKOUT"
        script_environment "$instance"
        # Leaks are looked for where a program is the test, not in what it starts.
        [ "${name%%/*}" != unit-sanitized ] || [[ $file == *.t ]] || echo "ASAN_OPTIONS=$ASAN:detect_leaks=1"
        [ -z "$SAY_WHAT" ] || printf 'exec > >(tee "%s")\n' "$TEST_ROOT/said/$name"
        # One that hangs must not take the rest with it; nor may what it forked, by holding its
        # output open. timeout leads the process group of all that.
        printf 'timeout -k 10 %s %s "%s" &\n' "${LOREHALL_TEST_TIMEOUT:-300}" "$runner" "$file"
        # shellcheck disable=SC2016
        echo 'wait $!; status=$?; kill -KILL -- -$! 2>/dev/null; exit $status'
    } >"$script"
    chmod +x "$script"
    printf '%s\n' "$name" >>"$TEST_ROOT/order"
}

script_environment() {
    local instance=$1 build=$BUILD port
    if [[ $instance == sanitized-* ]]; then
        build=$D/build-sanitized
        cat <<END
export LOREHALL_SANITIZED=1
export UBSAN_OPTIONS=$UBSAN ASAN_OPTIONS=$ASAN
END
    fi
    cat <<END
export LOREHALL_TEST_ROOT="$TEST_ROOT" LOREHALL_DEV="$CHECKOUT/dev" LOREHALL_BUILD="$build" UP_BUILT="$build"
export CMOCKA_MESSAGE_OUTPUT=TAP
END
    if [ "$instance" = none ]; then
        printf 'export LOREHALL_DEBIAN="%s" LOREHALL_DEBIAN_WITHOUT="%s"\n' "$DEBIAN_ROOT" "${DEBIAN_WITHOUT//[\"\$\`\\]/}"
    fi
    if [ -e "$TEST_ROOT/$instance/port" ]; then
        port=$(cat "$TEST_ROOT/$instance/port")
        cat <<END
export LOREHALL_DIR="$TEST_ROOT/$instance" LOREHALL_PORT=$port LOREHALL_BASE=http://127.0.0.1:$port
END
    fi
}

# perl, or what the first line asks for.
interpreter() {
    local first
    read -r first <"$1"
    case $first in
    '#!'*node*) echo node ;;
    '#!'*perl* | [!#]* | '#'[!!]*) echo perl ;;
    '#!'*) [ -x "$1" ] || echo sh ;;
    esac
}

# --- Benchmarks --------------------------------------------------------------------------------

bench_run() {
    local name failed=0
    if [ $# -eq 0 ]; then
        bench_list
        return
    fi
    for name in "$@"; do
        bench_file "$name" >/dev/null || die "no bench/$name; ./dev bench lists them"
    done
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1000
    packages_install up bench
    build 'build for benchmarks' "$D/build-bench" "${BUILD_BENCH[@]}"
    unlock_directory
    enter_test_root
    export LOREHALL_DEVELOPMENT=0
    test_instance plain "$D/build-bench"
    LOREHALL_DEV=$CHECKOUT/dev LOREHALL_BUILD=$D/build-bench LOREHALL_DIR=$TEST_ROOT/plain
    LOREHALL_PORT=$(cat "$TEST_ROOT/plain/port")
    LOREHALL_BASE=http://127.0.0.1:$LOREHALL_PORT
    export LOREHALL_DEV LOREHALL_BUILD LOREHALL_DIR LOREHALL_PORT LOREHALL_BASE UP_BUILT=$D/build-bench
    cd "$CHECKOUT" || die "cannot enter $CHECKOUT"
    for name in "$@"; do
        say
        say "== $name"
        "$(bench_file "$name")" || failed=1
    done
    return "$failed"
}

bench_file() {
    local file
    for file in "$CHECKOUT/bench/$1" "$CHECKOUT/bench/$1".{pl,sh}; do
        [ -f "$file" ] && [ -x "$file" ] && printf '%s\n' "$file" && return
    done
    return 1
}

bench_list() {
    local file
    for file in "$CHECKOUT"/bench/*.{pl,sh}; do
        [ -x "$file" ] || continue
        # Its first comment says what it measures.
        printf '%-16s %s\n' "$(basename "${file%.*}")" "$(sed -n '2,${/^# /{s/^# //p;q}}' "$file")"
    done
}
