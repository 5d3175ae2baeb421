# shellcheck shell=bash
# Part of ./dev: building, out of tree. A build directory that is a link belongs to somebody else
# (./dev test lends its own to the instance that it starts) and is taken as it is.

# build NAME DIRECTORY CONFIGURE-ARGUMENT…: everything, without the tests' programs.
build() {
    local name=$1 directory=$2
    shift 2
    [ ! -L "$directory" ] || return 0
    [ -e "$CHECKOUT/configure.ac" ] || die "$CHECKOUT has no configure.ac"
    : >"$LOG/build.log"
    step "$name" "$LOG/build.log" build_steps "$directory" all "$@"
}

# build_tests NAME DIRECTORY CONFIGURE-ARGUMENT…: everything, and the unit tests, without running
# them.
build_tests() {
    local name=$1 directory=$2
    shift 2
    : >"$LOG/build.log"
    step "$name" "$LOG/build.log" build_steps "$directory" tests "$@"
}

# build_steps DIRECTORY configure|all|tests CONFIGURE-ARGUMENT…
build_steps() {
    local directory=$1 what=$2
    shift 2
    # What make printed last time says nothing about this time.
    export TMPDIR=$D/tmp
    (
        # Two instances of one checkout must not both make ./configure.
        flock 8
        if configure_stale; then
            cd "$CHECKOUT" && autoreconf --force --install
        fi
    ) 8<"$CHECKOUT/configure.ac"
    mkdir -p "$directory"
    cd "$directory" || return
    # What configure finds depends on what is installed: cmocka comes with the first test.
    if [ ! -e .configured ] || [ "$CHECKOUT/configure" -nt .configured ] ||
        [ /var/lib/dpkg/status -nt .configured ] ||
        [ "$CHECKOUT $*" != "$(cat .configured 2>/dev/null)" ]; then
        configure_tree "$@"
        printf '%s\n' "$CHECKOUT $*" >.configured
    fi
    [ "$what" != configure ] || return 0
    make -j"$(nproc)" --no-print-directory all
    [ "$what" = all ] || make -j"$(nproc)" --no-print-directory check TESTS=
}

# configure_tree ARGUMENT…: in the directory of a build, that may hold an older one: where what that
# left is in the way (a program where there is a directory now), it begins anew.
configure_tree() {
    local old=0
    [ ! -e config.status ] || old=1
    rm -f .configured
    "$CHECKOUT/configure" --quiet "$@" && return
    [ "$old" = 1 ] || return
    find . -mindepth 1 -delete
    "$CHECKOUT/configure" --quiet "$@"
}

configure_stale() {
    local source
    [ -e "$CHECKOUT/configure" ] && [ -e "$CHECKOUT/Makefile.in" ] || return 0
    for source in "$CHECKOUT"/{configure.ac,Makefile.am,cgi/areas,m4/*.m4}; do
        [ ! -e "$source" ] || [ ! "$source" -nt "$CHECKOUT/configure" ] || return 0
    done
    return 1
}

# ./dev build [--sanitize|--coverage]
build_run() {
    local name=build directory=$BUILD
    local arguments=("${BUILD_PLAIN[@]}")
    case ${1-} in
    '') ;;
    --sanitize) name='build, sanitized' directory=$D/build-sanitized arguments=("${BUILD_SANITIZED[@]}") ;;
    --coverage) name='build for coverage' directory=$D/build-coverage arguments=("${BUILD_COVERAGE[@]}") ;;
    *) die "build takes --sanitize or --coverage, not $1" ;;
    esac
    claim_directory
    lock_directory
    need_space 500
    packages_install up test
    build_tests "$name" "$directory" "${arguments[@]}"
    say "it is in $directory"
}

BUILD_PLAIN=(--enable-werror --enable-faults)
BUILD_SANITIZED=(--enable-werror --enable-faults --enable-sanitizers)
BUILD_COVERAGE=(--enable-faults --enable-coverage)
BUILD_BENCH=('CFLAGS=-O2 -g')
