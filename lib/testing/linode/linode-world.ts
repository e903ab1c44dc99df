import type { LinodeConnection, RawAnswer, RawRequest } from '@/lib/linode/connection'
import { linodeRecipe } from '@/lib/providers/linode/linode-recipe'
import type { LinodeStored } from '@/lib/providers/linode/linode-request'
import { type SampleCloud, sampleCloud } from '@/lib/providers/linode/sample-cloud'
import { askPracticeCloud, cloudRequest, rawAnswer } from '@/lib/providers/practice/cloud/ask-practice-cloud'
import type { CloudUser } from '@/lib/providers/practice/cloud/cloud-account'
import type { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import type { SampleWorld } from '@/lib/providers/provider-samples'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { fakeApp, fakeMachines } from '../fakes/fake-cluster'
import { FAKE_VERSION, FakeWorld } from '../fakes/fake-world'
import { type Broken, LINODE_FAULTS, type LinodeFaultName } from './linode-faults'

export const LINODE_DEFINITION: LinodeStored = {
  name: 'hard-crate',
  provider: 'linode',
  k3sVersion: FAKE_VERSION,
  machines: fakeMachines.map(({ machineId, role }) => ({ machineId, role })),
  apps: ['go-echo'],
  allowCgroupV1: false,
  traefik: false,
  region: 'de-fra-2',
  image: 'linode/arch',
  serverType: 'g6-nanode-1',
  workerType: 'g6-nanode-1',
  lifetimeHours: 4,
  allowedFrom: ['203.0.113.7/32'],
}

/** Plans of making and deleting such a cluster. */
export function linodePlans(definition: LinodeStored = LINODE_DEFINITION, machines = fakeMachines, apps = [fakeApp]) {
  const { creation, deletion, appsAnswer } = linodeRecipe({ definition })
  const common = { clusterName: definition.name, machines }
  const create = createClusterPlan({
    ...common,
    ownerId: 'u1',
    k3sVersion: FAKE_VERSION,
    allowCgroupV1: false,
    apps,
    traefik: definition.traefik,
    ...(appsAnswer === undefined ? {} : { appsAnswer }),
    ...(creation === undefined ? {} : { extension: creation }),
  })
  const remove = deleteClusterPlan({
    ...common,
    apps: apps.map(({ id }) => id),
    ...(deletion === undefined ? {} : { extension: deletion }),
  })
  return { create, remove }
}

export interface BrokenCalls {
  readonly fault: LinodeFaultName
  readonly method: string
  readonly path: RegExp
  /** How many more of them are broken. */
  left: number
}

/** A world of machines behind a cloud of which calls may be broken. */
export class LinodeWorld extends FakeWorld {
  readonly sample: SampleCloud
  /** What is broken now. */
  readonly broken: { now: BrokenCalls | undefined; count: number }

  constructor(user: CloudUser = { username: 'anna' }) {
    const broken: LinodeWorld['broken'] = { now: undefined, count: 0 }
    let sample: SampleCloud | undefined
    super([{ number: 1 }, { number: 2, packageFormat: 'pacman' }], (world) => {
      const { clock } = world
      const send = (cloud: PracticeCloud) => breaking(cloud, broken)
      sample = sampleCloud(world, { user, send, deadline: deadlineOf(clock) })
      return sample
    })
    if (sample === undefined) throw new Error('the world has a cloud')
    this.sample = sample
    this.broken = broken
    this.claim('c1')
  }

  /** Labels that more than one thing of a kind has. */
  get duplicates(): readonly string[] {
    const { instances, firewalls, vpcs } = this.sample.account
    return [instances, firewalls, vpcs].flatMap((things) => {
      const labels = [...things.values()].map(({ label }) => label)
      return labels.filter((label, index) => labels.indexOf(label) !== index)
    })
  }
}

/** Deadlines pass with the world's clock. */
const deadlineOf =
  (clock: SampleWorld['clock']): LinodeConnection['deadline'] =>
  (timeoutMs) => {
    const over = new AbortController()
    void clock.delay(timeoutMs).then(() => over.abort(new DOMException('the deadline has passed', 'TimeoutError')))
    return over.signal
  }

function breaking(cloud: PracticeCloud, broken: LinodeWorld['broken']): NonNullable<LinodeConnection['send']> {
  const ask = askPracticeCloud(cloud)
  return async (url, request) => {
    const rule = broken.now
    const { path } = cloudRequest(url, request)
    if (rule === undefined || rule.left <= 0 || rule.method !== request.method || !rule.path.test(path)) {
      return ask(url, request)
    }
    rule.left -= 1
    broken.count += 1
    const { broken: how, hasEffect } = LINODE_FAULTS[rule.fault]
    if (hasEffect) cloud.answer(cloudRequest(url, request))
    return sendBroken(how, request)
  }
}

async function sendBroken(broken: Broken, { signal }: RawRequest): Promise<RawAnswer> {
  switch (broken.kind) {
    case 'answer':
      return rawAnswer(broken.status, broken.body, broken.headers)
    case 'reset':
      throw new Error('read ECONNRESET')
    case 'silence':
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
    case 'endless':
      return { ...rawAnswer(200, ''), body: endless() }
  }
}

/** Cut off by whoever reads it. */
async function* endless(): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(256 * 1024, '0,')
  for (;;) yield chunk
}
