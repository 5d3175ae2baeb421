# Whoever writes in another script than the columns of names, kinds and codes are kept in is answered as anybody
# is whose word is not there: every parameter and every part of an address is given letters that ASCII does not
# have. The server refuses to compare the two, so that each is a fault of ours in the logs. And what is refused so leaves
# nothing half done: nothing is written, and what was typed is in its field again.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Routes;

# What would end the session that asks, or the site's service to the others.
my %left = map { ($_ => 1) } qw(/account/logout /account/sessions /account/login /account/register /account/pause /account/resume /admin/freeze);

my $admin  = administrator();
my $thread = start_thread($admin, title => 'Letters', body => 'In any script.');
my ($comment) = map { $_->[0] } rows('SELECT id FROM comment WHERE thread_id = ?', $thread);

# The names of parameters in an area's file.
sub names ($text) {
    my %names;
    $names{$1}++ while $text =~ /\b(?:form|query|list|json)_\w+\([^()"]*"([a-z_]+)"/g;
    delete @names{qw(csrf)};
    return sort keys %names;
}

sub path_for ($pattern) {
    my $path = $pattern;
    $path =~ s{/threads?\K/:id}{/$thread};
    $path =~ s{/comments?\K/:id}{/$comment};
    $path =~ s{/accounts\K/:id}{/$admin->{id}};
    $path =~ s{:board}{general};
    $path =~ s{:kind}{npc};
    $path =~ s{:subject}{thread:$thread};
    $path =~ s{:act}{rename};
    return $path =~ s{:(?:id|number|part)}{1}gr =~ s{:\w+|\*}{x}gr;
}

my $word  = 'ж€ä';
my ($asked, $refused) = (0, 0);
my $from  = log_mark();
my @faults;

sub answer ($route, $path, @fields) {
    return $admin->get($path) if $route->{method} ne 'POST';
    return $admin->post($path, [@fields]) if $path !~ m{^/api/};
    return $admin->request(POST => $path, type => 'application/json', content => json()->encode({@fields}), headers => { 'x-csrf-token' => $admin->csrf });
}

my ($half, $fields, @half, @lost) = (0, 0);

# Whether an element is where somebody types NAME in a form that was sent; numbers have no letters, and a code that is
# good once is not given back. The head's search is none of the form's.
sub typed_in ($element, $name) {
    my $type = $element->tag eq 'textarea' ? 'text' : $element->attribute('type') // 'text';
    return ($element->attribute('name') // '') eq $name && $name ne 'q' && $type =~ /^(?:text|url|email|date)$/
        && ($element->attribute('autocomplete') // '') ne 'one-time-code';
}

# What is refused at a field has written nothing but that it was tried, and gives back what was typed.
sub refused_whole ($route, $name, $answer, $before) {
    my $after = written();
    my @more  = grep { $after->{$_} != $before->{$_} } grep { !/^(?:audit|throttle)$/ } sort keys %$after;
    $half++;
    push @half, "$route->{pattern} $name: @more" if @more;
    return if $route->{pattern} =~ m{^/api/};
    my @typed = grep { typed_in($_, $name) } map { $answer->html->all($_) } qw(input textarea);
    $fields += @typed > 0;
    push @lost, "$route->{pattern} $name" if @typed && index($answer->{text}, $word) < 0;
}

sub ask ($route, $path, $name, @fields) {
    my $before = $route->{method} eq 'POST' ? written() : undef;
    my $answer = answer($route, $path, @fields);
    refused_whole($route, $name, $answer, $before) if $before && $answer->{status} == 422;
    # Something before it has ended the session.
    if ($answer->{status} == 401 || ($answer->location // '') =~ m{^/account/login}) {
        $admin  = administrator();
        $answer = answer($route, $path, @fields);
    }
    $asked++;
    $refused += $answer->{status} == 401 || $answer->{status} == 415;
    push @faults, "$route->{method} $path $name: $answer->{status}" if $answer->{status} >= 500;
}

my %text = map { my $area = $_; map { ($_->[0] => $_->[1]) } sources_of($area) } areas();
my %known = map { ($_ => [names($text{$_})]) } keys %text;
my $quoted = Lorehall::Visitor::escape($word);
for my $route (grep { !$left{ $_->{pattern} } } routes()) {
    my $path = path_for($route->{pattern});
    my ($file) = grep { $text{$_} =~ /^(?:static )?enum http_status \Q$route->{handler}\E\(struct request/m } sort grep {m{^cgi/$route->{area}/}} keys %text;
    for my $name (@{ $known{ $file // '' } // [] }) {
        ask($route, $route->{method} eq 'POST' ? $path : "$path?$name=$quoted", $name, $name => $word);
    }
    my $pattern = $route->{pattern};
    while ($pattern =~ /(:\w+|\*)/g) {
        my ($before, $part, $after) = ($`, $1, $');
        ask($route, path_for($before) . $quoted . path_for($after), $part);
    }
}
cmp_ok $asked, '>', 500, "$asked requests have such a word, one in each parameter and part of an address";
cmp_ok $refused, '<', $asked / 50, "$refused of them do not come so far";
is join("\n", @faults), '', 'each is answered';
cmp_ok $half, '>', 100, "$half forms were refused at a field";
cmp_ok $fields, '>', 30, "of which $fields show the field that was typed in";
is join("\n", @half), '', 'and wrote nothing but that they were tried';
is join("\n", @lost), '', "and gave back what was typed, in each of the $fields fields to type in";
is join('', grep {/ error /} log_lines($from)), '', 'and none is a fault in the logs';
done_testing;
