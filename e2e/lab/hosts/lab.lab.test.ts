import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeChanges, diffSnapshots } from './host-snapshot'
import { createLab, type Lab } from './lab'
import { canRun } from './lab-support'
import { runCommand } from './run-command'

const support = await canRun()
if (!support.ok) console.warn(`SKIPPED lab hosts: ${support.reason}`)

const lines = (text: string) => text.split('\n').filter(Boolean)

describe.skipIf(!support.ok)('a lab of five hosts', () => {
  let lab: Lab

  beforeAll(async () => {
    const hosts = [
      {},
      {},
      { sudo: 'password' },
      { rootLogin: true, diskGiB: 1 },
      { name: 'arch-1', distro: 'arch' },
    ] as const
    lab = await createLab({ name: `test-${process.pid}`, hosts, say: console.log })
  })

  afterAll(() => lab?.down())

  it('answers on SSH with the pinned keys, and systemd is content', async () => {
    const answers = await Promise.all(lab.hosts.map((host) => host.ssh('hostname; systemctl is-system-running --wait')))
    expect(answers.map(({ stdout }) => lines(stdout))).toEqual(lab.hosts.map(({ name }) => [name, 'running']))
  })

  it('gives every host names, keys and ids of its own', async () => {
    const seen = await Promise.all(
      lab.hosts.map((host) => host.mustExec('cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub')),
    )
    expect(new Set(seen.flatMap(lines)).size).toBe(lab.hosts.length * 2)
  })

  it('lets hosts reach each other and this machine by address', async () => {
    const [first, second] = [lab.host('node-1'), lab.host('node-2')]
    await first.takePort(8080)
    const connect = (address: string) => second.exec(`timeout 5 bash -c ': <>/dev/tcp/${address}/8080'`)
    expect((await connect(first.address)).code).toBe(0)
    await first.freePort(8080)
    expect((await connect(first.address)).code).not.toBe(0)
  })

  it('lets buzz become root without, with and by no password', async () => {
    expect((await lab.host('node-1').ssh('sudo -n id -u')).stdout.trim()).toBe('0')
    const guarded = lab.host('node-3')
    expect((await guarded.ssh('sudo -n id -u')).code).not.toBe(0)
    expect((await guarded.ssh('sudo -S -p "" id -u', { input: 'buzz-lab\n' })).stdout.trim()).toBe('0')
    await guarded.setSudo('none')
    expect((await guarded.ssh('sudo -S -p "" id -u', { input: 'buzz-lab\n' })).code).not.toBe(0)
    await guarded.setSudo('passwordless')
    expect((await guarded.ssh('sudo -n id -u')).stdout.trim()).toBe('0')
  })

  it('refuses root but where asked', async () => {
    const login = (name: string) => runCommand('ssh', [...lab.host(name).sshArguments('root'), 'id -u'])
    expect((await login('node-1')).code).toBe(255)
    expect((await login('node-4')).stdout.trim()).toBe('0')
  })

  it('has an Arch host with pacman and without dpkg', async () => {
    const { stdout } = await lab
      .host('arch-1')
      .ssh('. /etc/os-release; echo $ID; command -v pacman; command -v dpkg apt-get')
    expect(lines(stdout)).toEqual(['arch', '/usr/bin/pacman'])
  })

  it('lets pacman install and remove a package built on the host', async () => {
    const host = lab.host('arch-1')
    const before = await host.snapshot()
    await host.mustExec(`mkdir -p /root/p/usr/share/greeting && cd /root/p && echo hello >usr/share/greeting/text && cat >.PKGINFO <<'EOF'
pkgname = greeting
pkgver = 1-1
arch = any
depend = systemd
EOF
bsdtar -cf - .PKGINFO usr | zstd -q >/root/greeting-1-1-any.pkg.tar.zst && pacman -U --noconfirm /root/greeting-1-1-any.pkg.tar.zst`)
    expect((await host.ssh('pacman -Q greeting; cat /usr/share/greeting/text')).stdout).toBe('greeting 1-1\nhello\n')
    await host.mustExec('pacman -R --noconfirm greeting && rm -r /root/p /root/greeting-1-1-any.pkg.tar.zst')
    expect(describeChanges(diffSnapshots(before, await host.snapshot()))).toBe('')
  })

  it('cuts a host off, looks inside all the same, and reconnects it', async () => {
    const host = lab.host('node-1')
    await host.cutOff()
    expect(await host.isUp()).toBe(false)
    expect((await host.exec('hostname')).stdout).toBe('node-1\n')
    await host.reconnect()
    await host.waitUntilUp()
  })

  it('freezes and thaws a host', async () => {
    const host = lab.host('node-1')
    await host.freeze()
    expect(await host.isUp()).toBe(false)
    await host.thaw()
    await host.waitUntilUp()
  })

  it('slows the cable down to a rate', async () => {
    const host = lab.host('node-1')
    await host.slow({ rateKbit: 2000 })
    const start = performance.now()
    expect((await host.ssh('cat >/dev/null', { input: 'x'.repeat(500_000) })).code).toBe(0)
    // 500 kB are 4 Mbit: two seconds at that rate, whatever the machine does besides.
    expect(performance.now() - start).toBeGreaterThan(1_500)
    await host.unslow()
  })

  it('reboots with the same files and another boot id', async () => {
    const host = lab.host('node-2')
    const before = await host.bootId()
    await host.mustExec('echo kept >/root/kept; echo gone >/run/gone')
    await host.reboot()
    expect(await host.bootId()).not.toBe(before)
    expect((await host.exec('cat /root/kept; ls /run/gone')).stdout).toBe('kept\n')
    expect((await host.ssh('hostname')).stdout.trim()).toBe('node-2')
  })

  it('comes back after a power cut', async () => {
    const host = lab.host('node-2')
    await host.mustExec('echo written >/var/lib/written && sync')
    await host.kill()
    expect(await host.isUp()).toBe(false)
    await host.powerOn()
    await host.waitUntilUp()
    expect((await host.exec('cat /var/lib/written')).stdout).toBe('written\n')
  })

  it('has a full disk, and room again', async () => {
    const host = lab.host('node-4')
    await host.fillDisk()
    for (const folder of ['/var/lib', '/root', '/usr/local/bin', '/tmp']) {
      const { code, stderr } = await host.exec(
        `dd if=/dev/zero of=${folder}/big bs=1M count=4 2>&1 >/dev/null | grep -q 'No space left'; rm -f ${folder}/big`,
      )
      expect({ folder, code, stderr }).toEqual({ folder, code: 0, stderr: '' })
    }
    await host.freeDisk()
    await host.mustExec('dd if=/dev/zero of=/var/lib/big bs=1M count=4 status=none && rm /var/lib/big')
  })

  it('has a wrong clock, and the right one again', async () => {
    const host = lab.host('node-1')
    const skew = async (command: string) => Number((await host.ssh(command)).stdout) - Date.now() / 1000
    await host.setClock(-3600)
    expect(Math.round((await skew('date +%s')) / 60)).toBe(-60)
    expect(Math.round((await skew('sudo date +%s')) / 60)).toBe(-60)
    await host.setClock(0)
    expect(Math.abs(await skew('date +%s'))).toBeLessThan(5)
  })

  it('changes its host key', async () => {
    const host = lab.host('node-1')
    const before = await readFile(lab.knownHostsPath, 'utf8')
    await host.changeHostKey()
    expect(await readFile(lab.knownHostsPath, 'utf8')).not.toBe(before)
    expect((await host.ssh('hostname')).stdout.trim()).toBe('node-1')
  })

  it('changes several at once, and known_hosts has them all', async () => {
    await Promise.all(lab.hosts.map((host) => host.changeHostKey()))
    const answers = await Promise.all(lab.hosts.map((host) => host.ssh('hostname')))
    expect(answers.map(({ stdout }) => stdout.trim())).toEqual(lab.hosts.map(({ name }) => name))
  })

  it('installs a host anew', async () => {
    const host = lab.host('node-2')
    await host.reset()
    expect((await host.ssh('ls /root/kept /var/lib/written')).code).not.toBe(0)
    expect((await host.ssh('hostname')).stdout.trim()).toBe('node-2')
  })
})
