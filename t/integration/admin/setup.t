# The guided set-up of a fresh site: offered to its administrators alone, in steps that are done, skipped and gone on with,
# and ended for good.
# Written by SQL: site, site_revision_value, board_tally; one that was made for this is
# taken away again with all that was set on it, for which there is no command.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp ();
use Test::More;
use Lorehall;

my $name = 'fresh' . unique_number();
my $file = File::Temp->new(SUFFIX => '.hdf');
print {$file} "Sites.$name.title = Untitled\nSites.$name.accent = azure\n";
close $file or die "$file: $!";
is +(lorehall('', 'import', 'sites', "$file"))[0], 0, 'a site is made';
my $site  = value('SELECT id FROM site WHERE name = ?', $name);
my $admin = administrator()->at($name);
my $guest = visitor(site => $name);

END {
    local $?;
    if ($site) {
        sql('DELETE v FROM site_revision_value v JOIN site_revision r ON r.id = v.revision_id WHERE r.site_id = ?', $site);
        sql("DELETE t FROM board_tally t JOIN board b ON b.id = t.board_id WHERE b.site_id = ?", $site);
        sql("DELETE FROM $_ WHERE site_id = ?", $site) for qw(site_revision board registration);
        sql('DELETE FROM site WHERE id = ?',    $site);
        lorehall('', qw(freeze --site everquest), 'so that workers read it');
        lorehall('', qw(unfreeze --site everquest));
    }
}

# A step's form, sent with these fields.
sub step ($step, %fields) {
    my %hidden = $admin->get("/admin/setup?step=$step")->{text} =~ /name="(version)" value="(\d+)"/;
    return $admin->post('/admin/setup', { step => $step, %hidden, %fields });
}

like $admin->get('/admin/')->{text}, qr{href="/admin/setup"}, 'the dashboard offers it';
is visitor(site => $name)->get('/admin/setup')->{status}, 303, 'to nobody who is not logged in';

subtest 'a name is given' => sub {
    like $admin->get('/admin/setup')->{text}, qr{aria-current="step">Name<}, 'it begins with the first step';
    my $wrong = step('name', title => '', tagline => 'Kept');
    is $wrong->{status}, 422, 'without a name it does not go on';
    like $wrong->{text}, qr{value="Kept"}, 'and nothing typed is lost';
    is step('name', title => 'Fresh Lore', tagline => 'New')->location, '/admin/setup?step=boards&done=step', 'with one it does';
    like $guest->get('/forum/')->{text}, qr{<span>Fresh Lore</span>}, 'and everybody sees it';
    is step('name', title => 'Late', tagline => '', version => 1)->{status}, 409, 'not where somebody else changed it since';
};

subtest 'boards are made, as many as one likes' => sub {
    is step('boards', title => $_, name => lc $_)->location, '/admin/setup?step=boards&done=board', "one: $_" for qw(Inn Market);
    is step('boards', title => 'Again', name => 'inn')->{status}, 422, 'an address that is taken is told';
    like $guest->get('/forum/')->{text}, qr{href="/forum/inn/".*href="/forum/market/"}s, 'they are there';
    is step('boards', act => 'skip')->location, '/admin/setup?step=registration&done=step', 'then it goes on';
};

subtest 'it goes on where it was left, and a step can be skipped' => sub {
    like $admin->get('/admin/setup')->{text}, qr{aria-current="step">Registration<}, 'at the step that is still to do';
    is step('registration', mode => 'everything')->{status}, 422, 'what is no choice is told';
    is step('registration', mode => 'closed')->location, '/admin/setup?step=mail&done=step', 'who can register is chosen';
    like $guest->get('/account/register')->{text}, qr/Nobody can register here/, 'and felt';
    is step('mail', act => 'skip')->location, '/admin/?done=setup', 'the last one leads to the dashboard';
    my $dashboard = $admin->get('/admin/?done=setup')->{text};
    like $dashboard, qr/The site is set up/, 'which says so';
    unlike $dashboard, qr{This site is new}, 'and does not offer it again';
    like +(lorehall('', qw(audit list --act site.setup --limit 1)))[1], qr/"site:$site"/, 'it is recorded';
};

subtest 'what is no step is refused, and it is not for members' => sub {
    is $admin->post('/admin/setup', { step => 'everything' })->{status}, 422, 'a step that is none';
    is member()->get('/admin/setup')->{status}, 403, 'members';
};

done_testing;
