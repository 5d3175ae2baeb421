# What ./dev does with the processes of an instance.
use v5.36;
use Test::More;
use FindBin;
use File::Temp qw(tempdir);

my $tools = "$FindBin::Bin/../../../tools/dev";
my $run   = tempdir(CLEANUP => 1);

# Runs SHELL as a step of ./dev runs, where any command that fails ends the step; gives what it prints.
sub step ($shell) {
    open my $out, '-|', 'bash', '-ec', qq{source "$tools/process.sh"; RUN=$run LOG=$run LOG_REAL=$run D=$run; $shell} or die "bash: $!";
    local $/;
    my $said = <$out>;
    close $out;
    return $said;
}

subtest 'a process that ends by itself while it is being ended is no failure' => sub {
    my $gone = fork // die "fork: $!";
    exit 0 if $gone == 0;
    waitpid $gone, 0;
    is step(qq{service_processes() { [ -e $run/looked ] || echo $gone; : >$run/looked; }; service_stop worker; echo stopped}), "stopped\n", 'a worker that was listed';
    is step(qq{service_runs() { SERVICE_PID=$gone; }; service_stop worker; echo stopped}), "stopped\n", 'the one that leads';
};

subtest 'what does not end when asked is killed' => sub {
    my $deaf = fork // die "fork: $!";
    if ($deaf == 0) {
        exec 'bash', '-c', qq{trap "" TERM; : >$run/deaf; while :; do sleep 0.1; done};
    }
    for (1 .. 500) { last if -e "$run/deaf"; select undef, undef, undef, 0.02 }
    ok -e "$run/deaf", 'it has stopped its ears';
    is step(qq{service_processes() { ! kill -0 $deaf 2>/dev/null || echo $deaf; }; service_runs() { SERVICE_PID=; return 1; }; service_stop worker; echo stopped}), "stopped\n", 'in the end';
    is waitpid($deaf, 0), $deaf, 'it is gone';
    is $? & 127, 9, 'by force';
};

# Runs SHELL with what ./dev has for steps, in a directory of its own; gives the exit status and both outputs in one.
sub steps ($shell, %more) {
    my $place = tempdir(CLEANUP => 1);
    mkdir "$place/tmp";
    my $pid = open my $out, '-|', 'bash', '-uo', 'pipefail', '-c', qq{exec 2>&1; cd $place; D=$place LOG=$place; source "$tools/common.sh"; $shell} or die "bash: $!";
    $more{meanwhile}->($pid, $place) if $more{meanwhile};
    local $/;
    my $said = <$out>;
    close $out;
    return ($? >> 8, $said, $place);
}

# Whether the process that wrote its number to FILE is there.
sub lives ($file) {
    open my $in, '<', $file or return 0;
    return kill 0, 0 + <$in>;
}

sub wait_for ($condition) {
    for (1 .. 300) { return 1 if $condition->(); select undef, undef, undef, 0.1 }
    return 0;
}

my $endless = 'endless() { echo $BASHPID >endless.pid; sleep 300; }';

subtest 'steps that were begun run beside each other' => sub {
    my ($status, $said) = steps('meet() { : >"$1"; for i in {1..200}; do [ ! -e "$2" ] || return 0; sleep 0.1; done; return 1; };'
            . ' step_begin one one.log meet a b; step_begin two two.log meet b a; step_end two; step_end one');
    is $status, 0, 'each finds the other there' or diag $said;
    like $said, qr/^two: \d+ s\none: \d+ s$/m, 'and is told when it is waited for';
};

subtest 'how a step ended is known when bash has forgotten its process' => sub {
    my ($status, $said) = steps('wait() { return 127; }; fine() { :; }; broken() { return 3; };'
            . ' step fine fine.log fine; STEP_MAY_FAIL=1; step broken broken.log broken || echo "status $?"');
    like $said, qr/^fine: \d+ s\nstatus 3$/m, 'as after a long wait for others';
};

