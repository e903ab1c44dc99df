import { readExt4, statExt4 } from '../ext4/read-ext4'
import type { FileSystemAt } from '../tools/file-system'
import type { BaseFacts } from './base-facts'

const SIGNS = {
  cloudInit: '/etc/cloud/cloud.cfg',
  raspberryPi: '/usr/lib/raspberrypi-sys-mods/firstboot',
  armbian: '/etc/armbian-release',
  netplan: '/usr/sbin/netplan',
  networkManager: '/usr/sbin/NetworkManager',
} as const

export const SIGN_PATHS: ReadonlySet<string> = new Set(Object.values(SIGNS))

/** @param there which of `SIGN_PATHS` the system has */
export function judgeSigns(there: ReadonlySet<string>): Pick<BaseFacts, 'network' | 'firstBoot'> {
  const has = (sign: keyof typeof SIGNS) => there.has(SIGNS[sign])
  const network = has('netplan') ? 'netplan' : has('networkManager') ? 'network-manager' : 'systemd-networkd'
  if (has('armbian')) return { network, firstBoot: 'armbian' }
  if (has('cloudInit')) return { network, firstBoot: 'cloud-init' }
  return { network, firstBoot: has('raspberryPi') ? 'raspberry-pi-firstboot' : 'plain' }
}

/**
 * How a system makes its first boot and sets its network up, by what is in it: the same name of an image has meant
 * different ways from one month to the next.
 */
export async function detectSystem(
  root: FileSystemAt,
  options: { readonly signal: AbortSignal; readonly scratch: string },
): Promise<Pick<BaseFacts, 'network' | 'firstBoot'>> {
  const there = await statExt4(root, [...SIGN_PATHS], options)
  return judgeSigns(new Set(there.keys()))
}

/** /etc/shadow without a password that anybody could type: cards leave the house with keys only. */
export async function lockedShadow(
  root: FileSystemAt,
  options: { readonly signal: AbortSignal; readonly scratch: string },
): Promise<string | undefined> {
  const shadow = (await readExt4(root, ['/etc/shadow'], options)).get('/etc/shadow')?.toString('utf8')
  return shadow?.replace(/^([^:\n]+):([^:\n]*)/gm, (_, name: string, hash: string) =>
    /^[!*]/.test(hash) ? `${name}:${hash}` : `${name}:!*`,
  )
}
