#!/usr/bin/env perl
# What no program of the product uses is found in the objects of a build, and what is used is not.

use v5.36;
use File::Temp qw(tempdir);
use FindBin    ();
use Test::More;

use lib $FindBin::Bin;
use HouseTree;

# Compiles a tree beside itself and returns the check's exit status and lines.
sub unused (%files) {
    my $root = tempdir(CLEANUP => 1);
    for my $path (sort keys %files) {
        file_write($root, $path, $files{$path});
        my $object = "$root/build/$path" =~ s{\.c$}{.o}r;
        file_write($root, "build/$path", '');
        system('cc', '-O2', '-c', '-o', $object, "$root/$path") == 0 or die "cc: $path";
    }
    open my $out, '-|', $^X, "$FindBin::Bin/unused", '--root', $root, "$root/build" or die "unused: $!";
    chomp(my @lines = readline $out);
    close $out;
    return ($? >> 8, @lines);
}

sub finds_unused ($name, $files, @expected) {
    my ($status, @lines) = unused(%$files);
    is_deeply(\@lines, \@expected, $name);
    is($status, 1, "$name: exit status");
    return;
}

my %MAIN = ('cli/main.c' => "int used(void);\nextern int datum;\nint main(void)\n{\n    return used() + datum;\n}\n");

my ($status, @lines) = unused(
    %MAIN,
    'lib/base/a.c'    => "int datum = 1;\nint shown(void) { return 2; }\nint used(void)\n{\n    return shown();\n}\n",
    't/unit/base/a.c' => "int shown(void);\nint main(void) { return shown(); }\n",
);
is_deeply(\@lines, ['unused: 4 names, no findings'], 'what another source, or this one and a test, uses is fine');
is($status, 0, '... exit status');

my %USED = ('lib/base/a.c' => "int datum;\nint used(void) { return 1; }\n");
finds_unused(
    'a function that nothing uses, not even in a comment',
    { %MAIN, %USED, 'lib/talk/b.c' => "/* lone() */\n\nint lone(void)\n{\n    return 1;\n}\n" },
    'lib/talk/b.c:3: unused: lone is used by nothing',
);
finds_unused(
    'data that nothing uses',
    { %MAIN, %USED, 'lib/talk/b.c' => "const int lone[] = {1};\n" },
    'lib/talk/b.c:1: unused: lone is used by nothing',
);
finds_unused(
    'a function of tests alone',
    { %MAIN, %USED, 'lib/talk/b.c' => "int lone(void) { return 1; }\n", 't/unit/b.c' => "int lone(void);\nint main(void) { return lone(); }\n" },
    'lib/talk/b.c:1: unused: lone is used by tests alone (t/unit/b.c)',
);
finds_unused(
    'a function that its own source alone uses',
    { %MAIN, %USED, 'cgi/forum/b.c' => "int lone(void) { return 1; }\nint page(void) { return lone(); }\n", 'cgi/forum/c.c' => "int page(void);\nint main(void) { return page(); }\n" },
    'cgi/forum/b.c:1: unused: lone is used by its own source alone: make it static',
);
finds_unused(
    'what is on the list and used by now',
    { %MAIN, 'lib/store/a.c' => "int datum;\nint cache_wipe(void) { return 1; }\n", 'cli/b.c' => "int cache_wipe(void);\nint used(void) { return cache_wipe(); }\n" },
    't/lint/unused:1: unused: cache_wipe is used: take it off the list',
);
is(system("'$^X' '$FindBin::Bin/unused' /nonexistent 2>/dev/null") >> 8, 2, 'no such build: exit status 2');

done_testing;
