import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { app as goEcho } from '@/lib/apps/go-echo/app'
import { planApp } from '@/lib/apps/plan-app'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import { newId } from '@/lib/core/ids'
import { httpProbe } from '@/lib/http-probe/http-probe'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { linodeRecipe } from '@/lib/providers/linode/linode-recipe'
import { MemoryPort } from '@/lib/providers/linode/memory-port'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { patientTimeouts } from '@/lib/remote/dial'
import { onlyImage } from '@/lib/testing/only-image'
import { scaledMs } from '@/lib/testing/pace'
import { canRun } from '../hosts/lab-support'
import { buildDemo } from '../k3s/lab-cluster'
import { LabRuns, releaseFolder, troubles } from '../provision/lab-runs'
import { LAB_CONTROLLER_IMAGE, shelveController } from './controller-image'
import { LabCloud } from './lab-cloud'

const support = await canRun()
const release = releaseFolder()
const REGION = 'de-fra-2'

/** The whole recipe for real: hosts that boot with cloud-init, SSH, real Kubernetes, a cloud controller, balancers. */
describe.skipIf(!support.ok || release === undefined)('a cluster in the lab’s Linode', () => {
  let cloud: LabCloud
  let runs: LabRuns
  let port: MemoryPort
  let k3sVersion: string
  let folder: string

  beforeAll(async () => {
    cloud = await LabCloud.start(`linode-${process.pid}`)
    port = new MemoryPort({
      region: REGION,
      connect: () => cloud.connection(),
      controller: { image: LAB_CONTROLLER_IMAGE, comes: 'side-load', url: cloud.fake.origin },
      onMachine: (machineId, known) => runs.made(machineId, known),
    })
    // Balancers have addresses of this machine.
    const http = { get: httpProbe.get }
    runs = new LabRuns(cloud.lab, patientTimeouts, {
      own: port,
      http: { get: (url, options) => http.get(url, { ...options, reach: 'panel' }) },
    })
    k3sVersion = await runs.importRelease(release ?? '')
    await shelveController(runs.shelf)
    folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-lab-linode-'))
    const { files } = await buildDemo(onlyImage(goEcho).demo, folder)
    for (const { arch, path: file } of files) {
      const image = { app: goEcho.id, version: goEcho.version, architecture: arch, source: 'built' } as const
      await receiveAppImage(runs.shelf, { ...image, bytes: createReadStream(file) })
    }
  })
  afterAll(async () => {
    await runs?.close()
    await cloud?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const definition = {
    ...{ name: 'crate', provider: 'linode', k3sVersion: '', machines: [], apps: [goEcho.id], allowCgroupV1: true },
    ...{ region: REGION, image: 'linode/debian12', serverType: 'g6-standard-1', workerType: 'g6-nanode-1' },
    ...{ lifetimeHours: null, traefik: false, allowedFrom: [] },
  }
  const { creation, deletion, appsAnswer = 'at-balancer' } = linodeRecipe({ definition })

  const machinesOf = (name: string): readonly PlannedMachine[] =>
    [1, 2, 3].map((number) => ({
      ...runs.machineToMake(`${name}-${number}`),
      role: number === 1 ? 'server' : 'agent',
    }))

  const create = (clusterId: string, clusterName: string, machines: readonly PlannedMachine[]) =>
    createClusterPlan({
      ...{ clusterName, ownerId: 'u1', k3sVersion, machines, appsAnswer },
      allowCgroupV1: true,
      apps: [planApp(goEcho, { clusterId })],
      ...(creation === undefined ? {} : { extension: creation }),
    })

  const remove = (clusterName: string, machines: readonly PlannedMachine[]) =>
    deleteClusterPlan({
      ...{ clusterName, machines, apps: [goEcho.id] },
      ...(deletion === undefined ? {} : { extension: deletion }),
    })

  /** Opens the app at the balancer's address, whose machines take turns. */
  async function opens(clusterId: string): Promise<void> {
    const [url = ''] = runs.records.appUrls.get(`${clusterId}/${goEcho.id}`) ?? []
    const [balancer] = [...cloud.account.balancers.values()]
    expect(url).toBe(`http://${balancer?.ipv4}:81/?hello`)
    const answer = await fetch(url)
    expect(await answer.text()).toBe('hello\n')
  }

  async function nothingIsLeft(): Promise<void> {
    await cloud.settled()
    expect(cloud.account.left).toBe(0)
    expect(port.open).toEqual([])
    expect(cloud.lab.hosts).toEqual([])
    expect(cloud.errors).toEqual([])
  }

  it('comes up, opens its app at a balancer, and leaves nothing', { timeout: scaledMs(400_000) }, async () => {
    const clusterId = newId()
    const machines = machinesOf('crate')
    const created = await runs.run(clusterId, create(clusterId, 'crate', machines))
    expect(created.outcome, troubles(created)).toBe('succeeded')
    expect(cloud.account.instances.size).toBe(3)
    await opens(clusterId)
    const deleted = await runs.run(clusterId, remove('crate', machines))
    expect(deleted.outcome, troubles(deleted)).toBe('succeeded')
    await nothingIsLeft()
    console.log(`1 + 2 machines: made in ${seconds(created.tookMs)}, deleted in ${seconds(deleted.tookMs)}`)
  })
})

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
