# What doc/deploy.md says, done word for word on a new Debian that boots, and a page of it asked for.
use v5.36;
use utf8;
use FindBin;
use File::Temp qw(tempdir);
use Test::More;

plan skip_all => $ENV{LOREHALL_DEBIAN_WITHOUT} if $ENV{LOREHALL_DEBIAN_WITHOUT};

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $debian   = $ENV{LOREHALL_DEBIAN} // die 'LOREHALL_DEBIAN is not set: run this by ./dev test';
my $checkout = "$FindBin::Bin/../..";
my $work     = tempdir('install.XXXXXX', DIR => $ENV{LOREHALL_TEST_ROOT}, CLEANUP => 1);
my $deploy   = "$work/deploy";    # /deploy in there
mkdir $_ or die "$_: $!" for $deploy, map {"$work/$_"} qw(upper work root);

sub put ($name, $text, $mode = 0644) {
    open my $out, '>:encoding(UTF-8)', "$deploy/$name" or die "$name: $!";
    print $out $text;
    close $out or die "$name: $!";
    chmod $mode, "$deploy/$name" or die "$name: $!";
    return;
}

sub content ($name) {
    open my $in, '<:encoding(UTF-8)', "$deploy/$name" or return '';
    local $/;
    return scalar <$in> // '';
}

