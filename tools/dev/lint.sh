# shellcheck shell=bash
# Part of ./dev: what compilers and linters think of the sources. Every finding of every one is
# shown; one is enough to fail.

lint_run() {
    local failed=0
    claim_directory
    LOCK_WAIT=600 lock_directory
    need_space 1000
    packages_install up test bench lint
    cd "$CHECKOUT" || die "cannot enter $CHECKOUT"
    mapfile -t LINT_FILES < <(git ls-files --cached --others --exclude-standard | sort -u)
    lint_one 'gcc, warnings are errors' lint_gcc || failed=1
    lint_one 'clang-tidy' lint_clang_tidy || failed=1
    lint_one 'clang-format' lint_clang_format || failed=1
    lint_one 'shellcheck' lint_shellcheck || failed=1
    lint_one 'house rules' lint_house || failed=1
    lint_one 'unused functions' lint_unused || failed=1
    lint_one 'perl -c' lint_perl || failed=1
    lint_one 'node --check' lint_node || failed=1
    [ "$failed" -eq 0 ] && say 'lint: clean'
    return "$failed"
}

# lint_one NAME COMMAND…: a step that, when it fails, shows what it found and lets others go on.
lint_one() {
    local log=$LOG/lint.log
    : >"$log"
    if ! STEP_MAY_FAIL=1 step "$1" "$log" "${@:2}"; then
        printf '%s:\n' "$1"
        cat -- "$log"
        return 1
    fi
}

# lint_files PATTERN…: of the tracked files, and of new ones that are not ignored.
lint_files() {
    local pattern file
    for pattern in "$@"; do
        for file in "${LINT_FILES[@]}"; do
            # shellcheck disable=SC2053
            [[ $file == $pattern ]] && [ -f "$file" ] && printf '%s\n' "$file"
        done
    done
    return 0
}

# A build of its own, so that bear sees how each file is compiled.
lint_gcc() {
    local tree=$D/build-lint
    (build_steps "$tree" configure "${BUILD_PLAIN[@]}")
    cd "$tree" || return
    [ -e compile_commands.json ] || make clean
    bear --append --output compile_commands.json -- make -j"$(nproc)" --no-print-directory all
    bear --append --output compile_commands.json -- make -j"$(nproc)" --no-print-directory check TESTS=
    # Nothing else builds what only measures.
    make -j"$(nproc)" --no-print-directory bench-programs
}

# What runs for others; a test may be plain about hostile text.
lint_clang_tidy() {
    local files
    mapfile -t files < <(lint_files 'lib/*.c' 'cgi/*.c' 'cli/*.c' 'services/*.c')
    [ ${#files[@]} -gt 0 ] || return 0
    printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet \
        -p "$D/build-lint" --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option \
        2> >(grep -v 'warnings\? generated' >&2)
}

lint_clang_format() { lint_files '*.c' '*.h' | xargs -r clang-format --dry-run --Werror; }

lint_shellcheck() {
    local file
    {
        lint_files '*.sh' '.ci/*'
        for file in $(lint_files 'tools/*' 'bench/*' 't/*'); do
            ! head -n 1 "$file" | grep -q '^#!.*sh$' || printf '%s\n' "$file"
        done
    } | grep -v '^tools/dev/.*\.sh$' | sort -u | xargs -r shellcheck -x
    # With what it sources.
    shellcheck -x -a dev
}

lint_house() { [ ! -x t/lint/house ] || t/lint/house; }

# By the objects that lint_gcc built.
lint_unused() { [ ! -x t/lint/unused ] || t/lint/unused "$D/build-lint"; }

lint_perl() {
    local file failed=0
    for file in $(lint_files '*.pl' '*.pm' 't/*.t' 'tools/*' 'build-aux/*' 't/lint/*' 'bench/*'); do
        head -n 1 "$file" | grep -q -e '^#!.*perl' -e '^package ' || continue
        # What they are told by ./dev they need when they run, and ask for when they are compiled.
        LOREHALL_DEV=$CHECKOUT/dev LOREHALL_DIR=$D LOREHALL_PORT=0 perl -It/integration/lib -It/lint -Ibench -c "$file" 2>&1 | grep -v 'syntax OK$' && failed=1
    done
    return "$failed"
}

lint_node() {
    local file failed=0
    for file in $(lint_files 'static/js/*.mjs' 'static/js/*.js' 't/*.mjs'); do
        node --check "$file" || failed=1
        # What it imports from beside it is only looked for when it runs.
        while read -r module; do
            [ -f "${file%/*}/$module" ] || { echo "$file: there is no $module" && failed=1; }
        done < <(sed -n "s|^import .*from '\(\.\.\?/[^']*\)';\$|\1|p" "$file")
    done
    return "$failed"
}
