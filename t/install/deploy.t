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
my $work     = tempdir('install.XXXXXX', DIR => $ENV{LOREHALL_ARENA}, CLEANUP => 1);
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

# As someone who may use sudo, in what was unpacked from a release; what the document has one type is
# there to be read.
put('follow', <<'END');
export MAKEFLAGS=-j$(nproc) LC_ALL=C.UTF-8
cd ~/lorehall || exit 1
for block in /deploy/block.*; do
    bash -euo pipefail "$block" </deploy/typed >"/deploy/said.${block##*.}" 2>&1
    echo $? >"/deploy/status.${block##*.}"
done
END
put('typed', "correct horse battery staple\n");

put('look', <<'END');
page() { curl --silent --show-error --max-time 20 --retry 20 --retry-delay 1 --retry-all-errors --fail --header 'Host: everquest.localhost' "http://127.0.0.1$1" 2>&1; }
page / >/deploy/page
page /static/errors/503.html >/deploy/static
page /health >/deploy/health
sudo -u lorehall lorehall check >/deploy/check 2>&1; echo "status $?" >>/deploy/check
browser() { curl --silent --cookie /tmp/cookies --cookie-jar /tmp/cookies --header 'Host: everquest.localhost' --header 'Origin: http://everquest.localhost' "$@"; }
token() { browser "http://127.0.0.1$1" | sed -n 's/.*name="\(csrf\|key\)" value="\([^"]*\)".*/--data-urlencode \1=\2/p' | sort -u; }
browser $(token /account/login) --data-urlencode name=you --data-urlencode 'password=correct horse battery staple' \
    --output /dev/null --dump-header /deploy/login http://127.0.0.1/account/login
browser $(token /forum/general/new) --data-urlencode 'title=The first thread' --data-urlencode 'body=Written here.' \
    --output /dev/null --dump-header /deploy/post http://127.0.0.1/forum/general/new
echo '{"id":"o","parent":null,"thread":"t","author":"ann","created":"2015-01-01T00:00:00Z","title":"From elsewhere","body":"","score":0}' |
    sudo -u lorehall lorehall import threads - --site everquest --board general >/deploy/import 2>&1
page /forum/general/ >/deploy/board
systemctl restart lorehall.target
page / >/deploy/page-again
systemctl list-units --no-legend --plain --state=active 'lorehall*' nginx.service mariadb.service >/deploy/active
systemctl list-units --no-legend --plain --state=failed 'lorehall*' nginx.service mariadb.service >/deploy/failed
systemctl stop lorehall.target
sleep 1
systemctl list-units --no-legend --plain --state=active 'lorehall@*' >/deploy/left
systemctl start lorehall.target
page / >/deploy/page-afresh
journalctl --no-pager --output=short -u 'lorehall*' -u nginx -u mariadb >/deploy/journal
END

put('run', <<'END');
useradd --create-home --shell /bin/bash deployer
echo 'deployer ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/deployer
cp -r /deploy/source ~deployer/lorehall && chown -R deployer: ~deployer/lorehall
runuser --login deployer -c 'bash /deploy/follow'
bash /deploy/look
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

my @blocks = blocks();
put(sprintf('block.%02d', $_), $blocks[$_][1]) for 0 .. $#blocks;
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
my $status = system "timeout -k 10 280 unshare --mount --propagation private bash '$deploy/boot' '$work' '$debian' >'$work/console' 2>&1 </dev/null";
is $status, 0, 'a Debian boots, and ends by itself' or diag `tail -n 30 '$work/console'`, content('run.log');

for my $number (0 .. $#blocks) {
    my $name = sprintf '%02d', $number;
    is content("status.$name"), "0\n", "what stands under “$blocks[$number][0]” works as it stands: " . ($blocks[$number][1] =~ /^(.{0,50})/)[0]
        or diag substr content("said.$name"), -3000;
}
cmp_ok scalar(@blocks), '>=', 5, 'which is something';

my $well = 1;
$well &&= ok $_->[0], $_->[1] for
    [content('page') =~ m{<title>.+</html>}s,        'the site answers with a page, through nginx'],
    [content('static') =~ m{</html>},                'with its static files'],
    [content('health') =~ /^ok /,                    'and is well: ' . (content('health') =~ /(.*)/)[0]],
    [content('check') =~ /^status 0$/m && content('check') !~ /^(?:BAD|warn)/m, 'lorehall check is content'],
    [content('login') =~ /^Set-Cookie: /mi,          'the administrator can log in'],
    [content('post') =~ m{^Location: .*/forum/thread/\d}mi, 'and write a thread'],
    [content('import') =~ /"added": ?1\b/,          'threads can be imported'],
    [content('board') =~ /The first thread/ && content('board') =~ /From elsewhere/, 'both are on the board'],
    [content('page-again') =~ m{</html>},            'after a restart there is a page again'],
    [content('active') =~ /lorehall\@forum\.service.*running/, 'the units run'],
    [content('failed') eq '',                        'and none has failed' . content('failed')],
    [content('left') eq '',                          'the target stops all of them'],
    [content('journal') !~ /timed out\. Killing/,   'none has to be killed'],
    [content('page-afresh') =~ m{</html>},           'and starts them afresh'];
diag map { "$_: " . substr(content($_), -2500) . "\n" } qw(run.log page health check login post import active journal) unless $well;

done_testing;
