import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { scaledMs } from '@/lib/testing/pace'
import { describeChanges, diffSnapshots, type HostSnapshot } from '../hosts/host-snapshot'
import { createLab, type Lab } from '../hosts/lab'
import { canRun } from '../hosts/lab-support'
import { LabRuns, releaseFolder, troubles } from './lab-runs'
import { notOurs } from './not-ours'

const support = await canRun()
const release = releaseFolder()

/**
 * From bare hosts to Ready and back, with the real adapters: Debian as server and agent, as agents one with pacman, and one
 * with neither, which gets plain files.
 */
describe.skipIf(!support.ok || release === undefined)('a cluster on real hosts', () => {
  let lab: Lab
  let runs: LabRuns
  let k3sVersion: string
  let machines: readonly PlannedMachine[]
  const before = new Map<string, HostSnapshot>()

  beforeAll(async () => {
    const hosts = [{}, {}, { distro: 'arch' as const }, { distro: 'fedora' as const }]
    lab = await createLab({ name: `create-${process.pid}`, hosts })
    runs = new LabRuns(lab)
    k3sVersion = await runs.importRelease(release ?? '')
    const known = await Promise.all(lab.hosts.map((host) => runs.machine(host)))
    machines = known.map((machine, index) => ({ ...machine, role: index === 0 ? 'server' : 'agent' }))
    for (const host of lab.hosts) before.set(host.name, await host.snapshot())
  })
  afterAll(async () => {
    await runs?.close()
    await lab?.down()
  })

  const create = () =>
    createClusterPlan({
      clusterName: 'lab-crate',
      ownerId: 'u1',
      k3sVersion,
      // The lab's hosts see the control groups of the machine that they run on.
      allowCgroupV1: true,
      machines,
      apps: [],
    })

  it('stops at a taken port with its cause, and changes nothing on any machine', async () => {
    const [server] = lab.hosts
    if (server === undefined) throw new Error('the lab has hosts')
    await server.takePort(6443)
    const clusterId = newId()
    const held = await runs.run(clusterId, create())
    expect(held.outcome).toBe('held')
    expect(held.state.nodes['node-1/host.preflight']?.error).toMatchObject({
      code: 'preflight-blocked',
      userMessage: expect.stringContaining('6443'),
    })
    expect(held.state.nodes['node-2/k3s.package']?.status).toBe('pending')
    await server.freePort(6443)
  })

  it('comes up, is Ready, proves itself, and goes without a trace', { timeout: scaledMs(300_000) }, async () => {
    const clusterId = newId()
    const created = await runs.run(clusterId, create())
    expect(created.outcome, troubles(created)).toBe('succeeded')
    const access = runs.records.access.get(clusterId)
    expect(access?.apiUrl).toBe(`https://${lab.hosts[0]?.address}:6443`)
    const secrets = await Promise.all(
      ['k3s-server-token', 'k3s-agent-token'].map(async (kind) =>
        runs.vault.open((await runs.vault.find(kind, clusterId))[0] ?? ''),
      ),
    )
    const log = created.lines.join('\n')
    for (const secret of secrets) expect(log.includes(secret), 'a join secret is in the log').toBe(false)

    const deleted = await runs.run(clusterId, deleteClusterPlan({ clusterName: 'lab-crate', machines, apps: [] }))
    expect(deleted.outcome, troubles(deleted)).toBe('succeeded')
    expect(runs.records.receipts.get(clusterId)?.lines.flatMap(({ left }) => left)).toEqual([])
    expect(runs.records.access.has(clusterId)).toBe(false)
    for (const host of lab.hosts) {
      const earlier = before.get(host.name)
      if (earlier === undefined) throw new Error(`${host.name} was not looked at`)
      expect(describeChanges(diffSnapshots(earlier, await host.snapshot(), notOurs)), host.name).toBe('')
    }
  })
})
