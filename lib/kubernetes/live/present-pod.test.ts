import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EventObject, PodObject } from '../objects'
import { readFixture } from './fixtures/read-fixture'
import { presentPod } from './present-pod'
import { signalsByPod } from './signals-by-pod'

const pods = z.record(z.string(), PodObject).parse(readFixture('pods'))
const signals = signalsByPod(z.array(EventObject).parse(readFixture('events')))
const ALONE = { nodeSilent: false, successor: undefined }

function row(name: string, context: Partial<Parameters<typeof presentPod>[1]> = {}) {
  const pod = pods[name]
  if (pod === undefined) throw new Error(`no pod ${name} in the fixture`)
  return presentPod(pod, { ...ALONE, signal: signals.get(pod.metadata.uid), ...context })
}

describe('presentPod on a pod with a helper that goes on beside it', () => {
  const helped = (helper: object, main: object) =>
    PodObject.parse({
      metadata: { uid: 'u', name: 'web', resourceVersion: '1' },
      spec: {
        nodeName: 'pi-01',
        initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }],
        containers: [{ name: 'web', image: 'web:1' }],
      },
      status: {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'proxy', image: 'proxy:1', ...helper }],
        containerStatuses: [{ name: 'web', image: 'web:1', ...main }],
      },
    })
  const seen = (pod: ReturnType<typeof helped>) => presentPod(pod, { ...ALONE, signal: undefined })

  it('says how the helper crashes, and counts it', () => {
    const ended = { exitCode: 1, reason: 'Error', finishedAt: '2026-11-23T04:10:00Z' }
    const crashing = {
      ready: false,
      restartCount: 4,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: ended },
    }
    const waits = { ready: false, restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } }
    const row = seen(helped(crashing, waits))
    expect(row).toMatchObject({ tone: 'bad', label: 'Crashing', restarts: 4, readyContainers: 0 })
    expect(row.words).toContain('Starts and ends again and again (4 restarts): ')
    expect(row.containers.map(({ name, restarts }) => [name, restarts])).toEqual([
      ['proxy', 4],
      ['web', 0],
    ])
  })

  it('counts it as ready when it runs, as kubectl does', () => {
    const runs = { ready: true, restartCount: 0, state: { running: { startedAt: '2026-11-23T04:10:00Z' } } }
    expect(seen(helped(runs, runs))).toMatchObject({ readyContainers: 2, restarts: 0 })
  })
})

