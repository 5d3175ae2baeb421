# A pool with settings of its own, spoken to by FastCGI without nginx: for what the instance's pools are not set
# up for.
package Lorehall::Worker;
use v5.36;
use utf8;

use Carp qw(croak);
use IO::Socket::UNIX;
use POSIX ();
use Time::HiRes qw(sleep);

use Lorehall;
use Lorehall::Answer;

# Starts AREA with the instance's configuration, but for SETTINGS. It ends with the object. One worker, unless
# `workers` says how many; `program` where the area is none of the house.
sub new ($class, $area, %settings) {
    my $name = unique($area);
    my ($workers, $program) = (delete $settings{workers} // 1, delete $settings{program} // "cgi/$area/$area");
    my @keeper = $workers > 1 ? ('/usr/bin/multiwatch', '-f', $workers, '--') : ();
    my $self = bless { name => $name, owner => $$, shared => instance_file("tmp/$name.shared"), socket => instance_file("run/$name") }, $class;
    $settings{'Shared.File'} //= $self->{shared};
    my $config = instance_file("tmp/$name.hdf");
    open my $in, '<', instance_file('site.hdf') or croak "site.hdf: $!";
    my @lines = grep { !/^([\w.]+)/ || !exists $settings{$1} } <$in>;
    open my $out, '>', $config or croak "$config: $!";
    print $out @lines, map {"$_ = $settings{$_}\n"} sort keys %settings;
    close $out;
    $self->{config} = $config;
    $self->{pid} = fork // croak $!;
    if (!$self->{pid}) {
        open STDERR, '>>', instance_file("log/$area-own.log");
        exec 'spawn-fcgi', '-n', '-s', $self->{socket}, '--', @keeper, build_file($program), '--config', $config;
    }
    wait_until(10, sub { -S $self->{socket} }) or croak "$area did not start";
    return $self;
}

sub DESTROY ($self) {
    return if $self->{owner} != $$;
    local ($?, $!);
    kill TERM => $self->{pid};
    # A worker that is about to accept may miss the first one.
    for (1 .. 50) {
        last if waitpid($self->{pid}, POSIX::WNOHANG()) > 0;
        sleep 0.1;
        kill $_ > 30 ? 'KILL' : 'TERM', $self->{pid};
    }
    unlink @$self{qw(config shared socket)}, "$self->{shared}.lock";
}

sub name_value ($name, $value) {
    return join('', map { $_ < 128 ? chr : pack 'N', $_ | 0x80000000 } length $name, length $value) . $name . $value;
}

sub record ($type, $content) { pack('CCnnCC', 1, $type, 1, length $content, 0, 0) . $content }

# What VISITOR would be answered by this worker: method =>, body =>, further parameters by name.
sub ask ($self, $visitor, $path, %more) {
    my $body = delete $more{body} // '';
    my %parameter = (
        REQUEST_METHOD => delete $more{method} // 'GET', REQUEST_URI => $path, QUERY_STRING => $path =~ s/^[^?]*\??//r,
        HTTP_HOST => "$visitor->{host}:$visitor->{port}", REMOTE_ADDR => '127.0.0.1', REQUEST_ID => $self->{name},
        HTTP_ACCEPT_LANGUAGE => $visitor->{language} // '', CONTENT_LENGTH => length $body, %more,
    );
    $parameter{HTTP_COOKIE} //= "lorehall=$visitor->{token}" if defined $visitor->{token};
    # The socket is there a moment before anybody listens to it.
    my $socket;
    wait_until(10, sub { $socket = IO::Socket::UNIX->new($self->{socket}) }) or croak "$self->{socket}: $!";
    my $sent = record(1, pack 'nCx5', 1, 0) . record(4, join '', map { name_value($_, $parameter{$_}) } sort keys %parameter) . record(4, '');
    $sent .= record(5, $1) while $body =~ s/\A(.{1,32768})//s;
    syswrite $socket, $sent . record(5, '');
    my ($all, $answer) = ('', '');
    1 while sysread $socket, $all, 65536, length $all;
    while (length $all >= 8) {
        my (undef, $type, undef, $length, $padding) = unpack 'CCnnC', $all;
        $answer .= substr $all, 8, $length if $type == 6;
        substr $all, 0, 8 + $length + $padding, '';
    }
    return Lorehall::Answer->parse("HTTP/1.1 " . ($answer =~ /^Status: (.*?)\r\n/m ? $1 : '200') . "\r\n$answer") // croak "$self->{name}: no answer";
}

1;
