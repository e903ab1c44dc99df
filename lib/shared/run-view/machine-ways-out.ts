import type { WayOut } from './way-out'

/** What keeps the panel from a machine, or the machine from being ready. By the code of the failure. */
export const machineWaysOut = {
  'host-not-in-panel': {
    title: 'The machine is no longer in the panel',
    likely: 'It was removed, or the person whose it was.',
    todo: 'Clean up, or skip what concerns it where that is offered.',
    byHand: [],
  },
  'host-address-unknown': {
    title: 'The machine has no address yet',
    likely: 'It is still being made, and gets its address when that is done.',
    todo: 'Wait a moment, then retry.',
    byHand: [],
  },
  'host-without-key': {
    title: 'There is no key for this machine',
    likely: 'Nobody chose one for it.',
    todo: 'Choose a key on the machine’s page, then retry.',
    byHand: [],
  },
  'host-name-unknown': {
    title: 'The name is not known',
    likely: 'The machine is off, or its name is spelt differently in your network.',
    todo: 'Check the address on the machine’s page, or use its number instead of its name.',
    byHand: ['getent hosts <address>'],
  },
  'host-unreachable': {
    title: 'The machine does not answer',
    likely: 'It is off, unplugged, or in another network.',
    todo: 'Look at its lights and its cable, wait until it has started, then retry.',
    byHand: ['ping <address>'],
  },
  'host-refused': {
    title: 'SSH is off on this machine',
    likely: 'The machine is up, but nothing listens on its SSH port.',
    todo: 'Start SSH on it, or correct the port on the machine’s page, then retry.',
    byHand: ['sudo systemctl enable --now ssh'],
  },
  'host-timed-out': {
    title: 'The machine does not answer in time',
    likely: 'It is off or cut off, it is very busy, or a firewall drops the connection.',
    todo: 'Look at its lights and its cable, and retry in a moment. If it stays so, look at the firewall between here and it.',
    byHand: ['ssh -v <user>@<address>'],
  },
  'host-key-changed': {
    title: 'This is not the machine that was here before',
    likely: 'It was imaged anew. If it was not, somebody may be in between.',
    todo: 'Compare the fingerprint on the machine’s page with the machine itself; trust it there, then retry.',
    byHand: ['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'],
  },
  'host-login-refused': {
    title: 'The machine refused the key',
    likely: 'The public half of the key is not on the machine, or the user is another one.',
    todo: 'Run the one line from the Keys page on the machine, then retry.',
    byHand: ['ssh -i <key> <user>@<address>'],
  },
  'host-connection-lost': {
    title: 'The connection broke',
    likely: 'The network or the machine went away in the middle.',
    todo: 'Retry when it is back: what was done stays done.',
    byHand: [],
  },
  'host-sudo-password-wrong': {
    title: 'The sudo password is wrong',
    likely: 'It was changed, or mistyped.',
    todo: 'Give the right one on the machine’s page, then retry.',
    byHand: ['sudo -v'],
  },
  'host-sudo-password-needed': {
    title: 'sudo asks for a password',
    likely: 'This login may use sudo, but not without its password.',
    todo: 'Give the password on the machine’s page, then retry.',
    byHand: ['sudo -v'],
  },
  'host-sudo-not-allowed': {
    title: 'This login may not use sudo',
    likely: 'The user is not in the group that may.',
    todo: 'Add the user to the sudo (or wheel) group, then retry.',
    byHand: ['usermod -aG sudo <user>'],
  },
  'host-disk-full': {
    title: 'The disk is full',
    likely: 'Old packages, journals or images take the room.',
    todo: 'Free some space, then retry.',
    byHand: ['sudo journalctl --vacuum-size=50M', 'sudo apt-get clean', 'df -h'],
  },
  'host-file-corrupt': {
    title: 'The file arrived damaged',
    likely: 'The network or the card damaged it on the way: its checksum is not the expected one.',
    todo: 'Retry. If it happens again on the same machine, its card is failing.',
    byHand: ['sha256sum <file>'],
  },
  'host-did-not-come-back': {
    title: 'The machine did not come back',
    likely: 'It takes long to start, or the new start options do not suit it.',
    todo: 'Look at its screen. When it answers again, retry.',
    byHand: [],
  },
  'preflight-blocked': {
    title: 'The machine is not ready for k3s',
    likely: 'The list above says what is missing. Nothing has been changed.',
    todo: 'Mend it, then retry.',
    byHand: [],
  },
  'host-key-not-accepted': {
    title: 'The host key is not accepted',
    likely: 'Nobody has compared the fingerprint of this machine yet.',
    todo: 'Open the machine’s page, compare the fingerprint and accept it, then retry.',
    byHand: ['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'],
  },
  'host-command-failed': {
    title: 'A command on the machine failed',
    likely: 'Its last words are in the log: a full or read-only disk, or something that this system does differently.',
    todo: 'Mend what they name, then retry.',
    byHand: ['df -h', 'dmesg | tail'],
  },
  'kernel-module-missing': {
    title: 'The kernel lacks a module',
    likely: 'A minimal kernel, or one that was updated and not started yet.',
    todo: 'Install the modules or restart the machine, then retry.',
    byHand: ['sudo modprobe -a br_netfilter overlay vxlan', 'sudo reboot'],
  },
  'boot-arguments-unknown': {
    title: 'The kernel’s command line was not found',
    likely: 'This board starts in another way than a Raspberry Pi does.',
    todo: 'Switch the memory controller on by hand where its start options are, restart it, then retry.',
    byHand: ['cat /proc/cmdline'],
  },
  'memory-controller-off': {
    title: 'The memory controller is still off',
    likely: 'The machine starts with another command line than the one that was changed.',
    todo: 'Look for cgroup_disable=memory in it, restart the machine, then retry.',
    byHand: ['cat /proc/cmdline'],
  },
  'secret-missing': {
    title: 'A password or key is gone',
    likely: 'It was removed from the panel while this still needed it.',
    todo: 'Give it again on the machine’s page, then retry.',
    byHand: [],
  },
  'secret-unreadable': {
    title: 'A stored secret does not open',
    likely: 'The panel runs with another secret key than the one it was kept with.',
    todo: 'Start the panel with its old secret key, or give the password or key again, then retry.',
    byHand: [],
  },
} as const satisfies Record<string, WayOut>
