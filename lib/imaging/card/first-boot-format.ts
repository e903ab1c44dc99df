import type { BaseFacts } from '../build/base-facts'
import type { CardFile } from '../ext4/edit-ext4'

const UNITS = '/etc/systemd/system'
const masked = (unit: string): CardFile => ({ kind: 'link', path: `${UNITS}/${unit}`, target: '/dev/null' })
const sshOn: CardFile = {
  kind: 'link',
  path: `${UNITS}/multi-user.target.wants/ssh.service`,
  target: '/usr/lib/systemd/system/ssh.service',
}

/**
 * What keeps a system's own first boot from undoing the card: new host keys, questions on the console, another name.
 * Everything that it would do for us is in the card's files already; growing the root is left to it where it does that.
 */
export function firstBootFormatFiles(format: BaseFacts['firstBoot']): readonly CardFile[] {
  return FILES[format]
}

const FILES = {
  plain: [],
  // Its documentation, "How to disable cloud-init": without it nothing on the FAT needs to hold secrets.
  'cloud-init': [{ kind: 'file', path: '/etc/cloud/cloud-init.disabled', mode: 0o644, content: '' }, sshOn],
  // raspberrypi-sys-mods: SSH is off, keys are made anew, and the console asks for a user.
  'raspberry-pi-firstboot': [masked('regenerate_ssh_host_keys.service'), masked('userconfig.service'), sshOn],
  // armbian-firstrun makes new host keys; the mark makes the console ask for a password.
  armbian: [{ kind: 'gone', path: '/root/.not_logged_in_yet' }, masked('armbian-firstrun.service'), sshOn],
} as const satisfies Readonly<Record<BaseFacts['firstBoot'], readonly CardFile[]>>