# The document's commands, with the heading that each stands under.
sub blocks () {
    open my $in, '<:encoding(UTF-8)', "$checkout/doc/deploy.md" or die "deploy.md: $!";
    my ($heading, $text, @blocks) = ('');
    while (<$in>) {
        if    (defined $text && /^```$/) { push @blocks, [$heading, $text]; undef $text }
        elsif (defined $text)            { $text .= $_ }
        elsif (/^```sh$/)                { $text = '' }
        elsif (/^#+ (.+)$/)              { $heading = $1 }
    }
    return @blocks;
}

# The stages of an installation's life, each looked at when it is done: from nothing to a page, all that
# comes in the years after, and its end.
sub stage ($heading) { $heading =~ /^[1-5]\./ ? 1 : $heading =~ /^Uninstall/ ? 3 : 2 }

# As someone who may use sudo, in what was unpacked from a release; what the document has one type is
# there to be read.
put('follow', <<'END');
export MAKEFLAGS=-j$(nproc) LC_ALL=C.UTF-8
cd ~/lorehall || exit 1
for block in /deploy/block."$1".*; do
    name=${block#*.}
    bash -euo pipefail "$block" </deploy/typed >"/deploy/said.$name" 2>&1
    echo $? >"/deploy/status.$name"
done
END
put('typed', "correct horse battery staple\n");

put('tools', <<'END');
page() { curl --silent --show-error --max-time 20 --retry 20 --retry-delay 1 --retry-all-errors --fail --header "Host: ${2-everquest}.localhost" "http://127.0.0.1$1" 2>&1; }
browser() { curl --silent --insecure --cookie /tmp/cookies --cookie-jar /tmp/cookies --header "Origin: $origin" "$@"; }
token() { browser "$origin$1" | sed -n 's/.*name="\(csrf\|key\)" value="\([^"]*\)".*/--data-urlencode \1=\2/p' | sort -u; }
login() {
    browser $(token /account/login) --data-urlencode name=you --data-urlencode 'password=correct horse battery staple' \
        --output /dev/null --dump-header "$1" "$origin/account/login"
}
units() { systemctl list-units --no-legend --plain --state="$1" 'lorehall*' nginx.service mariadb.service; }
END

put('look.1', <<'END');
. /deploy/tools
origin=http://everquest.localhost
page / >/deploy/page
page / camelot >/deploy/second
page /static/errors/503.html >/deploy/static
page /health >/deploy/health
sudo -u lorehall lorehall check >/deploy/check 2>&1; echo "status $?" >>/deploy/check
login /deploy/login
browser $(token /forum/general/new) --data-urlencode 'title=The first thread' --data-urlencode 'body=Written here.' \
    --output /dev/null --dump-header /deploy/post $origin/forum/general/new
echo '{"id":"o","parent":null,"thread":"t","author":"ann","created":"2015-01-01T00:00:00Z","title":"From elsewhere","body":"","score":0}' |
    sudo -u lorehall lorehall import threads - --site everquest --board general --source elsewhere >/deploy/import 2>&1
page /forum/general/ >/deploy/board
sudo -u lorehall lorehall import entries /usr/share/lorehall/db/sample/lore/everquest.jsonl --site everquest --report /var/tmp/report >/deploy/entries 2>&1
ls /var/tmp/report >>/deploy/entries
for try in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -s /var/cache/lorehall/everquest.catalogue ] || break
    sleep 1
done
page /beastiary/npc/ >/deploy/list
sudo -u lorehall lorehall check >/deploy/check-again 2>&1; echo "status $?" >>/deploy/check-again
ls -l /var/cache/lorehall >>/deploy/check-again
systemctl restart lorehall.target
page / >/deploy/page-again
# Workers that cannot even be executed.
chmod 000 /usr/libexec/lorehall/account
systemctl restart lorehall@account
for try in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.5
    [ "$(cat /run/lorehall/account.starts)" -lt 20 ] || break
done
curl --silent --header 'Host: everquest.localhost' http://127.0.0.1/health >/deploy/health-ill
chmod 755 /usr/libexec/lorehall/account
page /account/login >/deploy/login-again
page /health >/deploy/health-again
units active >/deploy/active
units failed >/deploy/failed
for unit in $(systemctl list-units --no-legend --plain 'lorehall@*' | cut -d ' ' -f 1); do
    echo "$unit $(systemctl show --property=Environment --value "$unit") $(pgrep --count --parent "$(systemctl show --property=MainPID --value "$unit")")"
done >/deploy/workers
systemctl stop lorehall.target
sleep 1
units active | grep lorehall@ >/deploy/left
systemctl start lorehall.target
page / >/deploy/page-afresh
END

put('look.2', <<'END');
. /deploy/tools
origin=https://everquest.localhost
rm -f /tmp/cookies
curl --silent --insecure --retry 20 --retry-delay 1 --retry-all-errors --fail $origin/forum/general/ >/deploy/board-secure
curl --silent --head http://everquest.localhost/forum/ >/deploy/redirect
curl --silent --insecure --head $origin/forum/ >/deploy/secure-head
login /deploy/login-secure
mariadb -N -e "SELECT COUNT(*) FROM restored.thread" >/deploy/restored
mariadb -N -e "SELECT DISTINCT db FROM information_schema.processlist WHERE user = 'lorehall'" >/deploy/database
units failed >/deploy/failed-later
END

put('look.3', <<'END');
. /deploy/tools
units active >/deploy/active-gone
find / -xdev \( -path /proc -o -path /sys -o -path /deploy -o -path /home -o -path /tmp -o -path /var/log -o -path /var/backups \) -prune \
    -o -iname '*lorehall*' -print >/deploy/left-over
getent passwd lorehall >>/deploy/left-over
mariadb -N -e "SELECT user FROM mysql.user WHERE user LIKE 'lorehall%'" >>/deploy/left-over
curl --silent --fail --output /dev/null http://127.0.0.1/; echo $? >/deploy/nginx-again
END

put('run', <<'END');
useradd --create-home --shell /bin/bash deployer
echo 'deployer ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/deployer
cp -r /deploy/source ~deployer/lorehall && chown -R deployer: ~deployer/lorehall
for stage in 1 2 3; do
    runuser --login deployer -c "bash /deploy/follow $stage"
    bash /deploy/look.$stage
    journalctl --no-pager --output=short -u 'lorehall*' -u nginx -u mariadb >/deploy/journal
done
systemctl --no-block poweroff
END
put('test.service', <<'END');
[Unit]
After=mariadb.service nginx.service
[Service]
Type=oneshot
ExecStart=/bin/bash /deploy/run
StandardOutput=file:/deploy/run.log
StandardError=file:/deploy/run.log
END

# What the list of areas makes of that.
my $expected = join '', map { my ($area, $workers) = split; "lorehall\@$area.service WORKERS=$workers $workers\n" } sort `'$checkout/build-aux/areas' workers`;

my @blocks = blocks();
my @names = map { sprintf '%d.%02d', stage($blocks[$_][0]), $_ } 0 .. $#blocks;
put("block.$names[$_]", $blocks[$_][1]) for 0 .. $#blocks;
chmod 01777, $deploy;
is system("make -C '$ENV{LOREHALL_BUILD}' distdir distdir='$deploy/source' >'$work/dist.log' 2>&1"), 0, 'a release is put together'
    or diag `tail -n 20 '$work/dist.log'`;

# What is written goes beside the Debian, which stays as it is; where overlays cannot be, to a copy.
put('boot', <<'END');
cd "$1" && export SYSTEMD_NSPAWN_LOCK=0
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" root ||
    { rmdir root && cp -a --reflink=auto "$2" root; } || exit
cp deploy/test.service root/etc/systemd/system/ &&
    mkdir -p root/etc/systemd/system/multi-user.target.wants &&
    ln -s ../test.service root/etc/systemd/system/multi-user.target.wants/ || exit
exec systemd-nspawn --boot --quiet --directory="$1/root" --machine=lorehall-test --private-network --register=no \
    --keep-unit --console=pipe --bind="$1/deploy:/deploy" --kill-signal=SIGRTMIN+4
END
my $status = system "timeout -k 10 285 unshare --mount --propagation private bash '$deploy/boot' '$work' '$debian' >'$work/console' 2>&1 </dev/null";
is $status, 0, 'a Debian boots, and ends by itself' or diag `tail -n 30 '$work/console'`, content('run.log');

for my $number (0 .. $#blocks) {
    my $name = $names[$number];
    is content("status.$name"), "0\n", "what stands under “$blocks[$number][0]” works as it stands: " . ($blocks[$number][1] =~ /^(.{0,50})/)[0]
        or diag substr content("said.$name"), -3000;
}
is join('', sort keys %{ { map { substr($_, 0, 1) => 1 } @names } }), '123', 'which is a whole life';

my $well = 1;
# A match that fails is nothing at all in a list: names come first.
$well = ok($_->[1], $_->[0]) && $well for
    ['the site answers with a page, through nginx', content('page') =~ m{<title>.+</html>}s],
    ['and with another of its other site', content('second') =~ m{<title>.+</html>}s && content('second') ne content('page')],
    ['with its static files', content('static') =~ m{</html>}],
    ['and is well: ' . (content('health') =~ /(.*)/)[0], content('health') =~ /^ok /],
    ['lorehall check is content', content('check') =~ /^status 0$/m && content('check') !~ /^(?:BAD|warn(?! mail:))/m],
    ['the administrator can log in', content('login') =~ /^Set-Cookie: /mi],
    ['and write a thread', content('post') =~ m{^Location: .*/forum/thread/\d}mi],
    ['threads can be imported', content('import') =~ /"added": ?1\b/],
    ['both are on the board', content('board') =~ /The first thread/ && content('board') =~ /From elsewhere/],
    ['a game is imported, with a report', content('entries') =~ /"added": ?[1-9]\d\d/ && content('entries') =~ m{^/var/tmp/report$}m],
    ['it is listed', content('list') =~ m{<tr.*/beastiary/npc/\d+/}s],
    ['its catalogue is made, and check is content', content('check-again') =~ /^status 0$/m && content('check-again') !~ /^(?:BAD|warn(?! mail:))/m && content('check-again') =~ /everquest/],
    ['after a restart there is a page again', content('page-again') =~ m{</html>}],
    ['health names a pool whose workers cannot be executed: ' . content('health-ill'), content('health-ill') =~ /^account: workers die as they start \(\d+ in a row\)/m],
    ['which comes back by itself when they can', content('login-again') =~ m{</html>}],
    ['and is well', content('health-again') =~ /^ok /],
    ['every area runs, with as many workers as it should have: ' . content('workers'), content('workers') eq $expected],
    ['and none has failed' . content('failed'), content('failed') eq ''],
    ['the target stops all of them', content('left') eq ''],
    ['none has to be killed', content('journal') !~ /timed out\. Killing/],
    ['and starts them afresh', content('page-afresh') =~ m{</html>}],
    ['by TLS the board has what it had, in a new version and from a restored database', content('board-secure') =~ /The first thread/ && content('board-secure') =~ /From elsewhere/],
    ['http leads to https', content('redirect') =~ m{^HTTP/1.1 301\b.*^Location: https://everquest.localhost/forum/}ms],
    ['which says that it stays, and all that protects', content('secure-head') =~ /^strict-transport-security: max-age/mi && content('secure-head') =~ /^x-content-type-options: nosniff/mi],
    ['cookies go over it only', content('login-secure') =~ /^Set-Cookie: __Host-.*; Secure/mi],
    ['the restored database is the one in use', content('restored') =~ /^2$/ && content('database') eq "restored\n"],
    ['nothing has failed until the end' . content('failed-later'), content('failed-later') eq ''],
    ['uninstalled, nothing of it runs, and nginx does', content('active-gone') !~ /lorehall/ && content('active-gone') =~ /nginx/],
    ['and nothing is left: ' . content('left-over'), content('left-over') eq ''],
    ['but what was there before', content('nginx-again') eq "0\n"];
diag map { "$_: " . substr(content($_), -2500) . "\n" } qw(run.log page health check login post import entries check-again active board-secure redirect secure-head login-secure restored database journal) unless $well;

done_testing;
