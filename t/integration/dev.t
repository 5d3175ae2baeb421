# What ./dev does with the processes of an instance.
use v5.36;
use Test::More;
use FindBin;
use File::Temp qw(tempdir);

my $tools = "$FindBin::Bin/../../tools/dev";
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
        exec 'bash', '-c', 'trap "" TERM; while :; do sleep 0.1; done';
    }
    is step(qq{service_processes() { ! kill -0 $deaf 2>/dev/null || echo $deaf; }; service_runs() { SERVICE_PID=; return 1; }; service_stop worker; echo stopped}), "stopped\n", 'in the end';
    is waitpid($deaf, 0), $deaf, 'it is gone';
    is $? & 127, 9, 'by force';
};

done_testing;
