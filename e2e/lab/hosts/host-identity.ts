import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { FirstBoot } from './lab'
import type { HostState, SudoMode } from './lab-state'
import { mustRun } from './run-command'

/** uid and gid of `buzz` in the base system. */
const buzzId = 1000

async function authorize(folder: string, publicKey: string, id: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path.join(folder, 'authorized_keys'), publicKey, { mode: 0o600 })
  await chown(folder, id, id)
  await chown(path.join(folder, 'authorized_keys'), id, id)
}

/** Sets what `buzz` may do with sudo; takes effect at once, on a running host too. */
export async function writeSudo(
  root: string,
  host: Pick<HostState, 'hostname'>,
  gateway: string,
  mode: SudoMode,
): Promise<void> {
  const sudoers = path.join(root, 'etc/sudoers.d/buzz')
  if (mode === 'none') await rm(sudoers, { force: true })
  else {
    await writeFile(sudoers, mode === 'password' ? 'buzz ALL=(ALL:ALL) ALL\n' : 'buzz ALL=(ALL:ALL) NOPASSWD: ALL\n')
    await chmod(sudoers, 0o440)
  }
  // Slow as on real boards: the own name is in no file, and the name server does not answer.
  const name = mode === 'slow' ? '' : `127.0.1.1 ${host.hostname}\n`
  await writeFile(
    path.join(root, 'etc/hosts'),
    `127.0.0.1 localhost\n${name}::1 localhost ip6-localhost ip6-loopback\n`,
  )
  const silent = gateway.replace(/\.1$/, '.254')
  await writeFile(
    path.join(root, 'etc/resolv.conf'),
    mode === 'slow' ? `nameserver ${silent}\n` : `nameserver ${gateway}\n`,
  )
}

/** Writes who the host is (names, address, keys, rights) into its file system, before its first boot. */
export async function writeIdentity(root: string, host: HostState, gateway: string, publicKey: string): Promise<void> {
  const at = (file: string) => path.join(root, file)
  await writeFile(at('etc/hostname'), `${host.hostname}\n`)
  await writeFile(at('etc/machine-id'), `${host.machineId}\n`, { mode: 0o444 })
  const second = host.privateAddress === null ? '' : `Address=${host.privateAddress}/24\n`
  const network = `[Match]\nName=host0\n\n[Network]\nAddress=${host.address}/24\n${second}Gateway=${gateway}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`
  await writeFile(at('etc/systemd/network/10-host0.network'), network)
  await writeSudo(root, host, gateway, host.sudo)
  await authorize(at('home/buzz/.ssh'), publicKey, buzzId)
  if (host.rootLogin) {
    await authorize(at('root/.ssh'), publicKey, 0)
    await writeFile(at('etc/ssh/sshd_config.d/50-root-login.conf'), 'PermitRootLogin prohibit-password\n')
  }
  if (host.board === 'raspberry-pi') {
    await mkdir(at('boot/firmware'), { recursive: true })
    await writeFile(
      at('boot/firmware/cmdline.txt'),
      'console=tty1 root=PARTUUID=4a8e2c11-02 rootfstype=ext4 fsck.repair=yes rootwait\n',
    )
    await writeFile(at('etc/rpi-issue'), 'Raspberry Pi reference 2025-05-13\n')
  }
}

/** Its source is on the disk, and the network is the lab's to say. */
const CLOUD_INIT = 'datasource_list: [NoCloud]\nnetwork: {config: disabled}\n'

/** Puts what a cloud gives a machine where cloud-init looks for it. Until that has run, the host has no name of its own. */
export async function writeFirstBoot(root: string, { userData, metaData }: FirstBoot): Promise<void> {
  const seed = path.join(root, 'var/lib/cloud/seed/nocloud-net')
  await mkdir(seed, { recursive: true })
  await writeFile(path.join(seed, 'user-data'), userData)
  await writeFile(path.join(seed, 'meta-data'), metaData)
  await writeFile(path.join(root, 'etc/hostname'), 'localhost\n')
  await writeFile(path.join(root, 'etc/cloud/cloud.cfg.d/90_lab.cfg'), CLOUD_INIT)
}

/** Makes fresh SSH host keys; gives the public half of the ed25519 one, as a known_hosts line without the address. */
export async function writeHostKeys(root: string): Promise<string> {
  const folder = path.join(root, 'etc/ssh')
  await Promise.all(
    ['ed25519', 'ecdsa'].map(async (type) => {
      const file = path.join(folder, `ssh_host_${type}_key`)
      await rm(file, { force: true })
      await rm(`${file}.pub`, { force: true })
      await mustRun('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file])
    }),
  )
  return (await readFile(path.join(folder, 'ssh_host_ed25519_key.pub'), 'utf8')).trim()
}
