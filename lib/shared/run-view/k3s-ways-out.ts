import type { WayOut } from './way-out'

/** What goes wrong with the files, the package and the service of k3s. By the code of the failure. */
export const k3sWaysOut = {
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
  'k3s-server-not-ready': {
    title: 'The server is not ready for machines',
    likely: 'It runs, but something keeps its API from answering, or its card is very slow.',
    todo: 'Look at its journal, mend what it names, then retry.',
    byHand: ['sudo journalctl -u k3s -n 100   # on the server'],
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
  'panel-disk-full': {
    title: 'The disk of BuzzCrate is full',
    likely: 'Releases and packages take the room, on the machine that runs the panel.',
    todo: 'Remove releases that nobody needs on the Releases page, or make room there, then retry.',
    byHand: ['df -h'],
  },
  'package-not-removed': {
    title: 'The package was not removed',
    likely: 'An update was cut off half way, or something on the machine needs it.',
    todo: 'Mend the package manager, then retry.',
    byHand: ['sudo dpkg --configure -a'],
  },
  'k3s-foreign': {
    title: 'A k3s that is not ours',
    likely: 'Somebody installed another k3s on this machine, and we do not touch it.',
    todo: 'Remove it with its own script, then retry.',
    byHand: ['sudo /usr/local/bin/k3s-uninstall.sh'],
  },
  'k3s-cgroup-v1': {
    title: 'The machine has cgroup v1',
    likely: 'Its system is older, or was told to use v1.',
    todo: 'Switch it to v2 and restart it, then retry; or create the cluster with the option that allows v1.',
    byHand: [
      'sudo sed -i "s/$/ systemd.unified_cgroup_hierarchy=1/" /boot/firmware/cmdline.txt   # on a Raspberry Pi',
      'sudo reboot',
    ],
  },
  'k3s-cgroup-missing': {
    title: 'A control group is switched off',
    likely: 'Raspberry Pis come with the memory controller off.',
    todo: 'Add the two words to the kernel’s command line and restart the machine, then retry.',
    byHand: ['sudo sed -i "s/$/ cgroup_memory=1 cgroup_enable=memory/" /boot/firmware/cmdline.txt', 'sudo reboot'],
  },
  'k3s-network-module-missing': {
    title: 'The kernel cannot make the pod network',
    likely: 'The vxlan module is missing, or the kernel was updated and not started yet.',
    todo: 'Install the extra modules or restart the machine, then retry.',
    byHand: ['sudo apt-get install linux-modules-extra-raspi   # Ubuntu on a Raspberry Pi', 'sudo reboot'],
  },
  'k3s-network-failed': {
    title: 'The pod network ended',
    likely: 'The address or the interface that it was given is not there any more.',
    todo: 'Look which address the machine has now, then retry.',
    byHand: ['ip -br addr', 'sudo grep -E "node-ip|flannel-iface" /etc/rancher/k3s/config.yaml'],
  },
  'k3s-config-refused': {
    title: 'k3s does not know a setting',
    likely: 'A file of another version lies beside its configuration.',
    todo: 'Look at the files there, remove what is not of this version, then retry.',
    byHand: ['ls /etc/rancher/k3s/config.yaml.d'],
  },
  'k3s-does-not-start': {
    title: 'k3s does not start',
    likely: 'Its service ended before k3s said why, or was stopped by somebody.',
    todo: 'Look at the service, then retry.',
    byHand: ['sudo systemctl status k3s k3s-agent', 'sudo journalctl -u k3s -u k3s-agent -n 100'],
  },
  'node-version-wrong': {
    title: 'Another version runs on the machine',
    likely: 'Another k3s on it started first.',
    todo: 'Look which one the service starts, remove it, then retry.',
    byHand: ['sudo systemctl cat k3s k3s-agent'],
  },
} as const satisfies Record<string, WayOut>
