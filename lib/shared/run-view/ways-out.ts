import type { Failure } from '@/lib/core/errors'

export interface WayOut {
  /** The card's heading: what is wrong, in a few words. */
  readonly title: string
  /** Why that usually is. */
  readonly likely: string
  /** What to do, then press retry. */
  readonly todo: string
  /** The same in a shell; `<…>` stands for a value. */
  readonly byHand: readonly string[]
}

/** Every failure that has a known cause. The text of the failure itself stands above it on the card. */
const WAYS_OUT: Readonly<Record<string, WayOut>> = {
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
    title: 'The machine is too slow to answer',
    likely: 'A firewall drops the connection, or the machine is very busy.',
    todo: 'Retry in a moment. If it stays so, look at the firewall between here and the machine.',
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
  'artifact-missing': {
    title: 'The release is not in the store',
    likely: 'It was never brought here, or not for this kind of processor.',
    todo: 'Add it on the Releases page, then retry.',
    byHand: [],
  },
  'artifact-corrupt': {
    title: 'The release file is damaged',
    likely: 'The download broke, or the disk of the panel did.',
    todo: 'Bring the release again on the Releases page, then retry.',
    byHand: [],
  },
  'k3s-node-password-rejected': {
    title: 'The server knows this machine already',
    likely: 'It was in the cluster before and was reinstalled, or two machines have one name.',
    todo: 'Remove the old node from the cluster, or rename this machine, then retry.',
    byHand: ['kubectl delete node <machine>'],
  },
  'k3s-token-refused': {
    title: 'The join token was refused',
    likely: 'The token of the cluster was changed after it was created.',
    todo: 'If the server was reinstalled, delete the cluster and create it again.',
    byHand: ['sudo cat /var/lib/rancher/k3s/server/agent-token'],
  },
  'k3s-server-changed': {
    title: 'This is not the server of this cluster',
    likely: 'The server was reinstalled, or its address belongs to another machine now.',
    todo: 'Look which machine has the address, then retry or create the cluster again.',
    byHand: ['curl -k https://<server>:6443/cacerts | sha256sum'],
  },
  'k3s-server-unreachable': {
    title: 'The machine can’t reach the server',
    likely: 'A firewall blocks port 6443 of the server, or they are in different networks.',
    todo: 'Open the port, then retry.',
    byHand: ['sudo ufw allow 6443/tcp   # on the server'],
  },
  'k3s-clock-wrong': {
    title: 'The clock is wrong',
    likely: 'Boards without a battery forget the time, and certificates are not valid by it.',
    todo: 'Set the clock, then retry.',
    byHand: ['sudo timedatectl set-ntp true', 'date'],
  },
  'k3s-port-taken': {
    title: 'A port that k3s needs is taken',
    likely: 'Another program, often another Kubernetes, listens there.',
    todo: 'Stop it, then retry.',
    byHand: ["sudo ss -tulpn | grep -E ':(6443|6444|10250)'"],
  },
  'k3s-old-data': {
    title: 'Data of an earlier cluster',
    likely: 'A k3s was here before, and its data were left.',
    todo: 'Delete the old data, then retry.',
    byHand: ['sudo rm -rf /var/lib/rancher/k3s'],
  },
  'k3s-crashes': {
    title: 'k3s starts and ends again and again',
    likely: 'Its last words in the log name the cause.',
    todo: 'Mend what they name, then retry.',
    byHand: ['sudo journalctl -u k3s -u k3s-agent -n 100'],
  },
  'k3s-left-behind': {
    title: 'Something of k3s is still there',
    likely: 'A program holds it open, or a mount is busy.',
    todo: 'Retry; a restart of the machine ends what holds it.',
    byHand: ['sudo reboot'],
  },
  'package-manager-busy': {
    title: 'The package manager is busy',
    likely: 'Automatic updates run in the background.',
    todo: 'Wait until they are through, then retry.',
    byHand: ['ps -C apt,apt-get,dpkg,unattended-upgr,pacman'],
  },
  'package-refused': {
    title: 'The package was not installed',
    likely: 'Another installation was cut off half way.',
    todo: 'Mend the package manager, then retry.',
    byHand: ['sudo dpkg --configure -a'],
  },
  'node-not-ready': {
    title: 'The machine does not become Ready',
    likely: 'Its card is slow, or its pod network does not come up.',
    todo: 'Look at the journal of k3s on it, then retry.',
    byHand: ['kubectl describe node <machine>', 'sudo journalctl -u k3s -u k3s-agent -n 100'],
  },
  'cluster-unreachable': {
    title: 'The cluster’s API does not answer',
    likely: 'The server is starting, overloaded, or its port 6443 is blocked.',
    todo: 'Wait a moment and retry; look at the firewall if it stays so.',
    byHand: ['curl -k https://<server>:6443/ping', 'sudo journalctl -u k3s -n 50'],
  },
  'step-timed-out': {
    title: 'This took too long',
    likely: 'The machine or its card is slow, or it hangs.',
    todo: 'Look at the last lines of the log, then retry: finished work is not done twice.',
    byHand: [],
  },
  cancelled: {
    title: 'Stopped by you',
    likely: 'The run was cancelled while this was going on.',
    todo: 'Go on from here, or clean up.',
    byHand: [],
  },
}

const UNKNOWN: WayOut = {
  title: 'This step failed',
  likely: 'The last lines of the log say more.',
  todo: 'Mend what they name, then retry: finished work is not done twice.',
  byHand: [],
}

export function wayOut(failure: Failure): WayOut {
  return WAYS_OUT[failure.code] ?? UNKNOWN
}
