import type { Check, Judged } from './inspection'
import { advice, blocker, ok, type Verdict } from './verdict'

/** File systems (as `stat -f` calls them) on which layers of images cannot be stacked by the kernel's overlay. */
const NO_OVERLAY: ReadonlyMap<string, string> = new Map([
  ['nfs', 'NFS'],
  ['nfs4', 'NFS'],
  ['zfs', 'ZFS'],
  ['overlayfs', 'an overlay'],
  ['fuseblk', 'a file system of a program (FUSE)'],
  ['msdos', 'FAT'],
  ['smb2', 'a Windows share'],
  ['cifs', 'a Windows share'],
  ['ecryptfs', 'an encrypted folder (eCryptfs)'],
])

const IN_MEMORY: ReadonlySet<string> = new Set(['tmpfs', 'ramfs'])

/** Whether containers on this machine need their layers copied, not stacked. */
export const needsCopies = ({ dataFileSystem }: { readonly dataFileSystem: string }): boolean =>
  NO_OVERLAY.has(dataFileSystem)

function dataFileSystem({ input, facts }: Judged): Verdict | undefined {
  const { dataFileSystem: found } = facts
  if (found === '') return undefined
  if (IN_MEMORY.has(found)) {
    return advice(
      'The folder of the cluster (/var/lib/rancher) is in memory (tmpfs): with the next restart the cluster is gone.',
      'Mount a disk at /var/lib/rancher before, or take this machine for trying things out only.',
    )
  }
  const name = NO_OVERLAY.get(found)
  if (name === undefined) return ok('Its disk can hold images of containers.')
  const sentence = `The folder of the cluster (/var/lib/rancher) is on ${name}, on which the kernel cannot stack the layers of images.`
  if (input.purpose?.nativeSnapshotter === true) {
    return advice(
      `${sentence} For this cluster they are copied (snapshotter: native): that works everywhere, but takes more of the disk and more time.`,
      'Better: mount a disk with ext4 or xfs at /var/lib/rancher.',
    )
  }
  return {
    level: 'blocker',
    sentence,
    wayOut: `Mount a disk with ext4 or xfs at /var/lib/rancher. Or allow that layers are copied (snapshotter: native): that works everywhere, but takes more of the disk and more time.`,
    option: 'nativeSnapshotter',
  }
}

function inContainer({ facts }: Judged): Verdict | undefined {
  if (!facts.kmsg) {
    const host = facts.container === 'lxc' || facts.container === '' ? LXC_LINE : 'Give it the device /dev/kmsg.'
    return blocker(
      `There is no /dev/kmsg${facts.container === '' ? '' : ` in this container (${facts.container})`}, and the kubelet does not start without it.`,
      host,
    )
  }
  if (facts.container === '') return undefined
  return advice(
    `This is a container (${facts.container}), not a machine of its own: its kernel is its host's.`,
    'If k3s does not start, use a virtual machine; for LXC, see what k3s needs: nesting=1, keyctl=1 and no AppArmor confinement.',
  )
}

const LXC_LINE =
  "On its host, add this to the container's configuration (Proxmox: /etc/pve/lxc/<number>.conf) and restart it: lxc.mount.entry: /dev/kmsg dev/kmsg none bind,create=file 0 0"

function appArmor({ facts }: Judged): Verdict | undefined {
  if (facts.appArmor === 'off') return undefined
  if (facts.appArmor === 'ready') return ok('AppArmor is on, and what loads profiles for containers is there.')
  return blocker(
    'AppArmor is on in the kernel, but the program apparmor_parser is missing: no pod would start.',
    facts.packageFormat === 'pacman'
      ? 'Install it: sudo pacman -S apparmor'
      : 'Install it: sudo apt-get install apparmor — or switch AppArmor off: add apparmor=0 to the kernel arguments and restart.',
  )
}

/** As k3s's own installer adds it (get.k3s.io, setup_selinux). */
const SE_LINUX_POLICY =
  "printf '[k3s]\\nname=k3s\\nbaseurl=https://rpm.rancher.io/k3s/stable/common/centos/9/noarch\\ngpgkey=https://rpm.rancher.io/public.key\\n' | sudo tee /etc/yum.repos.d/k3s.repo; sudo dnf install -y k3s-selinux"

function seLinux({ facts }: Judged): Verdict | undefined {
  if (facts.seLinux === 'off') return undefined
  if (facts.seLinuxPolicy) return ok('SELinux is on, and knows k3s.')
  const wayOut = `Install its policy: ${SE_LINUX_POLICY} — or let SELinux only note things down: sudo setenforce 0; sudo sed -i "s/^SELINUX=.*/SELINUX=permissive/" /etc/selinux/config`
  return facts.seLinux === 'enforcing'
    ? blocker('SELinux is on and does not know k3s: containers would be kept from their own files.', wayOut)
    : advice('SELinux notes things down (permissive) and does not know k3s: it works as long as that stays so.', wayOut)
}

function systemFolder({ facts }: Judged): Verdict | undefined {
  if (!facts.usrReadOnly) return undefined
  return blocker(
    'The folder /usr is read-only, as on systems that are replaced as a whole: the package of k3s has no place there.',
    'Make it writable if it is meant to be (sudo mount -o remount,rw /usr, and look at /etc/fstab), or use a system that is installed by packages.',
  )
}

/** What keeps containers from starting although k3s itself would run. */
export const containerChecks: readonly Check[] = [
  { id: 'usr', title: 'System folder', judge: systemFolder },
  { id: 'data-file-system', title: 'File system', judge: dataFileSystem },
  { id: 'container', title: 'Container', judge: inContainer },
  { id: 'app-armor', title: 'AppArmor', judge: appArmor },
  { id: 'se-linux', title: 'SELinux', judge: seLinux },
]
