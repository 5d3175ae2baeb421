# A small game of the tests' own, which no page shows: what commands take in and write out of it disturbs
# nobody.
package Lorehall::Probe;
use v5.36;
use utf8;

use Exporter qw(import);

use Lorehall;
use Lorehall::Command;

our @EXPORT = qw(probe probe_says probe_counts probe_begin probe_number probe_entry);

my $FILE = <<'END';
Title = Probe
Enumerations {
  slot {
    0 = Head
    1 = Hand
    2 = Foot
  }
}
Kinds {
  npc {
    Label = Monster
    Plural = Monsters
    Icon = npc
    Weight = 90
    Sort = name
    Columns = level
    Filters = level
    Card = level
    Fields {
      level {
        Type = integer
        Label = Level
      }
      speed {
        Type = decimal
        Decimals = 2
        Label = Speed
      }
      tale {
        Type = text
        Label = Tale
      }
    }
  }
  item {
    Label = Item
    Plural = Items
    Icon = item
    Weight = 60
    Sort = name
    Columns = slots
    Filters = slots
    Card = slots
    Fields {
      slots {
        Type = mask
        Values = slot
        Label = Slots
      }
    }
  }
  zone {
    Label = Zone
    Plural = Zones
    Icon = zone
    Weight = 80
    Sort = name
    Columns = level
    Card = level
    Map = 1
    Fields {
      level {
        Type = integer
        Label = Level
      }
    }
  }
}
Relations {
  drops {
    From = npc
    To = item
    Label = Drops
    Reverse = dropped_by
    ReverseLabel = Dropped by
    Sort = -chance
    Fields {
      chance {
        Type = decimal
        Decimals = 1
        Label = Chance
      }
    }
  }
  says {
    From = npc
    To = npc
    Label = Talks of
    Reverse = told_by
    ReverseLabel = Told by
    Repeats = 1
    Fields {
      words {
        Type = text
        Label = Words
      }
    }
  }
}
END

my ($config, %site);

# A file of the test's.
sub put ($path, $text) {
    open my $out, '>:encoding(UTF-8)', $path or die "$path: $!";
    print $out $text;
    close $out or die "$path: $!";
    return $path;
}

# The name of a new game, which is also its site's: games/NAME.hdf in a directory of its own.
sub probe ($file = $FILE) {
    my $name      = lc unique('probe');
    my $directory = instance_file("tmp/$name");
    mkdir $directory or die "$directory: $!";
    put("$directory/$name.hdf", $file);
    $site{$name} = put("$directory.hdf", importing($directory));
    make_site($name, 'Probe', $site{$name});
    return $name;
}

# Begins a command for a probe's site.
sub probe_begin ($name, @arguments) { begin({ config => $site{$name} }, @arguments, '--site', $name) }

sub probe_says ($name, @arguments) { finish(probe_begin($name, @arguments)) }

# Imports lines: the figures, with what was said on stderr under "said".
sub probe_counts ($name, @lines) {
    my $file = jsonl(@lines);
    my $said = probe_says($name, 'import', 'entries', $file);
    unlink $file;
    return { %{ counts($said) }, said => $said->{err}, status => $said->{status} };
}

sub probe_number ($name) { value('SELECT id FROM game WHERE name = ?', $name) }

# An entry's row: id, name, state, revision, record.
sub probe_entry ($name, $kind, $external) {
    my ($row) = rows('SELECT id, name, state, revision, record FROM entry WHERE game_id = ? AND kind = ? AND external_id = ?',
        probe_number($name), $kind, $external);
    return $row && { id => $row->[0], name => $row->[1], state => $row->[2], revision => $row->[3], values => json->decode($row->[4]) };
}

END {
    unmake_site($_) for keys %site;
}

1;
