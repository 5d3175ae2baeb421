# Requests over the areas' routes with something wrong in them, for t/fuzz/routes.pl. What a request is
# follows from its number, the seed and what there is to ask for.
package Lorehall::Mutation;
use v5.36;
use utf8;

use Encode qw(encode);

use Lorehall         ();
use Lorehall::Routes qw(routes);

sub source_path ($path) { (-e $path ? '.' : $ENV{LOREHALL_DEV} =~ s{/dev$}{}r) . "/$path" }

# Every name under which a handler looks for a parameter, and every field and relation of the games.
sub parameter_names () {
    my %names;
    for my $file (map {s{^.*/(cgi|lib)/}{$1/}r} glob(source_path('cgi/*/*.c')), glob(source_path('lib/*/*.c')), glob source_path('lib/*/*/*.c')) {
        my $text = Lorehall::source_text($file);
        $names{$1}++ while $text =~ /\b(?:form|query)_\w+\(\w+, "([a-z_]+)"/g;
    }
    my $game = Lorehall::source_text('games/everquest.hdf');
    $names{$1}++ while $game =~ /^\s+([a-z][a-z_0-9]{1,30})\s*\{/mg;
    return sort keys %names;
}

# Bytes that somebody might send where something else is wanted.
my @hostile = (
    '', ' ', '0', '-1', '1', '2', '4-', '-4', '3-5', '1.5', '1e308', '-0', 'NaN', '0x10', '00000000000000000001', "1\n", "\t1", "1\0", "\0",
    qw(9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775807 18446744073709551615 18446744073709551616 2147483648 4294967296),
    '99999999999999999999999999999999', '-9223372036854775808--9223372036854775808', '-9223372036854775807-9223372036854775807',
    "\xFF", "\xC0\x80", "\xED\xA0\x80", "a\xE2\x82", "\xEF\xBF\xBE", "\xE2\x80\xAEabc", "\xE2\x80\x8B", "\xEF\xBB\xBFx", "\r\n", "a\r\nSet-Cookie: x=y",
    '<script>alert(1)</script>', '"><b>', "'", '\\', '%', '%00', '%s%n', '${x}', '<?cs var:x ?>', '../../etc/passwd', '//evil.example', 'javascript:alert(1)',
    '[[a gnoll]]', '[[', ']]', '| a | b |' . "\n|---|---|\n| 1 | 2 |", '> ' x 50, '*' x 500, '[' x 300, "- x\n" x 200, '&', '=', ';', '+', ',', '.', '..', '-', '*',
    'name', '-name', 'level', '-level', 'hp', 'best', 'newest', 'oldest', 'npc', 'item', 'zone', 'spell', 'json', 'csv', 'atom', 'true', 'null', '[]', '{}',
    'x' x 300, "\xC3\xA4" x 101, '9' x 400, 'gnoll', 'a', "\xF0\x9F\x98\x80", "\xE4\xB8\xAD\xE6\x96\x87", '"quoted phrase"', '-word', 'or and not',
);

sub pick  (@list) { $list[ rand @list ] }
sub one_in ($n)   { rand($n) < 1 }

sub new ($class, %world) { bless { routes => [map { { %$_, api => index($_->{flags}, 'API') >= 0 } } routes()], names => [parameter_names()], %world }, $class }

# One of the world's ids of this sort, or by chance another.
sub id ($self, $sort) {
    return pick(@{ $self->{$sort} }) unless one_in(6);
    return one_in(2) ? pick(@hostile) : pick(map {@$_} @$self{qw(threads comments imports)});
}

sub path ($self, $pattern) {
    my ($kind, $id, $slug) = @{ pick(@{ $self->{entries} }) };
    my $path = $pattern;
    $path =~ s{:kind}{one_in(8) ? escape(pick(@hostile)) : $kind}e;
    $path =~ s{/(thread|comments?|imports)/\K:id}{escape($self->id({ thread => 'threads', imports => 'imports' }->{$1} // 'comments'))}e;
    $path =~ s{:id}{one_in(8) ? escape(pick(@hostile)) : $id}e;
    $path =~ s{:slug}{one_in(8) ? escape(pick(@hostile)) : $slug}e;
    $path =~ s{:subject}{escape($self->subject)}e;
    $path =~ s{:board}{one_in(6) ? escape(pick(@hostile)) : pick(qw(general trading sightings))}e;
    $path =~ s{:(?:number|part)}{one_in(4) ? escape(pick(@hostile)) : 1 + int rand 3}e;
    $path =~ s{:page}{pick(qw(item.html npc.html zone.html spell.shtml recipe.html index.php), escape(pick(@hostile)))}e;
    $path =~ s{\*}{one_in(2) ? 'x' : pick(qw(item.html npc.html zone.html), escape(pick(@hostile)))}e;
    $path = bytes_changed($path) if one_in(30);
    return $path;
}

sub subject ($self) { one_in(6) ? pick(@hostile) : one_in(3) ? join ':', @{ pick(@{ $self->{entries} }) }[0, 1] : 'thread:' . $self->id('threads') }

# A value for a parameter of this name: what is wanted, more or less often.
sub value ($self, $name, $who) {
    return pick(@hostile) if one_in(3);
    return $who->{csrf} // ''            if $name eq 'csrf';
    return $self->subject                if $name eq 'subject';
    return join ',', map { $self->subject } 1 .. 1 + rand 22 if $name eq 'subjects';
    return $self->id('comments')         if $name =~ /^(?:parent|under)$/;
    return join ',', map { join ':', @{ pick(@{ $self->{entries} }) }[0, 1] } 1 .. 1 + rand 6 if $name eq 'ids';
    return pick(qw(-1 0 1))              if $name eq 'value';
    return pick('gnoll', 'a', 'of the', 'bone chips', @{ $self->{words} }) if $name =~ /^(?:q|name|title|body|why)$/;
    return pick(@{ $self->{names} }, map {"-$_"} @{ $self->{names} }) if $name =~ /^(?:sort|columns|show)$/;
    return pick(0 .. 30, '1-20', '5-', 'yes', 'no', '1,2', @hostile);
}

# Pairs of a query or a form.
sub pairs ($self, $who, @wanted) {
    my @names = grep { !one_in(8) } @wanted;
    push @names, pick(@{ $self->{names} }, qw(sort after before limit format q columns under)) for 1 .. rand 5;
    push @names, pick(@names) if @names && one_in(6);
    my @pairs = map { [$_, $self->value($_, $who)] } @names;
    push @pairs, map { ["m$_", 'x'] } 1 .. 170 + rand 40 if one_in(200);
    push @pairs, [pick(@hostile), pick(@hostile)] if one_in(20);
    $pairs[0][1] = pick('x', "\xC3\xA4", '9', '[', "> \n") x (10 ** (1 + rand 4)) if @pairs && one_in(100);
    return @pairs;
}

sub urlencoded (@pairs) { join '&', map { join '=', map { escape($_) } @$_ } @pairs }

# A pair with a third value is a file of that name.
sub multipart ($boundary, @pairs) {
    my $head = sub ($name, $, $file = undef) {
        return qq{form-data; name="$name"} . (defined $file ? qq{; filename="$file"\r\nContent-Type: } . pick('text/plain', 'image/png', @hostile) : '');
    };
    return join '', (map {"--$boundary\r\nContent-Disposition: @{[$head->(@$_)]}\r\n\r\n$_->[1]\r\n"} @pairs), "--$boundary--\r\n";
}

# Files as a form may have them, small ones and some that do not fit in memory.
sub files () {
    return map { ['file', pick(@hostile) x (one_in(6) ? 10 ** (1 + rand 4) : 1), pick('inventory.txt', '', @hostile)] } 1 .. 1 + rand 4;
}

sub json_literal ($value) {
    return pick('null', 'true', '7', '-1', '1.5', '1e400', '[]', '{"a":[1]}', '"\ud800"', '"\u0000"', '18446744073709551616', '[' x 60) if one_in(5);
    return $value if $value =~ /^-?[0-9]{1,18}$/ && !one_in(6);
    return '"' . $value =~ s/(["\\])/\\$1/gr =~ s/([\0-\x1F])/sprintf '\\u%04x', ord $1/ger . '"';
}

sub json_object (@pairs) { '{' . join(',', map { json_literal("$_->[0]x") =~ s/x"$/"/r . ':' . json_literal($_->[1]) } @pairs) . '}' }

sub escape ($bytes) { $bytes =~ s/([^A-Za-z0-9._~:-])/sprintf '%%%02X', ord $1/ger }

# A few bytes in other places, or others.
sub bytes_changed ($bytes) {
    for (1 .. 1 + rand 4) {
        my $at = int rand 1 + length $bytes;
        substr $bytes, $at, one_in(2) ? int rand 8 : 0, one_in(3) ? '' : one_in(2) ? pick(@hostile) : chr rand 256;
    }
    return $bytes;
}

my %fields = (
    '/account/login'    => [qw(csrf name password keep)], '/account/register' => [qw(csrf name password repeat email keep begun homepage)],
    '/account/forgot'   => [qw(csrf who)], '/account/reset' => [qw(csrf token password repeat)], '/account/verify' => [qw(csrf token)],
    '/account/settings' => [qw(csrf language action)], '/account/sessions' => [qw(csrf id all)], '/account/logout' => [qw(csrf as next)],
    '/account/pause'    => ['csrf'], '/account/delete' => [qw(csrf comments sure)],
    '/account/claims' => [qw(csrf author name proof link)], '/admin/claims/:id' => [qw(csrf act answer seen)], '/admin/accounts/:id/merge' => [qw(csrf into seen reason)], '/account/resume' => [qw(csrf resume keep next)],
    '/account/tokens'   => [qw(csrf name days scope.read scope.post scopes)], '/account/tokens/end' => [qw(csrf id)],
    '/account/name'     => [qw(csrf was name)], '/admin/accounts/:id/name' => [qw(csrf was name reason)],
    '/account/confirm'  => [qw(csrf password code next again again.body again.)],
    '/account/login/factor' => [qw(csrf name code next)], '/account/factors/app' => [qw(csrf key code)], '/account/factors/app/remove' => [qw(csrf password code)],
    '/admin/accounts/:id/factors' => [qw(csrf reason)],
    '/forum/reply'      => [qw(csrf as subject parent key idempotency_key body preview)], '/forum/:board/new' => [qw(csrf title key idempotency_key body preview)],
    '/forum/comment/:id/edit' => [qw(csrf body version preview reason)], '/forum/comment/:id/rating' => [qw(csrf value)],
    '/forum/comment/:id/report' => [qw(csrf reason note)], '/api/v1/comments/:id/report' => [qw(reason note)],
    '/forum/comment/:id/report/withdraw' => ['csrf'], '/forum/report' => [qw(csrf spam abuse off-topic spoiler other)],
    '/admin/queue/:id/claim' => ['csrf'], '/admin/queue/:id/keep' => ['csrf'],
    '/forum/comment/:id/remove' => [qw(csrf reason scope)], '/forum/comment/:id/restore' => [qw(csrf reason scope)], '/admin/acts/:id/undo' => [qw(csrf reason)],
    '/forum/comment/:id/hide' => [qw(csrf reason scope)], '/api/v1/comments/:id/hide' => [qw(reason scope)],
    '/account/warning' => [qw(csrf id next)], '/admin/accounts/:id/warn' => [qw(csrf reason comment)],
    '/admin/moderate' => [qw(csrf act id account last since votes seen reason)],
    '/api/v1/comments/:id/remove' => [qw(reason scope)], '/api/v1/comments/:id/restore' => [qw(reason scope)], '/api/v1/acts/:id/undo' => ['reason'],
    (map { ("/forum/thread/:id/$_" => [qw(csrf reason version title days minutes board)], "/api/v1/threads/:id/$_" => [qw(reason version title days minutes board)]) }
        qw(lock unlock pin unpin announce unannounce slow rename move)),
    (map { ("/forum/thread/:id/$_" => [qw(csrf reason version into into_version comments title board)], "/api/v1/threads/:id/$_" => [qw(reason version into into_version comments title board)]) }
        qw(merge split)),
    '/beastiary/:kind/:id/:slug/history' => [qw(csrf number why)],
    '/api/v1/comments'  => [qw(subject parent body idempotency_key)], '/api/v1/comments/:id/rating' => [qw(value)], '/api/v1/preview' => [qw(body)],
);
my %query = (
    '/search' => ['q'], '/beastiary/suggest' => ['q'], '/beastiary/card' => ['name'], '/beastiary/compare' => ['ids'], '/api/v1/entries' => [qw(kind q)],
    '/live' => [qw(subjects since)], '/live/missed' => [qw(subjects since)], '/admin/comments' => [qw(author board text after)], '/forum/reply' => [qw(subject parent)], '/beastiary/:kind/' => [qw(q sort)],
);

# Type and bytes of a body for ROUTE.
sub body ($self, $route, $who) {
    my @pairs = $self->pairs($who, @{ $fields{ $route->{pattern} } // ['csrf'] });
    push @pairs, files() if $route->{files};
    my $kind  = one_in(10) ? pick(qw(form json multipart)) : $route->{files} ? 'multipart' : $route->{api} ? 'json' : one_in(4) ? 'multipart' : 'form';
    my ($type, $bytes)
        = $kind eq 'json' ? ('application/json', json_object(@pairs))
        : $kind eq 'form' ? ('application/x-www-form-urlencoded', urlencoded(@pairs))
        :                   ('multipart/form-data; boundary=----b', multipart('----b', @pairs));
    $bytes = bytes_changed($bytes)         if one_in(8);
    $type  = pick($type . ';charset=utf-8', uc $type, 'text/plain', '', bytes_changed($type)) if one_in(15);
    return ($type, $bytes);
}

# Request NUMBER: area, and the parameters and body that nginx would hand to it.
sub request ($self, $seed, $number) {
    srand $seed * 1_000_003 + $number;
    my $route = pick(@{ $self->{routes} });
    my $who   = $self->{people}[ rand @{ $self->{people} } ];
    # These end the session that asks.
    $who = pick(@{ $self->{leavers} }) if $route->{method} eq 'POST' && $route->{pattern} =~ m{^/account/(?:logout|sessions|settings|login|register|pause|delete)$};
    my $method = one_in(25) ? pick(qw(GET POST HEAD PUT DELETE OPTIONS TRACE PATCH X)) : $route->{method} eq 'GET' && one_in(20) ? 'HEAD' : $route->{method};
    my $uri    = $self->path($route->{pattern});
    my $query  = urlencoded($self->pairs($who, @{ $query{ $route->{pattern} } // [] }));
    $query = bytes_changed($query) if one_in(15);
    $uri .= "?$query" if length $query && ($route->{method} eq 'GET' || one_in(6));
    $uri =~ s/([\0- \x7F#])/sprintf '%%%02X', ord $1/ge;  # nginx refuses these itself
    my ($type, $body) = $route->{method} eq 'POST' || one_in(40) ? $self->body($route, $who) : ('', '');
    my %parameter = (
        REQUEST_METHOD => $method, REQUEST_URI => $uri, DOCUMENT_URI => $uri =~ s/\?.*//sr, QUERY_STRING => $uri =~ s/^[^?]*\??//sr,
        CONTENT_TYPE => $type, CONTENT_LENGTH => length $body ? length $body : '', HTTP_HOST => "$who->{host}:$Lorehall::PORT", REMOTE_ADDR => '127.0.0.1',
        SERVER_PROTOCOL => 'HTTP/1.1', REQUEST_SCHEME => 'http', REQUEST_ID => sprintf('%032x', $number),
        HTTP_ACCEPT_LANGUAGE => pick('', 'de', 'en', 'de-AT,de;q=0.9,en;q=0.1'), $who->{csrf} && !one_in(8) ? (HTTP_X_CSRF_TOKEN => $who->{csrf}) : (),
        defined $who->{token} ? (HTTP_COOKIE => "lorehall=$who->{token}") : (),
    );
    if (one_in(6)) {
        my $name = pick(qw(HTTP_ACCEPT_LANGUAGE HTTP_ACCEPT_ENCODING HTTP_COOKIE HTTP_IF_NONE_MATCH HTTP_ORIGIN HTTP_AUTHORIZATION HTTP_USER_AGENT
            HTTP_LAST_EVENT_ID HTTP_X_CSRF_TOKEN HTTP_ACCEPT HTTP_REFERER HTTP_HOST));
        $parameter{$name} = one_in(3) ? bytes_changed($parameter{$name} // 'x') : pick(@hostile, 'gzip', 'gzip;q=0, *', 'br', 'http://evil.example', 'W/"x"', '*', "Bearer $who->{bearer}", 'lorehall=x; ' x 50);
        $parameter{$name} =~ tr/\0\r\n//d;  # as nginx would not let them in
    }
    return ($route->{area}, \%parameter, $body);
}

1;
