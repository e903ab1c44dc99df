import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { inspectMachine } from '@/lib/provision/preflight/inspect-machine'
import { preflight } from '@/lib/provision/preflight/preflight'
import { summarise } from '@/lib/provision/preflight/summary'
import { addHostsEntry } from '@/lib/provision/scripts/fix-host'
import { compareHosts } from '@/lib/provision/steps/host/compare'
import { preflightHost } from '@/lib/provision/steps/host/preflight'
import { reachHost } from '@/lib/provision/steps/host/reach'
import { scaledMs } from '@/lib/testing/pace'
import { describeChanges, diffSnapshots } from '../hosts/host-snapshot'
import { createLab, type Lab } from '../hosts/lab'
import { canRun } from '../hosts/lab-support'
import { LabRemote, lines, never } from './lab-remote'

const support = await canRun()
const purpose = { role: 'server', k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: true } as const

describe.skipIf(!support.ok)('sudo and preflight on real hosts', () => {
  let lab: Lab
  let remote: LabRemote

  beforeAll(async () => {
    const hosts = [
      { name: 'plain', rootLogin: true },
      { name: 'guarded', sudo: 'password' },
      { name: 'slow', sudo: 'slow' },
      { name: 'locked', sudo: 'none' },
      { name: 'arch', distro: 'arch', hostname: 'plain', machineId: 'f'.repeat(32) },
    ] as const
    lab = await createLab({ name: `preflight-${process.pid}`, hosts })
    remote = new LabRemote(lab)
  })
  afterEach(() => remote?.close())
  afterAll(async () => {
    await remote?.remove()
    await lab?.down()
  })

  async function look(host: string, options: { user?: string; sudoPassword?: string } = {}) {
    const machine = await remote.machine(host, options)
    const hosts = remote.hosts()
    const inspection = await inspectMachine(hosts, machine, systemClock, lines())
    const location = await hosts.locate(machine, never)
    const findings = preflight({ machine: { name: machine.name, ...location }, inspection, purpose })
    return { inspection, findings, of: (id: string) => findings.find((finding) => finding.id === id) }
  }

  it('finds hosts in order, says so in one line, and changes nothing', async () => {
    const host = lab.host('plain')
    const before = await host.snapshot()
    const { inspection, findings } = await look('plain')
    expect(findings.filter((finding) => finding.level === 'blocker')).toEqual([])
    expect(summarise(inspection)).toMatch(/^Debian 12, amd64, \d+ GB, \d+ GB free, clock right, cgroup v[12]$/)
    expect(inspection.facts).toMatchObject({ hostname: 'plain', packageFormat: 'deb', isRoot: true, systemd: true })
    const after = await host.snapshot()
    expect(describeChanges(diffSnapshots(before, after))).toBe('')
    expect((await look('arch')).inspection.facts).toMatchObject({
      packageFormat: 'pacman',
      os: { id: expect.stringMatching(/^arch/) },
    })
  })

  it('needs no sudo as root', async () => {
    const { inspection, of } = await look('plain', { user: 'root' })
    expect(inspection.facts?.sudoMs).toBe(0)
    expect(of('sudo')).toMatchObject({ level: 'ok' })
  })

  it('uses sudo with a password, and tells a wrong, a missing and a useless one apart', async () => {
    const right = await look('guarded', { sudoPassword: 'buzz-lab' })
    expect(right.of('sudo')).toMatchObject({ level: 'ok' })
    expect(right.inspection.facts?.isRoot).toBe(true)
    const wrong = await look('guarded', { sudoPassword: 'wrong one' })
    expect(wrong.inspection.sudoFailure?.code).toBe('host-sudo-password-wrong')
    const missing = await look('guarded')
    expect(missing.inspection).toMatchObject({
      connectFailure: null,
      sudoFailure: { code: 'host-sudo-password-needed' },
    })
    const locked = await look('locked', { sudoPassword: 'buzz-lab' })
    expect(locked.inspection.sudoFailure?.code).toBe('host-sudo-not-allowed')
    for (const { of } of [wrong, missing, locked]) {
      expect(of('sudo')).toMatchObject({ level: 'blocker' })
      // All the rest is seen all the same.
      expect(of('memory')).toMatchObject({ level: 'ok' })
    }
  })

  it('takes a password that sudo does not ask for', async () => {
    const { inspection } = await look('plain', { sudoPassword: 'not asked' })
    expect(inspection).toMatchObject({ sudoFailure: null, facts: { isRoot: true } })
  })

  it('says that sudo is slow and why, and the button mends it', async () => {
    const slow = await look('slow')
    expect(slow.of('sudo')).toMatchObject({ level: 'advice', fix: 'add-hosts-entry' })
    expect(slow.of('own-name')).toMatchObject({ level: 'advice', fix: 'add-hosts-entry' })
    expect(slow.inspection.facts?.sudoMs).toBeGreaterThan(3_000)
    // The clock is judged by when it was read, not by when sudo was through.
    expect(slow.of('clock')).toMatchObject({ level: 'ok' })
    const host = await remote.hosts().connect(await remote.machine('slow'), AbortSignal.timeout(scaledMs(60_000)))
    expect(await host.run(addHostsEntry, {}, lines())).toMatchObject({ hostname: 'slow', added: true })
    expect(await host.run(addHostsEntry, {}, lines())).toMatchObject({ added: false })
    const mended = await look('slow')
    expect(mended.of('sudo')).toMatchObject({ level: 'ok' })
    expect(mended.of('own-name')).toMatchObject({ level: 'ok' })
  })

  it('sees a wrong clock', async () => {
    const host = lab.host('plain')
    await host.setClock(-3_600)
    expect((await look('plain')).of('clock')).toMatchObject({ level: 'blocker', fix: 'set-clock' })
    await host.setClock(12)
    expect((await look('plain')).of('clock')).toMatchObject({ level: 'advice' })
    await host.setClock(0)
    expect((await look('plain')).of('clock')).toMatchObject({ level: 'ok' })
  })

  it('sees who holds port 6443, and an earlier k3s with its way out', async () => {
    const host = lab.host('plain')
    await host.takePort(6443)
    const taken = await look('plain')
    expect(taken.of('ports')?.sentence).toContain('6443/tcp (the Kubernetes API) by perl')
    await host.freePort(6443)
    expect((await look('plain')).of('ports')).toMatchObject({ level: 'ok' })
    await host.mustExec('printf "#!/bin/sh\\n" >/usr/local/bin/k3s-uninstall.sh; cp /bin/true /usr/local/bin/k3s')
    expect((await look('plain')).of('k3s')?.wayOut).toContain('sudo /usr/local/bin/k3s-uninstall.sh')
    await host.mustExec('rm /usr/local/bin/k3s /usr/local/bin/k3s-uninstall.sh')
    expect((await look('plain')).of('k3s')).toMatchObject({ level: 'ok' })
  })

  it('passes as steps of a run, and blocks with everything that is wrong', async () => {
    const { ctx, lines: log, facts } = remote.context(remote.hosts())
    const machine = await remote.machine('plain')
    expect(await reachHost.run(ctx, { machine })).toMatchObject({ connectMs: expect.any(Number) })
    const seen = await preflightHost.run(ctx, { machine, ...purpose })
    expect(facts).toMatchObject({ architecture: 'amd64', packageFormat: 'deb', hostname: 'plain' })
    expect(log.join('\n')).toMatch(/✓ sudo: sudo works/)
    const arch = await preflightHost.run(ctx, { machine: await remote.machine('arch'), ...purpose })
    const machines = [
      { name: 'plain', seen },
      { name: 'arch', seen: arch },
    ]
    // The same host name is advice: in the cluster they have names of their own.
    await compareHosts.run(ctx, { machines })
    expect(log.join('\n')).toContain('arch calls itself plain, as plain does')
    const twin = { name: 'twin', seen }
    await expect(compareHosts.run(ctx, { machines: [...machines, twin] })).rejects.toMatchObject({
      code: 'preflight-blocked',
      userMessage: expect.stringContaining('one and the same machine'),
    })
    const locked = preflightHost.run(ctx, { machine: await remote.machine('locked'), ...purpose })
    await expect(locked).rejects.toMatchObject({ code: /^host-sudo-/ })
    await lab.host('plain').takePort(10250)
    await expect(preflightHost.run(ctx, { machine, ...purpose })).rejects.toMatchObject({
      code: 'preflight-blocked',
      userMessage: expect.stringContaining('10250/tcp (the kubelet) by perl'),
      details: { findings: [{ id: 'ports' }] },
    })
    await lab.host('plain').freePort(10250)
  })
})
