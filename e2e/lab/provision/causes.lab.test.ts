import { open, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { createLab, type Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { canRun } from '../hosts/lab-support'
import { mustRun } from '../hosts/run-command'
import { labRelease } from '../lab-release'
import { HeldCluster, type OnLine, shown } from './held-cluster'
import { LabRuns, type RunReport, troubles } from './lab-runs'

const support = await canRun()

/** Notices a cut cable within seconds, where a panel is more patient. */
const TIMEOUTS = { tcpMs: scaledMs(1_500), loginMs: scaledMs(20_000), aliveEveryMs: scaledMs(500) }
/** A release takes some seconds over it, in which something can happen. */
const THIN_CABLE = { rateKbit: 150_000 }
const UNINSTALLER = '/usr/local/bin/k3s-uninstall.sh'

/**
 * What goes wrong on desks and in classrooms, on real hosts with a real Kubernetes: one cluster, held by one cause after
 * the other. Each is told in plain words with a way out; once it is removed, the button takes the run past it.
 */
describe.skipIf(!support.ok)('a cluster that is held', () => {
  let lab: Lab
  let runs: LabRuns
  let release: string
  let k3sVersion: string
  let cluster: HeldCluster
  let server: LabHost
  let agent: LabHost

  beforeAll(async () => {
    release = await labRelease((line) => console.log(line))
    lab = await createLab({ name: `causes-${process.pid}`, hosts: [{}, { sudo: 'password' }] })
    server = lab.host('node-1')
    agent = lab.host('node-2')
    runs = new LabRuns(lab, TIMEOUTS)
    k3sVersion = await runs.importRelease(release)
  })
  afterAll(async () => {
    await runs?.close()
    await lab?.down()
  })

  const sudoPassword = async (password: string) => ({
    sudoSecretId: await runs.vault.seal(password, { kind: 'sudo-password', ownerId: 'u1' }),
  })

  it('by a taken port and by a changed host key, each on its machine', async () => {
    const accepted = await runs.hostKey(agent)
    await agent.changeHostKey()
    cluster = await HeldCluster.of(runs, [server, agent], k3sVersion)
    runs.setAnew(agent, { hostKey: accepted, ...(await sudoPassword('not this one')) })
    await server.takePort(6443)

    const held = await cluster.begin()
    const cards = expectHeld(held, {
      'node-1/host.preflight': [
        'preflight-blocked',
        /6443\/tcp \(the Kubernetes API\) by perl\. Stop what holds it; .*sudo ss -lntup/,
      ],
      'node-2/host.reach': [
        'host-key-changed',
        /shows another host key than the one you accepted\. .*Nothing was sent to it\..*compare the fingerprint and accept the new key/,
      ],
    })
    expect(held.state.nodes['node-1/k3s.package']?.status).toBe('pending')

    await server.freePort(6443)
    const hostKey = await runs.hostKey(agent)
    expect(cards['node-2/host.reach']?.failure.details['offeredKey']).toBe(hostKey)
    runs.setAnew(agent, { hostKey })
  })

  it('by a wrong sudo password', async () => {
    const held = await cluster.retry()
    expectDone(held, 'node-1/host.preflight', 'node-2/host.reach')
    expectHeld(held, {
      'node-2/host.preflight': [
        'host-sudo-password-wrong',
        /does not take the password that BuzzCrate has for buzz\. .*Give the right one on the machine’s page, then retry\./,
      ],
    })
    runs.setAnew(agent, await sudoPassword('buzz-lab'))
  })

  it('by a wrong clock and an existing k3s, both in one list', async () => {
    await agent.setClock(-7_200)
    const script = `#!/bin/sh\nrm /usr/local/bin/k3s "$0"\n`
    await agent.mustExec(`cp /bin/true /usr/local/bin/k3s; cat >${UNINSTALLER}; chmod +x ${UNINSTALLER}`, {
      input: script,
    })

    expectHeld(await cluster.retry(), {
      'node-2/host.preflight': [
        'preflight-blocked',
        /The clock is 2 hours slow.*sudo timedatectl set-ntp true.*Another k3s is installed already.*sudo \/usr\/local\/bin\/k3s-uninstall\.sh/,
      ],
    })
    await agent.setClock(0)
    await agent.mustExec(UNINSTALLER)
  })

  it('by release files that changed on the panel’s own disk, with and without a trace', async () => {
    await damage(await storedFile('k3s'), 'openly')
    await damage(await storedFile('k3s-images'), 'silently')

    const held = await cluster.retry()
    expectDone(held, 'node-2/host.preflight')
    // Of the silent one only the machine could know: it arrived with another checksum, and was not used.
    expect(held.lines.join('\n')).toMatch(/k3s\.images err receive-file on node-1 .* ended with status 65/)
    const words = (what: string) =>
      new RegExp(
        `own copy of the ${what} of k3s .* is damaged: .*so it is not used. Open Releases and get .* again, then retry`,
      )
    expectHeld(held, {
      'node-1/k3s.package': ['artifact-corrupt', words('binary')],
      'node-1/k3s.images': ['artifact-corrupt', words('images')],
    })
    await runs.importRelease(release)
  })

  it('by a disk that fills while the files arrive', async () => {
    await server.slow(THIN_CABLE)
    const filling = once('node-1/k3s.images 10 %', () => server.fillDisk())
    const held = await cluster.retry(filling.onLine)
    await filling.done()
    const words =
      /The disk of node-1 is full: .* needs \d+ MiB, but (only \d+ MiB are|nothing is) free at .*Free some space.*retry/
    // What the package had taken until it failed may just be the room that the images need.
    const failed = ['node-1/k3s.package', 'node-1/k3s.images'].filter((node) => shown(held)[node] !== undefined)
    expect(failed).toContain('node-1/k3s.package')
    expectHeld(held, Object.fromEntries(failed.map((node) => [node, ['host-disk-full', words] as const])))
    await server.freeDisk()
    await server.unslow()
  })

  it('by a disk without room for what is in the files, and by a cable that is pulled meanwhile and stays out', async () => {
    await server.fillDisk(150)
    await agent.slow(THIN_CABLE)
    const pulling = once('node-2/k3s.images 10 %', () => agent.cutOff())
    const held = await cluster.retry(pulling.onLine)
    await pulling.done()
    expectDone(held, 'node-1/k3s.package', 'node-1/k3s.images')
    const unplugged = [
      /^host-(timed-out|unreachable)$/,
      /node-2 \(.*\)(: nothing answers| does not answer).*(cut off|network cable).*Look at its lights and its cable.* retry/,
    ] as const
    expectHeld(held, {
      'node-1/k3s.install': [
        'host-disk-full',
        /k3s needs \d+ MiB, but only \d+ MiB are free at \/usr\. Free some space.*retry/,
      ],
      'node-2/k3s.package': unplugged,
      'node-2/k3s.images': unplugged,
    })
    await server.freeDisk()
    await agent.reconnect()
  })

  it('no more: a cable that is out for a moment is ridden out, the cluster proves itself, and goes without a trace', async () => {
    // The power went on the way: what had arrived on the server is not what it was.
    await server.mustExec('printf damaged | dd of="$(ls /var/cache/buzzcrate/*.deb)" bs=1 seek=1000000 conv=notrunc')
    const pulling = once('node-2/k3s.images 10 %', () => agent.cutOff())
    const putting = once('broke off', async () => {
      await agent.reconnect()
      await agent.unslow()
    })
    const made = await cluster.retry((line) => {
      pulling.onLine(line)
      putting.onLine(line)
    })
    await Promise.all([pulling.done(), putting.done()])
    expect(made.outcome, troubles(made)).toBe('succeeded')
    expectDone(made, 'cluster/smoke-test')
    expect(made.lines.join('\n')).toContain('is damaged: its checksum is wrong, as after a power cut')
    expect(await cluster.deleteAll()).toBe('')
  })

  async function storedFile(kind: 'k3s' | 'k3s-images'): Promise<string> {
    const record = await runs.shelf.index.find({
      kind,
      version: k3sVersion,
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    })
    if (record === undefined) throw new Error(`the store has no ${kind}`)
    return runs.shelf.content.pathOf(record.sha256)
  }
})

/** Exactly these nodes hold the run, each with its code and its words. */
function expectHeld(
  report: RunReport,
  wanted: Readonly<Record<string, readonly [code: string | RegExp, words: RegExp]>>,
) {
  expect(report.outcome).toBe('held')
  const cards = shown(report)
  const codes = Object.entries(cards).map(([node, { failure }]) => [node, failure.code])
  expect(Object.fromEntries(codes)).toEqual(
    Object.fromEntries(Object.entries(wanted).map(([node, [code]]) => [node, expect.stringMatching(code)])),
  )
  for (const [node, [, words]] of Object.entries(wanted)) expect(cards[node]?.words).toMatch(words)
  return cards
}

function expectDone({ state }: RunReport, ...nodes: readonly string[]): void {
  const statuses = nodes.map((node) => [node, state.nodes[node]?.status])
  expect(statuses).toEqual(nodes.map((node) => [node, 'done']))
}

/** Turns one bit of a file around. `silently`: its times stay as they were, as when the disk itself forgets. */
async function damage(file: string, how: 'openly' | 'silently'): Promise<void> {
  const twin = `${file}.before`
  await mustRun('cp', ['--preserve=timestamps', file, twin])
  const handle = await open(file, 'r+')
  const piece = Buffer.alloc(1)
  await handle.read(piece, 0, 1, 1_000_000)
  await handle.write(Buffer.from([(piece[0] ?? 0) ^ 1]), 0, 1, 1_000_000)
  await handle.close()
  if (how === 'silently') await mustRun('touch', ['--reference', twin, file])
  await rm(twin)
}

/** Strikes at the first line that has these words; `done` rejects when there was none. */
function once(words: string, strike: () => Promise<void>): { onLine: OnLine; done: () => Promise<void> } {
  let struck: Promise<void> | undefined
  return {
    onLine: (line) => {
      if (line.includes(words)) struck ??= strike()
    },
    done: () => struck ?? Promise.reject(new Error(`no line had “${words}”`)),
  }
}
