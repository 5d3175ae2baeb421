# Holds documents against an OpenAPI description: the part of JSON Schema that ours uses.
package Lorehall::Schema;
use v5.36;
use utf8;

use B ();
use Carp qw(croak);
use JSON::PP ();

my %understood = map { $_ => 1 } qw($ref type enum pattern minimum maximum minLength maxLength required properties
    additionalProperties items description format default);

sub new ($class, $description) { return bless { root => $description }, $class }

# What a reference stands for.
sub resolve ($self, $schema) {
    while (my $reference = $schema->{'$ref'}) {
        my $at = $self->{root};
        $at = $at->{$_} // croak "$reference leads nowhere" for split m{/}, $reference =~ s{^#/}{}r;
        $schema = $at;
    }
    return $schema;
}

# The JSON type of a decoded value.
sub type_of ($value) {
    return 'null' unless defined $value;
    return 'array' if ref $value eq 'ARRAY';
    return 'object' if ref $value eq 'HASH';
    return 'boolean' if JSON::PP::is_bool($value);
    my $flags = B::svref_2object(\$value)->FLAGS;
    return 'string' if $flags & B::SVf_POK;
    return $value == int $value ? 'integer' : 'number';
}

# What is wrong with a value, a line each.
sub complaints ($self, $schema, $value, $where = '') {
    $schema = $self->resolve($schema);
    croak "a schema says $_, which is not understood here" for grep { !$understood{$_} } keys %$schema;
    my $type = type_of($value);
    if (my $wanted = $schema->{type}) {
        my @wanted = ref $wanted ? @$wanted : $wanted;
        return "$where is $type and not @wanted" unless grep { $_ eq $type || $_ eq 'number' && $type eq 'integer' } @wanted;
    }
    return () if $type eq 'null';
    my @wrong;
    push @wrong, "$where is $value and none of the choices" if $schema->{enum} && !grep { $_ eq $value } @{ $schema->{enum} };
    push @wrong, "$where is $value" if defined $schema->{minimum} && $value < $schema->{minimum} || defined $schema->{maximum} && $value > $schema->{maximum};
    push @wrong, "$where is '$value'" if defined $schema->{pattern} && $type eq 'string' && $value !~ /$schema->{pattern}/;
    push @wrong, "$where is too short" if defined $schema->{minLength} && length $value < $schema->{minLength};
    push @wrong, $self->members($schema, $value, $where) if $type eq 'object';
    push @wrong, map { $self->complaints($schema->{items}, $value->[$_], "$where\[$_]") } 0 .. $#$value if $type eq 'array' && $schema->{items};
    return @wrong;
}

sub members ($self, $schema, $value, $where) {
    my $known = $schema->{properties} // {};
    my @wrong = map {"$where.$_ is missing"} grep { !exists $value->{$_} } @{ $schema->{required} // [] };
    push @wrong, map {"$where.$_ is not described"} grep { !$known->{$_} } sort keys %$value
        if exists $schema->{additionalProperties} && !$schema->{additionalProperties};
    push @wrong, map { $self->complaints($known->{$_}, $value->{$_}, "$where.$_") } grep { $known->{$_} } sort keys %$value;
    return @wrong;
}

# What is wrong with an answer to METHOD PATH (as the description has it).
sub answer_complaints ($self, $method, $path, $answer) {
    my $operation = $self->{root}{paths}{$path}{ lc $method } // return "$method $path is not described";
    my $described = $operation->{responses}{ $answer->{status} } // return "$method $path: status $answer->{status} is not described";
    my $content   = $self->resolve($described)->{content} // return;
    my ($type)    = split /;/, $answer->header('content-type') // '';
    my $schema    = $content->{$type} or return "$method $path: type $type is not described";
    return $self->complaints($schema->{schema}, $answer->json);
}

1;