describe('presentPod on pods of a real cluster', () => {
  it.each([
    ['fine', 'good', 'Running', 'Running.'],
    ['done', 'quiet', 'Done', 'Done: it ended well.'],
    ['failed', 'bad', 'Failed', 'Failed: it reported an error (status 1).'],
    [
      'no-registry',
      'bad',
      'Waiting',
      'Waiting: the image cannot be pulled, the machine does not find the registry (no name resolution).',
    ],
    ['never-pull', 'bad', 'Waiting', 'Waiting: the image is not on this machine, and it may not be pulled.'],
    ['bad-name', 'bad', 'Waiting', 'Waiting: the name of the image is not a valid one.'],
    ['no-secret', 'bad', 'Waiting', 'Waiting: it needs the secret "nosuch", which does not exist.'],
    ['no-configmap', 'warning', 'Waiting', 'Waiting: it mounts the configmap "nosuch", which does not exist.'],
    ['as-root', 'bad', 'Waiting', 'Waiting: the image wants to run as root, which the pod forbids.'],
    ['too-big', 'warning', 'Pending', 'Pending: no machine has room: 3 have too little free CPU.'],
    ['too-much-memory', 'warning', 'Pending', 'Pending: no machine has room: 3 have too little free memory.'],
    ['no-such-label', 'warning', 'Pending', 'Pending: no machine fits: 3 have not the labels that the pod asks for.'],
    [
      'port-b',
      'warning',
      'Pending',
      'Pending: no machine fits: 1 has the port in use already and 2 have not the labels that the pod asks for.',
    ],
    ['preparing', 'busy', 'Starting', 'Starting: the preparing container prep runs.'],
    ['crashing', 'bad', 'Failed', 'It ended: it reported an error (status 1).'],
    ['out-of-memory', 'bad', 'Failed', 'It ended: it used more memory than it may (killed).'],
    ['no-program', 'bad', 'Waiting', 'Waiting: the program that it should start is not in the image.'],
  ])('%s is %s, %s: %s', (name, tone, label, words) => {
    expect(row(name)).toMatchObject({ tone, label, words })
  })

  it('says why a running pod is not ready, and that it crashes again and again', () => {
    expect(row('unready').words).toMatch(/^Running, but its readiness check fails: dial tcp .*: connection refused\.$/)
    expect(row('dead-liveness').words).toMatch(/^Starts and ends again and again \(\d+ restarts\): .*\.$/)
    expect(row('dead-liveness').lastRestartAt).toBeGreaterThan(Date.parse('2026-11-23T03:48:00Z'))
  })

  it('has something to do about every trouble', () => {
    for (const name of Object.keys(pods)) {
      const { tone, hint } = row(name)
      expect({ name, hasHint: hint !== '' }).toEqual({ name, hasHint: tone === 'bad' || tone === 'warning' })
    }
  })

  it('tells what is going on while containers are made', () => {
    const creating = (reason: string, message: string) => row('no-configmap', { signal: { reason, message } }).words
    expect(creating('Pulled', 'Container image "a:1" already present on machine')).toBe(
      'Starting, the image is already on the machine.',
    )
    expect(creating('Pulling', 'Pulling image "a:1"')).toBe('Fetching the image a:1.')
    expect(creating('FailedMount', 'MountVolume.SetUp failed: object "kube-system"/"coredns" not registered')).toBe(
      'Starting: its settings are still on their way to the machine.',
    )
  })

  it.each([
    ['manifest unknown', 'there is none of this name (name misspelt?)'],
    ['pull access denied, repository does not exist or may require authorization', 'there is none of this name'],
    ['unexpected status: 401 Unauthorized', 'the registry wants a login'],
    ['x509: certificate signed by unknown authority', "the registry's certificate is not trusted"],
    ['write /var/lib/x: no space left on device', "the machine's disk is full"],
    ['no match for platform in manifest', "not made for this machine's processor"],
    ['429 Too Many Requests - toomanyrequests', 'rate limit'],
    ['dial tcp 1.2.3.4:443: i/o timeout', 'the registry does not answer'],
    ['something that nobody has seen', '(name misspelt?)'],
  ])('explains a failed pull: %s', (message, words) => {
    const pod = structuredClone(pods['no-registry'])
    const waiting = pod?.status.containerStatuses?.[0]?.state?.waiting
    if (!pod || !waiting) throw new Error('the fixture has changed')
    waiting.message = message
    expect(presentPod(pod, { ...ALONE, signal: undefined }).words).toContain(words)
  })
})

describe('presentPod on a machine that went silent', () => {
  const lost = z
    .array(PodObject)
    .parse(readFixture('lost-pods'))
    .filter((pod) => pod.spec.nodeName === 'node-3')
  const present = (context: Partial<Parameters<typeof presentPod>[1]>) =>
    lost.map((pod) => presentPod(pod, { signal: undefined, nodeSilent: true, successor: undefined, ...context }))

  it('is lost with its machine, then replaced', () => {
    expect(present({}).map(({ words }) => words)).toEqual([
      'Lost with node-3; another one is being made.',
      'Lost with node-3; another one is being made.',
    ])
    const replaced = present({ successor: { ready: true } })
    expect(replaced.map(({ words, tone }) => [words, tone])).toEqual([
      ['Lost with node-3, replaced.', 'quiet'],
      ['Lost with node-3, replaced.', 'quiet'],
    ])
    expect(replaced.every((row) => row.lost && row.replaced && !row.ready)).toBe(true)
  })

  it('names the Deployment as the owner, not the ReplicaSet', () => {
    expect(present({})[0]?.owner).toEqual({ kind: 'Deployment', name: 'spread' })
  })

  it('tells when it will be moved, and that a pod without an owner will not be', () => {
    expect(row('unready', { nodeSilent: true })).toMatchObject({
      label: 'Unknown',
      words: 'node-3 is silent, so nobody knows how it is; Kubernetes gives it up after 5 minutes.',
      lost: false,
    })
  })

  it('counts the time of a practice cluster, which runs faster', () => {
    const words = (speed: number) => row('unready', { nodeSilent: true, speed })?.words
    expect(words(5)).toContain('gives it up after 60 s.')
    expect(words(20)).toContain('gives it up after 15 s.')
  })
})
