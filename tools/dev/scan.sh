# shellcheck shell=bash
# Part of ./dev: scanners from outside over an instance of their own (t/scan).

scan_run() {
    local status=0
    [ $# -le 1 ] || die "scan takes how many seconds each scanner has for each role"
    [[ ${1-300} =~ ^[1-9][0-9]{0,4}$ ]] || die "$1 is not a number of seconds"
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1000
    packages_install up test scan
    build build "$BUILD" "${BUILD_PLAIN[@]}"
    unlock_directory
    enter_test_root
    test_instance scanned "$BUILD"
    cd "$CHECKOUT" || die "cannot enter $CHECKOUT"
    LOREHALL_DEV=$CHECKOUT/dev LOREHALL_BUILD=$BUILD LOREHALL_DIR=$TEST_ROOT/scanned LOREHALL_TEST_ROOT=$TEST_ROOT \
        LOREHALL_PORT=$(cat "$TEST_ROOT/scanned/port") perl t/scan/scan.pl "${1-300}" || status=$?
    say "logs of this run: $TEST_LOGS"
    return "$status"
}