subtest 'where one fails, those beside it are ended' => sub {
    my ($status, $said, $place) = steps("$endless; broken() { echo 'E: no such luck'; false; }; step_begin long long.log endless;"
            . ' until [ -s endless.pid ]; do sleep 0.1; done; step broken broken.log broken; echo not reached');
    is $status, 1, 'it is the end';
    like $said, qr/^dev: broken failed: E: no such luck; the log is broken\.log$/m, 'with what the log has to say';
    unlike $said, qr/not reached/, 'of all';
    ok wait_for(sub { !lives("$place/endless.pid") }), 'the other is gone';
};

subtest 'an interruption ends all of them' => sub {
    my ($status, $said, $place) = steps("$endless; forever() { echo \$BASHPID >forever.pid; sleep 300; };"
            . ' step_begin long long.log endless; step last last.log forever',
        meanwhile => sub ($pid, $place) {
            wait_for(sub { lives("$place/endless.pid") && lives("$place/forever.pid") });
            kill INT => $pid;
        });
    is $status, 130, 'which the exit status tells';
    like $said, qr/^dev: interrupted while: last$/m, 'with what was waited for';
    ok wait_for(sub { !lives("$place/endless.pid") && !lives("$place/forever.pid") }), 'nothing of either is left';
};

# What ./dev says; gives its exit status, and both outputs in one.
sub dev (@arguments) {
    open my $out, '-|', 'bash', '-c', 'exec "$@" 2>&1', 'dev', "$FindBin::Bin/../../../dev", @arguments or die "bash: $!";
    local $/;
    my $said = <$out>;
    close $out;
    return ($? >> 8, $said);
}

subtest 'each verb has a help of its own, before and behind it' => sub {
    my ($status, $all) = dev('--help');
    is $status, 0, 'help is no failure';
    my @verbs = $all =~ /^  ([a-z]+) /mg;
    for my $verb (@verbs) {
        next if $verb eq 'lorehall';
        ($status, my $said) = dev($verb, '--help');
        is $status, 0, "$verb --help";
        like $said, qr/^usage: .* $verb /, 'names it';
        my %named = map { $_ => 1 } $said =~ /^  ([a-z]+) /mg;
        is_deeply [keys %named], [$verb], 'and no other';
    }
    is_deeply [dev('--help', 'up')], [dev('up', '--help')], 'the same where it stands before';
    ($status, my $said) = dev('fly');
    isnt $status, 0, 'what is no verb fails';
    like $said, qr/no verb fly; there are up, down, .*, help/, 'and names those there are';
};

subtest '--dir and --port count behind the verb too' => sub {
    my $place = "$run/instance";
    is_deeply [dev('status', '--dir', $place, '--port', '0')], [dev('--dir', $place, '--port', '0', 'status')], 'a port that cannot be is refused there as well';
    like((dev('status', '--port=0'))[1], qr/--port 0 is not a port/, 'by its name');
    is_deeply [dev('status', "--dir=$place")], [dev('--dir', $place, 'status')], 'and a directory is taken from there';
    like((dev('lorehall', '--dir', $place, '--port', '0', 'stats'))[1], qr/--port 0 is not a port/, 'before what is for another program');
    like((dev('status', '--dir'))[1], qr/--dir needs a value/, 'one without a value is refused');
};

subtest 'a test is found by its name alone, whatever file it is made from' => sub {
    my $wanted = sub ($word) {
        step(qq{CHECKOUT=$FindBin::Bin/../../..; die() { echo "\$*"; exit 1; }; source $tools/test.sh; source $tools/fuzz.sh; choose_tests $word; for suite in \$SUITES; do ! wants \$suite || echo \$suite; done});
    };
    is $wanted->('unit/clock'), "unit\n", 'a unit test';
    is $wanted->('fuzz_json'), "unit\n", 'a fuzz target, whose file lies elsewhere';
    is $wanted->('unit-sanitized/fuzz_json'), "unit-sanitized\n", 'and the same sanitized';
    is $wanted->('integration/lists'), "integration\n", 'what goes through nginx';
    like $wanted->('fuzz_nothing'), qr/^no suite or test is called fuzz_nothing/, 'and what there is not is refused';
};

done_testing;
