# Somebody with a browser: a site, a session cookie or none, and forms that carry their token.
package Lorehall::Visitor;
use v5.36;
use utf8;

use Carp qw(croak);
use Encode qw(encode);
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();

use Lorehall::Answer;

use constant BOUNDARY => '----boundary-of-the-tests';

# port =>; site => a site's name; token => of a session; device => of a browser that logged in before;
# language => Accept-Language; agent => User-Agent; from => an address of loopback to come from.
sub new ($class, %options) {
    my $self = bless { site => 'everquest', %options }, $class;
    $self->{host} //= "$self->{site}.localhost";
    $self->{http} = HTTP::Tiny->new(max_redirect => 0, keep_alive => 0, timeout => 60, agent => $self->{agent} // 'lorehall-tests',
        defined $self->{from} ? (local_address => $self->{from}) : ());
    return $self;
}

# The same person at another site.
sub at ($self, $site) {
    my %copy = %$self;
    delete @copy{qw(host http csrf)};
    return ref($self)->new(%copy, site => $site);
}

sub origin ($self) {"http://$self->{host}:$self->{port}"}

# Sends a request. headers =>, content =>, type => its Content-Type, cookie => in place of the
# session's.
sub request ($self, $method, $path, %options) {
    my %headers = (%{ $options{headers} // {} });
    my @cookies = exists $options{cookie} ? ($options{cookie} // ()) : $self->cookies;
    $headers{cookie}            = join '; ', @cookies if @cookies;
    $headers{'accept-language'} = $self->{language}  if defined $self->{language};
    $headers{'content-type'}    = $options{type}     if defined $options{type};
    my $answer = $self->{http}->request($method, $self->origin . $path,
        { headers => \%headers, peer => '127.0.0.1', defined $options{content} ? (content => $options{content}) : () });
    $answer = Lorehall::Answer->new(@$answer{qw(status headers content)});
    $self->take_cookie($answer);
    return $answer;
}

sub cookies ($self) {
    return (defined $self->{token} ? "lorehall=$self->{token}" : (), defined $self->{device} ? "lorehall-device=$self->{device}" : ());
}

sub take_cookie ($self, $answer) {
    for ($answer->headers('set-cookie')) {
        next unless /^lorehall=([^;]*)/;
        $self->{token} = length $1 ? $1 : undef;
        delete $self->{csrf};
    }
}

sub get ($self, $path, %options) { $self->request(GET => $path, %options) }

# The path where a redirect leads, and on, until there is a page.
sub follow ($self, $path) {
    my $answer;
    for (1 .. 5) {
        $answer = $self->get($path);
        $answer->{path} = $path;
        return $answer unless $answer->{status} =~ /^30[1-8]$/;
        $path = $answer->location =~ s/#.*//r;
    }
    croak "redirects without end: $path";
}

# The token that this visitor's forms carry. Who has a session cookie may still be a guest.
sub csrf ($self) {
    return $self->{csrf} if defined $self->{csrf};
    my $page = $self->get(defined $self->{token} ? '/account/settings' : '/account/login');
    $page = $self->get('/account/login') if $page->{status} == 303;
    $page->{text} =~ /name="csrf" value="([^"]+)"/ or croak "no token in a form: $page->{status}";
    return $self->{csrf} = $1;
}

# Posts a form. Fields are text or, as references to it, bytes; csrf => undef leaves the token out.
# An array of fields keeps their order.
sub post ($self, $path, $fields, %options) {
    my @fields = ref $fields eq 'ARRAY' ? @$fields : map { $_ => $fields->{$_} } sort keys %$fields;
    my %given  = @fields;
    push @fields, csrf => $self->csrf unless exists $given{csrf};
    my @pairs;
    while (my ($name, $value) = splice @fields, 0, 2) {
        push @pairs, map { escape($name) . '=' . escape($_) } ref $value eq 'ARRAY' ? @$value : $value if defined $value;
    }
    return $self->request(POST => $path, type => 'application/x-www-form-urlencoded', content => join('&', @pairs), %options);
}

# Posts a form in parts. Fields are in an array, in their order: text, or of a file a hash of its name, type and
# bytes. csrf => undef leaves the token out; where no csrf is given it stands first, for an API token nowhere.
sub upload ($self, $path, $fields, %options) {
    my @fields = @$fields;
    my %headers = %{ delete $options{headers} // {} };
    if (defined(my $bearer = delete $options{bearer})) {
        $headers{authorization} = "Bearer $bearer";
        $options{cookie} = undef;
    }
    elsif (!exists { @fields }->{csrf}) {
        unshift @fields, csrf => $self->csrf;
    }
    return $self->request(POST => $path, type => 'multipart/form-data; boundary=' . BOUNDARY, content => in_parts(@fields), headers => \%headers, %options);
}

sub in_parts (@fields) {
    my $body = '';
    while (my ($name, $value) = splice @fields, 0, 2) {
        next if !defined $value;
        my $head = 'form-data; name="' . quoted($name) . '"';
        my $bytes = ref $value ? $value->{bytes} : encode('UTF-8', $value);
        $head .= '; filename="' . quoted($value->{name}) . '"' . (defined $value->{type} ? "\r\nContent-Type: $value->{type}" : '') if ref $value;
        $body .= '--' . BOUNDARY . "\r\nContent-Disposition: $head\r\n\r\n$bytes\r\n";
    }
    return $body . '--' . BOUNDARY . "--\r\n";
}

# As browsers write names.
sub quoted ($text) { encode('UTF-8', $text) =~ s/(["\r\n])/sprintf '%%%02X', ord $1/ger }

sub escape ($text) {
    my $bytes = ref $text ? $$text : encode('UTF-8', $text);
    return $bytes =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ger;
}

# Calls the API with a document, or for a text with just this body; the session's token goes in a
# header, unless an API token stands for the caller: bearer =>.
sub api ($self, $method, $path, $document = undef, %options) {
    my %headers = %{ $options{headers} // {} };
    my %more;
    if (defined $options{bearer}) {
        $headers{authorization} = "Bearer $options{bearer}";
        $more{cookie} = undef;
    }
    elsif ($method ne 'GET' && defined $self->{token}) {
        $headers{'x-csrf-token'} //= $self->csrf;
    }
    if (defined $document) {
        $more{content} = ref $document ? JSON::PP->new->utf8->canonical->encode($document) : $document;
        $more{type}    = $options{type} // 'application/json';
    }
    return $self->request($method, $path, %more, headers => \%headers);
}

# A connection of one's own, for what no browser would send.
sub connection ($self) {
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 10,
        defined $self->{from} ? (LocalAddr => $self->{from}) : ())
        // croak "cannot connect: $@";
}

# Sends bytes as they are and reads the answer to its end, or its head alone (head => 1); undef when there is none.
sub raw ($self, $bytes, %options) {
    my $socket = $self->connection;
    local $SIG{PIPE} = 'IGNORE';
    $socket->autoflush(1);
    print $socket $bytes;
    $socket->shutdown(1) if $options{cut};
    my $answer = '';
    local $SIG{ALRM} = sub { die "no end\n" };
    eval {
        alarm($options{timeout} // 30);
        1 while !($options{head} ? $answer =~ /\r\n\r\n/ : Lorehall::Answer->whole($answer)) && sysread $socket, $answer, 65536, length $answer;
        alarm 0;
    };
    alarm 0;
    return Lorehall::Answer->parse($answer);
}

1;
