import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PackageFormat } from '@/lib/ports/artifacts'
import { describeChanges, diffSnapshots, type volatile } from '../hosts/host-snapshot'
import { createLab, type Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { canRun } from '../hosts/lab-support'
import { ensureStubRelease } from '../hosts/stub-release'
import { LabRuns } from './lab-runs'

const support = await canRun()

/** What it takes to let a host of another architecture have the package. */
const notOurs: typeof volatile = [
  { section: 'files', key: /^\/var\/lib\/dpkg\/arch$/, why: 'the host takes packages for arm64 as well' },
  { section: 'files', key: /^\/root\/package$/, why: 'the package itself' },
  { section: 'files', key: /^\/etc\/ld\.so\.cache$/, why: 'pacman rebuilds it with each package' },
]

/**
 * The arm64 packages with the real package managers. The hosts are of this machine's architecture, so what cannot be
 * shown here is that the program in them runs: k3s on real arm64 boards.
 */
describe.skipIf(!support.ok || process.arch !== 'x64')('a package for arm64', () => {
  let lab: Lab
  let runs: LabRuns
  let version: string

  beforeAll(async () => {
    lab = await createLab({
      name: `arm64-${process.pid}`,
      hosts: [{ name: 'debian' }, { name: 'arch', distro: 'arch' }],
    })
    runs = new LabRuns(lab)
    version = await runs.importRelease(await ensureStubRelease('arm64'))
  })
  afterAll(async () => {
    await runs?.close()
    await lab?.down()
  })

  const bring = async (host: LabHost, format: PackageFormat): Promise<string> => {
    const { name, path } = await runs.artifacts.k3sPackage(version, 'arm64', format, new AbortController().signal)
    const input = (await readFile(path)).toString('base64')
    await host.mustExec('base64 -d >/root/package', { input })
    return name
  }
  /** Machine of an ELF file, as its header says it: 183 is AArch64. */
  const machineOf = async (host: LabHost, file: string) =>
    Number((await host.mustExec(`od -An -t u2 -j 18 -N 2 ${file}`)).trim())

  it('is installed by dpkg where arm64 is welcome, refused elsewhere, and purged without a trace', async () => {
    const host = lab.host('debian')
    const before = await host.snapshot()
    expect(await bring(host, 'deb')).toMatch(/_arm64\.deb$/)
    const refused = await host.exec('dpkg --install /root/package')
    expect(refused.stderr).toContain('package architecture (arm64) does not match system (amd64)')
    await host.exec('dpkg --purge buzzcrate-k3s')
    await host.mustExec('dpkg --add-architecture arm64')
    await host.mustExec('dpkg --install /root/package')
    const status = await host.mustExec('dpkg --status buzzcrate-k3s')
    expect(status).toContain('Status: install ok installed')
    expect(status).toContain('Architecture: arm64')
    expect(await machineOf(host, '/usr/bin/k3s')).toBe(183)
    expect((await host.exec('dpkg --verify buzzcrate-k3s')).stdout).toBe('')
    await host.mustExec('systemctl cat k3s k3s-agent')
    await host.mustExec('/usr/lib/buzzcrate-k3s/uninstall')
    expect(describeChanges(diffSnapshots(before, await host.snapshot(), notOurs))).toBe('')
  })

  it('is read, installed and removed by pacman', async () => {
    const host = lab.host('arch')
    const before = await host.snapshot()
    expect(await bring(host, 'pacman')).toMatch(/-aarch64\.pkg\.tar$/)
    expect(await host.mustExec('pacman -Qip /root/package')).toMatch(/Architecture +: aarch64/)
    expect((await host.exec('pacman -U --noconfirm /root/package')).stderr).toContain('architecture')
    await host.mustExec("sed 's/^ *Architecture *=.*/Architecture = aarch64/' /etc/pacman.conf >/root/package.conf")
    await host.mustExec('pacman -U --noconfirm --config /root/package.conf /root/package')
    expect(await machineOf(host, '/usr/bin/k3s')).toBe(183)
    await host.mustExec('rm /root/package.conf')
    await host.mustExec('/usr/lib/buzzcrate-k3s/uninstall')
    expect(describeChanges(diffSnapshots(before, await host.snapshot(), notOurs))).toBe('')
  })
})
