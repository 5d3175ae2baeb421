# A page as a tree. Our own views are well-formed to the letter: every element is closed in order and
# every attribute quoted or bare. Whatever is not dies, so that a test notices text that escaped its
# place.
package Lorehall::Html;
use v5.36;
use utf8;

my %void = map { $_ => 1 } qw(area base br col embed hr img input link meta source track wbr);
my %raw  = map { $_ => 1 } qw(script style textarea title);
my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', '#39' => "'", apos => "'", nbsp => "\xA0");

sub parse ($class, $text) {
    my $root = my $at = bless { tag => '', attributes => {}, children => [] }, $class;
    $text =~ s/^\s*<!doctype html>//i;
    pos($text) = 0;
    while (pos($text) < length $text) {
        if ($text =~ /\G([^<]+)/gc) {
            push @{ $at->{children} }, unescape($1);
        }
        elsif ($text =~ m{\G</([a-zA-Z][a-zA-Z0-9-]*)\s*>}gc) {
            die sprintf "</%s> where <%s> is open, at %s\n", $1, $at->{tag}, near($text) if lc $1 ne $at->{tag};
            $at = $at->{parent};
        }
        elsif ($text =~ /\G<!--.*?-->/gcs) {
        }
        elsif ($text =~ /\G<([a-zA-Z][a-zA-Z0-9-]*)/gc) {
            my $element = $class->open_tag(lc $1, \$text);
            $element->{parent} = $at;
            push @{ $at->{children} }, $element;
            $at = $element unless $element->{closed};
        }
        else {
            die 'not HTML, at ', near($text), "\n";
        }
    }
    die "<$at->{tag}> is never closed\n" if $at != $root;
    return $root;
}

sub near ($text) {
    my $from = (pos($text) // 0) < 60 ? 0 : pos($text) - 60;
    return substr($text, $from, 140) =~ s/\s+/ /gr;
}

# Reads attributes up to the end of a tag, and the content of what holds no elements.
sub open_tag ($class, $tag, $text) {
    my $element = bless { tag => $tag, attributes => {}, children => [] }, $class;
    while ($$text =~ m{\G\s+([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?}gc) {
        my ($name, $value) = (lc $1, $2 // $3 // '');
        die "<$tag> has $name twice\n" if exists $element->{attributes}{$name};
        $element->{attributes}{$name} = unescape($value);
    }
    $$text =~ m{\G\s*(/?)>}gc or die "<$tag is not well-formed, at ", near($$text), "\n";
    $element->{closed} = $1 || $void{$tag};
    if ($raw{$tag} && !$element->{closed}) {
        $$text =~ m{\G(.*?)</\Q$tag\E\s*>}gcsi or die "<$tag> is never closed\n";
        my $content = $1;
        $content =~ s/^\n// if $tag eq 'textarea';
        push @{ $element->{children} }, $tag eq 'textarea' || $tag eq 'title' ? unescape($content) : $content;
        $element->{closed} = 1;
    }
    return $element;
}

sub unescape ($text) {
    return $text =~ s{&(#x?[0-9a-fA-F]+|[a-zA-Z]+);}{
        exists $entity{$1} ? $entity{$1} : $1 =~ /^#x(.*)/i ? chr hex $1 : $1 =~ /^#(\d+)/ ? chr $1 : "&$1;" }ger;
}

sub tag       ($self) { $self->{tag} }
sub parent    ($self) { $self->{parent} }
sub attribute ($self, $name) { $self->{attributes}{$name} }
sub names     ($self) { sort keys %{ $self->{attributes} } }
sub elements  ($self) { grep {ref} @{ $self->{children} } }

# All elements below for which $want is true, in document order.
sub find ($self, $want) {
    my (@found, @left);
    @left = $self->elements;
    while (my $element = shift @left) {
        push @found, $element if $want->($element);
        unshift @left, $element->elements;
    }
    return @found;
}

sub all ($self, $tag) { $self->find(sub ($e) { $e->{tag} eq $tag }) }
sub id  ($self, $id) { ($self->find(sub ($e) { ($e->attribute('id') // '') eq $id }))[0] }

# The nearest element around this one for which $want is true.
sub closest ($self, $want) {
    for (my $at = $self->{parent}; $at; $at = $at->{parent}) {
        return $at if $at->{tag} ne '' && $want->($at);
    }
    return undef;
}

sub text ($self) {
    my $text = join '', map { ref $_ ? $_->text : $_ } @{ $self->{children} };
    return $text =~ s/^\s+|\s+\z//gr;
}

# The value of a form's field: what a browser would send.
sub field ($self, $name) {
    my ($field) = $self->find(sub ($e) { ($e->attribute('name') // '') eq $name && $e->tag ne 'meta' }) or return undef;
    return $field->tag eq 'textarea' ? join '', @{ $field->{children} } : $field->attribute('value');
}

# What the page is made of, without its texts: one "tag attribute…" for each element.
sub shape ($self) {
    return map { join ' ', $_->tag, $_->names } $self->find(sub ($e) {1});
}

1;
