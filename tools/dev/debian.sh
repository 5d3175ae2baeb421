# shellcheck shell=bash
# Part of ./dev: a Debian of this host's own release, for the test of what doc/deploy.md says.

# Beside what the document installs: what a Debian machine has (sudo, adduser), systemd, and curl to look.
DEBIAN_BASE='systemd systemd-sysv dbus sudo adduser curl'

# Makes DEBIAN_ROOT, which tests boot a copy of and leave as it is, beside what follows until
# debian_root_end. Kept in D: only a document that installs other packages has it made anew.
debian_root_begin() {
    local suite packages key
    DEBIAN_ROOT='' DEBIAN_WITHOUT=''
    if [ "$(id -u)" -ne 0 ]; then
        DEBIAN_WITHOUT='only root can boot a Debian'
        return
    fi
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
    packages=$(debian_packages)
    key=$(printf '%s\n' "$suite" "$packages" | sha256sum | cut -c 1-12)
    DEBIAN_ROOT=$D/debian/$key
    DEBIAN_STEP="a Debian to install on, $suite"
    if [ ! -e "$DEBIAN_ROOT/etc/debian_version" ]; then
        rm -rf "$D/debian"
        # 950 MB, and while it is made the packages; then comes what runs beside it and in it.
        need_space 2000
        mkdir -p "$D/debian" || die "cannot write in $D"
        step_begin "$DEBIAN_STEP" "$LOG/debian.log" debian_make "$suite" "$packages"
    fi
}

# Waits for it, and says in DEBIAN_WITHOUT why there can be none.
debian_root_end() {
    [ -n "$DEBIAN_ROOT" ] || return 0
    [ -z "${STEP_GROUP[$DEBIAN_STEP]-}" ] || step_end "$DEBIAN_STEP"
    # Whether the kernel and what this host runs in let it.
    if ! DEBIAN_WITHOUT=$(nspawn --quiet --directory="$DEBIAN_ROOT" --read-only /bin/true 2>&1); then
        DEBIAN_WITHOUT="systemd-nspawn cannot run here: ${DEBIAN_WITHOUT%%$'\n'*}"
    else
        DEBIAN_WITHOUT=
    fi
}

# What the document's own commands install.
debian_packages() {
    # shellcheck disable=SC2016
    sed -n '/^```sh$/,/^```$/p' "$CHECKOUT/doc/deploy.md" | sed -e ':more' -e '/\\$/{N;s/\\\n//;b more' -e '}' |
        sed -n 's/^sudo apt-get install //p' | tr -s ' ' '\n' | grep -v '^-' | sort -u
}

debian_make() {
    local suite=$1 packages=$2 mirror
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(RELEASE) $(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        sed -n "s/^$suite Debian //p" | head -n 1)
    [ -n "$mirror" ] || die "apt has no source of Debian $suite"
    # shellcheck disable=SC2086
    packages=$(printf '%s\n' $DEBIAN_BASE $packages | paste -sd ,)
    debootstrap --variant=minbase --include="$packages" "$suite" "$DEBIAN_ROOT.part" "$mirror"
    rm -rf "$DEBIAN_ROOT.part"/var/cache/apt/archives/*.deb
    mv "$DEBIAN_ROOT.part" "$DEBIAN_ROOT"
}

# Without the host's own systemd, which need not run.
nspawn() {
    systemd-nspawn --register=no --keep-unit --private-network "$@"
}
