#!/usr/bin/perl
# What sshd runs on a host of the chaos lab in place of every command: runs the command, and keeps a copy of all that it
# printed, written down before it goes out. Base Perl only: it is on every lab host.
#
# In /opt/transcript/kept, NAME.begun is made first (its time is the command's), NAME.in has the beginning of its standard
# input, NAME.out and NAME.err what it printed, NAME.ended is made when it is over.
use strict;
use warnings;
use POSIX ();

my $MOST_OF_INPUT = 262_144;
my $command = $ENV{SSH_ORIGINAL_COMMAND};
exec($ENV{SHELL}, '-l') unless defined $command;
my $name = "/opt/transcript/kept/$$-" . time;

sub make { open(my $file, '>', $_[0]) or die "$_[0]: $!"; return $file }
sub put { my ($to, $bytes) = @_; while (length $bytes) { my $sent = syswrite($to, $bytes) // POSIX::_exit(1); substr($bytes, 0, $sent) = '' } }

# Copies until the end in a process of its own, so that no stream waits for another.
sub copier {
  my ($from, $to, $file, $most, @others) = @_;
  my $pid = fork() // die "fork: $!";
  return $pid if $pid;
  my $kept = make($file);
  close $_ for @others;
  my $room = $most;
  while (sysread($from, my $bytes, 65_536)) {
    if ($room > 0) { put($kept, substr($bytes, 0, $room)); $room -= length $bytes }
    put($to, $bytes);
  }
  POSIX::_exit(0);
}

close make("$name.begun");
pipe(my $in_read, my $in_write) or die;
pipe(my $out_read, my $out_write) or die;
pipe(my $err_read, my $err_write) or die;
my $child = fork() // die "fork: $!";
if ($child == 0) {
  close $_ for $in_write, $out_read, $err_read;
  POSIX::dup2(fileno($in_read), 0);
  POSIX::dup2(fileno($out_write), 1);
  POSIX::dup2(fileno($err_write), 2);
  close $_ for $in_read, $out_write, $err_write;
  exec($ENV{SHELL}, '-c', $command) or POSIX::_exit(127);
}
close $_ for $in_read, $out_write, $err_write;
my $endless = 9_000_000_000;
my $in = copier(\*STDIN, $in_write, "$name.in", $MOST_OF_INPUT, $out_read, $err_read);
close $in_write;
my $out = copier($out_read, \*STDOUT, "$name.out", $endless, $err_read, \*STDIN, \*STDERR);
my $err = copier($err_read, \*STDERR, "$name.err", $endless, $out_read, \*STDIN, \*STDOUT);
close $_ for $out_read, $err_read, \*STDOUT;
waitpid($child, 0);
my $status = $?;
waitpid($_, 0) for $out, $err;
kill 'TERM', $in;
close make("$name.ended");
if ($status & 127) { $SIG{$_} = 'DEFAULT' for keys %SIG; kill $status & 127, $$ }
POSIX::_exit($status >> 8);
