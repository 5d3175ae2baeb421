# An nginx of a test's own, of the house's template: for areas that the instance does not have, or workers that it
# runs otherwise.
package Lorehall::Nginx;
use v5.36;
use utf8;

use Carp qw(croak);
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);

use Lorehall;

our @EXPORT = qw(start_nginx output_of);

my $checkout = abs_path(dirname(__FILE__) . '/../../../..');
my %running;    # process to the process that started it

# Starts it in the directory $work; gives its port and its settings. areas => lines as cgi/areas has them; uploads => the program of an
# area that takes files; sockets => each area's; port => where; address => the field in which a request names the address that
# it comes from.
sub start_nginx ($work, %given) {
    my $port = $given{port} // free_port();
    make_path(map {"$work/$_"} qw(body house/cgi house/build-aux));
    copy("$checkout/build-aux/areas", "$work/house/build-aux/areas") or croak $!;
    put("$work/house/cgi/areas", source_text('cgi/areas') . "\n$given{areas}");
    put("$work/routes", $given{uploads} ? output_of($given{uploads}, '--routes') : '');
    my $conf = output_of('perl', "$work/house/build-aux/areas", 'nginx', "$checkout/nginx/lorehall.conf.in", "$work/routes");
    my $user = $> == 0 ? 'root' : undef;
    $conf =~ s/^user .*\n|^worker_rlimit_nofile .*\n//mg if !defined $user;
    $conf =~ s/^(    server \{\n        listen 127)/    set_real_ip_from 127.0.0.1;\n    real_ip_header $given{address};\n$1/m if $given{address};
    my %word = (USER => $user, PORT => $port, RUN => $work, LOG => $work, TMP => $work, STATIC => instance_file('static'));
    $conf =~ s/\@([A-Z]+)\@/$word{$1}/g;
    put("$work/nginx.conf", $conf);
    for my $area (keys %{ $given{sockets} }) {
        symlink $given{sockets}{$area}, "$work/$area.sock" or croak "$area.sock: $!";
    }
    my $pid = fork // croak "fork: $!";
    exec 'nginx', '-e', "$work/nginx.log", '-c', "$work/nginx.conf", '-g', 'daemon off;' or die "nginx: $!" unless $pid;
    $running{$pid} = $$;
    my $guest = visitor(port => $port);
    wait_until(20, sub { $guest->get('/static/errors/error.css')->{status} == 200 })
        or croak do { open my $in, '<', "$work/nginx.log"; local $/; readline($in) // 'nginx does not start' };
    return ($port, $conf);
}

END {
    local $?;
    for my $pid (grep { $running{$_} == $$ } keys %running) {
        kill QUIT => $pid;
        waitpid $pid, 0;
    }
}

sub put ($file, $text) {
    open my $out, '>', $file or croak "$file: $!";
    print {$out} $text;
    close $out or croak "$file: $!";
}

sub output_of (@command) {
    open my $in, '-|', @command or croak "$command[0]: $!";
    local $/;
    my $text = readline $in;
    close $in or croak "$command[0]: $?";
    return $text;
}

1;
