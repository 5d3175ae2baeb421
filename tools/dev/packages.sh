# shellcheck shell=bash
# Part of ./dev: the Debian packages that Lorehall is built, run and tested with.

# WHEN PACKAGE REASON. WHEN: up, test (also), bench (also), lint (also), fuzz (also), scan (also). PACKAGE=COMMAND: any package that
# brings COMMAND will do.
package_list() {
    cat <<'END'
up   build-essential           C compiler and make
up   autoconf                  makes ./configure
up   automake                  makes Makefile.in
up   pkg-config                finds libraries
up   gettext                   message catalogues
up   libfcgi-dev               FastCGI
up   default-libmysqlclient-dev the database's client library
up   clearsilver-dev           views
up   uuid-dev                  session ids
up   libsodium-dev             password hashes, random, comparison
up   libzxcvbn-dev             how hard passwords are to guess
up   libmd4c-dev               Markdown
up   libcurl4-openssl-dev      publishing, mail, providers of logins
up   libcjose-dev              ID tokens of providers of logins
up   openssl=openssl           keys of the provider that development has
up   libjansson-dev            JSON
up   zlib1g-dev                compression
up   liblzma-dev               sources in xz
up   libzstd-dev               sources in zstd
up   liboath-dev               codes of authenticator apps
up   libqrencode-dev           the pictures that they read
up   libfido2-dev              passkeys
up   libpng-dev                logos, also those sent
up   libjpeg-dev               as JPEG
up   libwebp-dev               and WebP
up   libpcre2-dev              patterns that hold posts for review
up   libunistring-dev          what texts say however they are written
up   libseccomp-dev            the workers' sandbox
up   mariadb-server-core       the database, without the system's own instance
up   mariadb-client-core       its command line
up   nginx                     the front
up   libnginx-mod-nchan        live pages
up   libnginx-mod-http-headers-more-filter the live stream for any client
up   spawn-fcgi                opens the pools' sockets
up   multiwatch                keeps the pools full
up   curl                      asks for health
up   iproute2                  ss: who listens on a port
up   procps                    ps: who belongs to a service
up   perl                      tools, and prove
test libcmocka-dev             C unit tests
test xz-utils=xz               packs what they read
test zstd=zstd                 the same
test zip=zip                   the same
test mariadb-client=mariadb-dump the stock dump
test libio-socket-ssl-perl     the catcher of mails, under TLS
test nodejs=node               runs the browser tests
test npm=npm                   their packages
test chromium                  the browser
test debootstrap               a Debian to install on
test systemd-container         boots it
test default-jre-headless=java runs the checker of pages (npm vnu-jar)
bench libsqlite3-dev           what catalogues are compared with
bench wrk                      load
fuzz clang                     libFuzzer's compiler
fuzz libclang-rt-dev           libFuzzer, and the sanitizers of clang
scan wapiti                    crawls pages and tries what it finds
scan sqlmap                    changes requests until SQL shows
lint clang-format              layout of C
lint clang-tidy                errors in C
lint bear                      how each file is compiled, for clang-tidy
lint shellcheck                errors in shell
lint git                       which files there are
END
}

# packages_missing WHEN…: prints those of these occasions that are not there.
packages_missing() {
    local occasions=" $* " when package command installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    while read -r when package _; do
        [[ $occasions == *" $when "* ]] || continue
        command=${package#*=}
        if [ "$command" != "$package" ] && command -v "$command" >/dev/null; then
            continue
        fi
        package=${package%%=*}
        grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
    done < <(package_list)
}

# packages_install WHEN…: installs what is missing; touches apt only then.
packages_install() {
    local missing as_root=()
    command -v dpkg-query >/dev/null || die "this is not Debian: install by hand what tools/dev/packages.sh lists"
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        may_sudo || die "only root may install what is missing, and $(id -un) may not use sudo; have root run: apt-get install ${missing[*]}"
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    : >"$LOG/packages.log"
    step "package lists" "$LOG/packages.log" apt_get update
    step "packages: ${missing[*]}" "$LOG/packages.log" apt_get install -y --no-install-recommends "${missing[@]}"
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -eq 0 ] || die "apt-get did not install ${missing[*]}; the log is $LOG/packages.log"
}

# nginx makes the directory of nchan's temporary files, which no directive can move, but only root
# can make it where it is.
nchan_directory() {
    local directory=/var/lib/nginx/body
    if [ "$(id -u)" -eq 0 ] || [ -d "$directory" ]; then
        return
    fi
    may_sudo || die "nginx's nchan needs $directory, and $(id -un) may not use sudo; have root run: mkdir $directory"
    sudo mkdir -p "$directory" || die "cannot make $directory"
}

may_sudo() {
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null && return
    [ -t 0 ] && sudo -v
}

# as_root comes from packages_install.
apt_get() {
    local status=0 line
    "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=120 "$@" || status=$?
    [ "$status" -eq 0 ] && return
    line=$(grep -m 1 -e '^E: ' -e 'No space left' "$LOG/packages.log") || line="exit status $status"
    die "apt-get $1 failed: $line; the log is $LOG/packages.log"
}
