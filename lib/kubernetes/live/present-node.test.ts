import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NodeObject } from '../objects'
import { readFixture } from './fixtures/read-fixture'
import { presentNode } from './present-node'

const fixture = z.object({ ready: z.array(NodeObject), silent: NodeObject }).parse(readFixture('nodes'))
const [server, agent] = fixture.ready
if (server === undefined || agent === undefined) throw new Error('the fixture has changed')
const ANSWERS = { silentSince: undefined }

function changed(change: (node: NodeObject) => void): NodeObject {
  const node = structuredClone(agent)
  if (node === undefined) throw new Error('the fixture has changed')
  change(node)
  return node
}

function notReady(message: string): NodeObject {
  return changed((node) => {
    for (const each of node.status.conditions ?? []) {
      if (each.type === 'Ready') Object.assign(each, { status: 'False', reason: 'KubeletNotReady', message })
    }
  })
}

describe('presentNode on nodes of a real cluster', () => {
  it('tells what the machine is', () => {
    expect(presentNode(server, ANSWERS)).toMatchObject({
      name: 'node-1',
      roles: ['server'],
      address: '10.77.1.11',
      architecture: 'amd64',
      version: 'v1.36.1+k3s99',
      ready: true,
      label: 'Ready',
      tone: 'good',
      silentSince: null,
    })
    expect(presentNode(agent, ANSWERS).roles).toEqual(['agent'])
    expect(presentNode(agent, ANSWERS).memoryGiB).toBeGreaterThan(1)
  })

  it('is silent when its lease is old, before Kubernetes says so', () => {
    const row = presentNode(agent, { silentSince: 1_000 })
    expect(row).toMatchObject({ ready: false, silentSince: 1_000, label: 'Silent', tone: 'bad' })
    expect(row.hint).toContain('After about a minute')
    const labels = { ...agent.metadata.labels, 'buzzcrate.dev/speed': '5' }
    const practice = presentNode({ ...agent, metadata: { ...agent.metadata, labels } }, { silentSince: 1_000 })
    expect(practice.hint).toContain('After about 12 s')
  })

  it('is silent when Kubernetes says so, from then on at the latest', () => {
    const verdictAt = Date.parse('2026-11-23T03:49:35Z')
    expect(presentNode(fixture.silent, ANSWERS).silentSince).toBe(verdictAt)
    expect(presentNode(fixture.silent, { silentSince: verdictAt - 30_000 }).silentSince).toBe(verdictAt - 30_000)
    expect(presentNode(fixture.silent, { silentSince: verdictAt + 30_000 }).silentSince).toBe(verdictAt)
  })

  it.each([
    [
      'container runtime network not ready: NetworkReady=false … cni plugin not initialized',
      'busy',
      'the pod network is not up yet',
    ],
    ['container runtime is down', 'bad', 'The container runtime on the machine does not answer.'],
    ['PLEG is not healthy: pleg was last seen active 3m0s ago', 'bad', 'answers too slowly'],
    ['node is shutting down', 'bad', 'The machine is shutting down.'],
    ['a reason of the future', 'bad', 'Not ready: a reason of the future.'],
  ])('explains not ready: %s', (message, tone, words) => {
    const row = presentNode(notReady(message), ANSWERS)
    expect(row).toMatchObject({ ready: false, label: 'Not ready', tone })
    expect(row.words).toContain(words)
  })

  it.each([
    [
      { cpu: '3920m', memory: '8Gi', pods: '1k' },
      { cpus: 3.92, memoryGiB: 8, podCapacity: 1_000 },
    ],
    [
      { cpu: 'many', memory: '8constructor', pods: '' },
      { cpus: 0, memoryGiB: 0, podCapacity: 0 },
    ],
  ])('reads quantities as Kubernetes writes them: %o', (capacity, read) => {
    const sized = changed((node) => {
      node.status.capacity = capacity
    })
    expect(presentNode(sized, ANSWERS)).toMatchObject(read)
  })

  it('warns of pressure and says when it is cordoned', () => {
    const pressed = changed((node) => {
      for (const each of node.status.conditions ?? []) if (each.type === 'MemoryPressure') each.status = 'True'
    })
    expect(presentNode(pressed, ANSWERS)).toMatchObject({
      ready: true,
      tone: 'warning',
      words: expect.stringContaining('short of memory'),
    })
    const odd = changed((node) => {
      node.status.conditions?.push({ type: 'constructor', status: 'True' })
    })
    expect(presentNode(odd, ANSWERS)).toMatchObject({ tone: 'good', words: 'Ready: it answers and takes pods.' })
    const cordoned = changed((node) => {
      node.spec.unschedulable = true
    })
    expect(presentNode(cordoned, ANSWERS)).toMatchObject({ label: 'Cordoned', unschedulable: true })
  })
})
