# The lists of the administration, as their pages and files show them.
package Lorehall::Lists;
use v5.36;
use utf8;

use Exporter qw(import);

our @EXPORT = qw(pages_below_admin list_rows shows_a_list list_next choices csv_rows);

# The pages below /admin that an administrator is led to, one for each kind of address.
sub pages_below_admin ($admin) {
    my (%seen, %page);
    my @todo = ('/admin/');
    while (defined(my $path = shift @todo)) {
        my $answer = $admin->get($path);
        next if $answer->{status} != 200 || ($answer->header('content-type') // '') !~ /html/;
        $page{$path} = $answer;
        for my $next ($answer->{text} =~ m{href="(/admin/[^"?#]*)}g) {
            push @todo, $next if !$seen{ $next =~ s/\d+/N/gr }++;
        }
    }
    return \%page;
}

# What stands in the rows of a list's page.
sub list_rows ($answer) {
    my ($main) = $answer->{text} =~ m{<main(.*)</main>}s;
    return $main =~ m{<li id="act-(\d+)"}g if $main =~ m{<ul class="acts">};
    return split /<li id="case-/, $1 =~ s/\A\s*<li id="case-//r =~ s{<form.*?</form>}{}gsr if $main =~ m{<form class="filters".*?<ul class="acts queue">(.*?)</ul>}s;
    my ($table) = $main =~ m{<form class="filters".*?</form>.*?<table class="list admin-list">.*?<tbody>(.*?)</tbody>}s;
    return $table ? $table =~ m{<tr>(.*?)</tr>}gs : ();
}

# Whether a page shows a list, as a browser sees it.
sub shows_a_list ($answer) {
    my ($main) = $answer->{text} =~ m{<main(.*)</main>}s or return 0;
    return 1 if $main =~ /rel="next"|class="filters"|format=csv"/;
    $main =~ s{<(nav|details)\b.*?</\1>}{}gs;
    return grep { (() = /<(?:tr|li)\b/g) > 15 } $main =~ m{<(?:tbody|ul|ol)\b(.*?)</(?:tbody|ul|ol)>}gs;
}

# The address of the next page; the values of a choice.
sub list_next ($answer) { return map {s/&amp;/&/gr} $answer->{text} =~ m{rel="next" href="([^"]+)"} }

sub choices ($answer, $name) {
    my ($select) = $answer->{text} =~ m{<form class="filters" method="get".*?<select id="f-$name" name="$name">(.*?)</select>}s;
    return $select ? $select =~ /<option value="([^"]*)"/g : ();
}

# The texts of a file's cells, row by row, without its head.
sub csv_rows ($answer) {
    my @lines = split /\r\n/, $answer->{content} =~ s/\A\xEF\xBB\xBF//r;
    return map {
        [map { s/\A"(.*)"\z/$1/sr =~ s/""/"/gr } /("(?:[^"]|"")*"|[^,]*)(?:,|\z)/g]
    } @lines[1 .. $#lines];
}

1;
