# An answer: {status}, {content} in bytes, {text} in characters, and what can be asked of it.
package Lorehall::Answer;
use v5.36;
use utf8;

use Encode qw(decode);
use JSON::PP ();

use Lorehall::Html;

# HEADERS by name in lower case; several of one name as an array.
sub new ($class, $status, $headers, $content) {
    return bless {
        status  => $status,
        headers => $headers // {},
        content => $content // '',
        text    => decode('UTF-8', $content // ''),
    }, $class;
}

# Whether BYTES, as they come over a connection, are a whole answer by what its head says.
sub whole ($class, $bytes) {
    my ($head, $content) = split /\r\n\r\n/, $bytes, 2;
    return defined $content && $head =~ /^Content-Length:\s*(\d+)/mi && length $content >= $1;
}

# From what came over a connection; undef when that is no answer.
sub parse ($class, $bytes) {
    my ($head, $content) = split /\r\n\r\n/, $bytes, 2;
    return undef unless defined $content && $head =~ m{^HTTP/1\.[01] (\d{3})};
    my ($status, %headers) = $1;
    while ($head =~ /^([^\s:]+):[ \t]*(.*?)\r?$/mg) {
        my $name = lc $1;
        $headers{$name} = exists $headers{$name} ? [ref $headers{$name} ? @{ $headers{$name} } : $headers{$name}, $2] : $2;
    }
    return $class->new($status, \%headers, $content) if ($headers{'transfer-encoding'} // '') ne 'chunked';
    ($content, my $ended) = unchunk($content);
    my $self = $class->new($status, \%headers, $content);
    $self->{unfinished} = !$ended;
    return $self;
}

# The content, and whether the last chunk is there (RFC 9112, 7.1).
sub unchunk ($bytes) {
    my $content = '';
    while ($bytes =~ s/^([0-9a-f]+)[^\r\n]*\r\n//i) {
        my $length = hex $1 or return ($content, 1);
        $content .= substr $bytes, 0, $length, '';
        $bytes =~ s/^\r\n//;
    }
    return ($content, 0);
}

# All values of a header, or its first one.
sub headers ($self, $name) {
    my $value = $self->{headers}{ lc $name };
    return ref $value ? @$value : defined $value ? $value : ();
}
sub header ($self, $name) { return ($self->headers($name))[0] }

sub location ($self) { $self->header('location') }

sub json ($self) { JSON::PP->new->utf8->allow_nonref->decode($self->{content}) }

# The page as a tree; dies where it is not well-formed.
sub html ($self) { $self->{html} //= Lorehall::Html->parse($self->{text}) }

# What somebody is told is wrong: by an error page, by a form that is shown again, or as JSON.
sub complaint ($self) {
    my $type = $self->header('content-type') // '';
    return $self->json->{error}{message} if $type =~ /json/;
    return $self->{text} if $type !~ /html/;
    my ($problem) = $self->html->find(sub ($e) {
        my $class = $e->attribute('class') // '';
        return $class eq 'lead' || $class eq 'problem' && !defined $e->attribute('hidden');
    });
    ($problem) = $self->html->all('h1') unless $problem;
    return $problem ? $problem->text : '';
}

1;
