# A page that listens: Server-Sent Events (WHATWG HTML, 9.2) over a connection of its own.
package Lorehall::Stream;
use v5.36;
use utf8;

use Encode qw(decode);
use IO::Select;
use JSON::PP ();
use Time::HiRes qw(time);

# Connects VISITOR to PATH, the live stream's, and waits for the answer's head.
sub new ($class, $visitor, $path, %headers) {
    my $self = bless { socket => $visitor->connection, raw => '', stream => '', events => [] }, $class;
    $headers{'Accept-Language'} //= $visitor->{language} // 'en';
    $headers{Cookie} //= "lorehall=$visitor->{token}" if defined $visitor->{token};
    my $head = join '', map {"$_: $headers{$_}\r\n"} sort keys %headers;
    syswrite $self->{socket}, "GET $path HTTP/1.1\r\nHost: $visitor->{host}:$visitor->{port}\r\nAccept: text/event-stream\r\n$head\r\n";
    $self->wait_for(sub { defined $self->{status} || $self->{ended} }, 10);
    return $self;
}

sub status ($self) { $self->{status} }
sub header ($self, $name) { $self->{headers}{ lc $name } }

# Reads what has come, for at most $seconds. False when the connection has ended.
sub read_some ($self, $seconds) {
    return 0 if $self->{ended};
    return 1 unless IO::Select->new($self->{socket})->can_read($seconds);
    my $count = sysread $self->{socket}, $self->{raw}, 65536, length $self->{raw};
    $self->{ended} = 1 unless $count;
    $self->take_head unless defined $self->{status};
    $self->take_body if defined $self->{status};
    return !$self->{ended};
}

sub take_head ($self) {
    $self->{raw} =~ s/\A(.*?)\r\n\r\n//s or return;
    my $head = $1;
    ($self->{status}) = $head =~ m{^HTTP/1\.1 (\d+)};
    $self->{headers} = { map { /^([^:]+):\s*(.*)/ ? (lc $1, $2) : () } split /\r\n/, $head };
}

# Unwraps chunks, then cuts the stream into events.
sub take_body ($self) {
    if (($self->{headers}{'transfer-encoding'} // '') eq 'chunked') {
        while ($self->{raw} =~ /\A([0-9a-f]+)\r\n/i && length $self->{raw} >= length($1) + 4 + hex $1) {
            my ($head, $length) = (length($1) + 2, hex $1);
            $self->{stream} .= substr $self->{raw}, $head, $length;
            substr $self->{raw}, 0, $head + $length + 2, '';
            $self->{ended} = 1 unless $length;
        }
    }
    else { $self->{stream} .= $self->{raw}; $self->{raw} = '' }
    while ($self->{stream} =~ s/\A(.*?)(?:\r\n|\n|\r)(?:\r\n|\n|\r)//s) {
        my $event = event($1) or next;
        push @{ $self->{events} }, $event;
    }
}

# One event: {name}, {id}, {data} as text, {json}, and when it {came}; nothing for mere comments.
sub event ($block) {
    my (%event, @data);
    for (split /\r\n|\n|\r/, $block) {
        push @data, $1 if /^data: ?(.*)/s;
        $event{name} = $1 if /^event: ?(.*)/;
        $event{id}   = $1 if /^id: ?(.*)/;
    }
    return unless @data;
    $event{data} = decode('UTF-8', join "\n", @data);
    $event{json} = eval { JSON::PP->new->decode($event{data}) };
    $event{came} = time;
    return \%event;
}

# Reads until $condition is true; false when it is not within $seconds.
sub wait_for ($self, $condition, $seconds) {
    my $deadline = time + $seconds;
    while (!$condition->()) {
        my $left = $deadline - time;
        return 0 if $left <= 0;
        $self->read_some($left < 0.05 ? $left : 0.05) or return $condition->();
    }
    return 1;
}

# All events so far.
sub events ($self) { @{ $self->{events} } }

# Whether an event is of this name, where one is given, and has these members.
sub fits ($event, %members) {
    my $name = delete $members{name};
    my $json = $event->{json} or return 0;
    return 0 if defined $name && ($event->{name} // '') ne $name;
    return !grep { !defined $json->{$_} || $json->{$_} ne $members{$_} } keys %members;
}

# The first such event, waited for; undef when it does not come.
sub expect ($self, $seconds, %members) {
    my $found;
    $self->wait_for(sub { ($found) = grep { fits($_, %members) } $self->events; $found }, $seconds);
    return $found;
}

sub close ($self) { CORE::close $self->{socket}; $self->{ended} = 1 }

1;
