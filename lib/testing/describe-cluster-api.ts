import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi, KubeObject, ObjectRef } from '@/lib/ports/cluster-api'
import { scaledMs } from '@/lib/testing/pace'

export interface ClusterUnderTest {
  readonly kubeconfig: string
  /** An image that is on every node and runs until it is stopped. */
  readonly image: string
  close(): Promise<void>
}

/**
 * What every API server that our client talks to must do: the lab's real one, and the practice one. Where they differ the
 * real one is right.
 */
export function describeClusterApi(name: string, setUp: () => Promise<ClusterUnderTest>): void {
  describe(`ClusterApi on ${name}`, { timeout: scaledMs(180_000) }, () => {
    let cluster: ClusterUnderTest
    let api: ClusterApi
    let namespace: string
    const signal = new AbortController().signal

    beforeAll(async () => {
      cluster = await setUp()
    })
    /** Kubernetes takes seconds to remove a namespace: all go side by side, while the tests go on. */
    const leaving: Promise<void>[] = []
    afterAll(async () => {
      await Promise.all(leaving)
      await cluster?.close()
    }, scaledMs(180_000))
    beforeEach(async () => {
      api = open(cluster.kubeconfig)
      namespace = `test-${newId()}`
      await api.apply([namespaceObject(namespace)], signal)
    })
    afterEach(() => {
      const [old, last] = [api, namespace]
      const gone = old.remove([{ apiVersion: 'v1', kind: 'Namespace', name: last }], signal)
      leaving.push(gone.finally(() => old.close()))
    })

    const deployment = (changes: DeploymentChanges = {}) =>
      deploymentObject(namespace, { image: cluster.image, ...changes })
    const pods = (selector = 'app=echo') => api.pods(namespace, selector, signal)
    const rolledOut = (wanted: number) =>
      until(`${wanted} pods`, async () => {
        const rollout = await api.rollout(namespace, 'echo', signal)
        return rollout?.waitingFor === '' && rollout.ready === wanted ? rollout : undefined
      })

    it('tells its version and its nodes', async () => {
      expect(await api.version(signal)).toMatch(/^v1\.\d+\.\d+/)
      const nodes = await api.nodes(signal)
      expect(nodes.length).toBeGreaterThan(0)
      for (const node of nodes) {
        expect(node).toMatchObject({ ready: true, reason: '', unschedulable: false })
        expect(node.internalIp).toMatch(/^[\d.]+$|:/)
        expect(['amd64', 'arm64', 'arm']).toContain(node.architecture)
        expect(node.kubeletVersion).toMatch(/^v1\./)
        expect(node.uid).not.toBe('')
      }
    })

    it('applies, rolls out, scales and removes a Deployment', async () => {
      await api.apply([deployment()], signal)
      expect(await rolledOut(1)).toMatchObject({ wanted: 1, ready: 1, updated: 1 })
      const [pod, ...others] = await pods()
      expect(others).toEqual([])
      expect(pod).toMatchObject({ namespace, phase: 'Running', ready: true, waitingFor: '' })
      expect(pod?.podIp).toMatch(/^[\d.]+$|:/)
      expect((await api.nodes(signal)).map((node) => node.name)).toContain(pod?.node)

      await api.scale(namespace, 'echo', 3, signal)
      await rolledOut(3)
      await api.scale(namespace, 'echo', 0, signal)
      await until('no pods', async () => ((await pods()).length === 0 ? true : undefined))

      await api.remove([refOf(deployment())], signal)
      expect(await api.rollout(namespace, 'echo', signal)).toBeUndefined()
    })

    it('applies again without a change, and with one', async () => {
      await api.apply([deployment({ replicas: 1 })], signal)
      await rolledOut(1)
      const [before] = await pods()
      await api.apply([deployment({ replicas: 1 })], signal)
      await api.apply([deployment({ replicas: 2 })], signal)
      await rolledOut(2)
      expect((await pods()).map(({ name }) => name)).toContain(before?.name)
    })

    it('takes a field back that somebody else has changed', async () => {
      await api.apply([deployment({ replicas: 1 })], signal)
      await api.scale(namespace, 'echo', 2, signal)
      await rolledOut(2)
      await api.apply([deployment({ replicas: 1 })], signal)
      await until('one pod', async () => ((await pods()).length === 1 ? true : undefined))
    })

    it('makes a pod anew when one is ended', async () => {
      await api.apply([deployment()], signal)
      await rolledOut(1)
      const [first] = await pods()
      await api.deletePod(namespace, first?.name ?? '', signal)
      await api.deletePod(namespace, 'nosuch', signal)
      const second = await until('another pod', async () =>
        (await pods()).find((pod) => pod.ready && pod.name !== first?.name),
      )
      expect(second.name).not.toBe(first?.name)
    })

    it('says in words what a pod waits for', async () => {
      await api.apply([deployment({ image: 'example.com/nosuch:1', imagePullPolicy: 'Never' })], signal)
      await until('the words', async () =>
        (await pods()).find(
          (pod) => pod.waitingFor === 'Waiting: the image is not on this machine, and it may not be pulled.',
        ),
      )
      expect((await api.rollout(namespace, 'echo', signal))?.waitingFor).toBe('0 of 1 pods are ready.')
      await api.apply([deployment({ nodeSelector: { nosuch: 'label' } })], signal)
      await until('the words', async () =>
        (await pods()).find((pod) => /^Pending: no machine fits: \d+ ha(s|ve) not the labels/.test(pod.waitingFor)),
      )
    })

    it('returns from remove when all is gone, and does not mind what is not there', async () => {
      const service = serviceObject(namespace)
      await api.apply([deployment(), service], signal)
      await rolledOut(1)
      const unknown: ObjectRef = { apiVersion: 'nosuch.example/v1', kind: 'Thing', name: 'x', namespace }
      await api.remove([refOf(deployment()), refOf(service), unknown], signal)
      expect(await pods()).toEqual([])
      expect(await api.loadBalancerAddresses(namespace, 'echo', signal)).toEqual([])
      await api.remove([refOf(deployment()), refOf(service)], signal)
    })

    it('gives a load balancer the addresses of nodes', async () => {
      await api.apply([deployment(), serviceObject(namespace)], signal)
      const addresses = await until('addresses', async () => {
        const seen = await api.loadBalancerAddresses(namespace, 'echo', signal)
        return seen.length > 0 ? seen : undefined
      })
      const known = (await api.nodes(signal)).map((node) => node.internalIp)
      for (const address of addresses) expect(known).toContain(address)
      expect(await api.loadBalancers(signal)).toContainEqual(refOf(serviceObject(namespace)))
      expect((await api.nodes(signal)).map(({ awaitsCloud }) => awaitsCloud)).not.toContain(true)
    })

    it('reads the log of a pod', async () => {
      await api.apply([deployment()], signal)
      await rolledOut(1)
      const [pod] = await pods()
      expect(typeof (await api.podLog(namespace, pod?.name ?? '', signal, { tailLines: 5 }))).toBe('string')
      await expect(api.podLog(namespace, 'nosuch', signal)).rejects.toMatchObject({ code: 'cluster-object-missing' })
    })

    it.each([
      ['a kind that the cluster does not know', { apiVersion: 'nosuch.example/v1', kind: 'Thing' }, 'cluster-refused'],
      ['an object that is not allowed', { apiVersion: 'v1', kind: 'Service', spec: { ports: [] } }, 'cluster-refused'],
      ['a field of the wrong type', { apiVersion: 'v1', kind: 'Service', spec: { ports: 'all' } }, 'cluster-refused'],
    ])('refuses %s', async (_, object, code) => {
      const attempt = api.apply([{ ...object, metadata: { name: 'x', namespace } }], signal)
      await expect(attempt).rejects.toMatchObject({ code, retryable: false })
    })

    it('judges without changing anything', async () => {
      const object = deployment()
      await api.apply([object], signal, { dryRun: true })
      expect(await api.read(refOf(object), signal)).toBeUndefined()
      const wrong = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace }, spec: { ports: 'all' } }
      await expect(api.apply([wrong], signal, { dryRun: true })).rejects.toMatchObject({ code: 'cluster-refused' })
    })

    it('reads one object, and lists those of a label in every namespace', async () => {
      const map = (name: string, marks: Record<string, string>): KubeObject => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace, labels: marks },
        data: { a: '1' },
      })
      const mark = { mark: namespace }
      await api.apply([map('one', mark), map('two', mark), map('other', {})], signal)
      expect(await api.read(refOf(map('one', mark)), signal)).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } })
      const query = { apiVersion: 'v1', kind: 'ConfigMap', labelSelector: `mark=${namespace}` }
      const found = await api.list(query, signal)
      expect(found.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
        ['ConfigMap', 'one'],
        ['ConfigMap', 'two'],
      ])
      expect(await api.list({ ...query, namespace: 'default' }, signal)).toEqual([])
      expect(await api.list({ apiVersion: 'nosuch.example/v1', kind: 'Thing' }, signal)).toEqual([])
    })

    it('says what is missing', async () => {
      const elsewhere = deploymentObject('nosuch', { image: cluster.image })
      await expect(api.apply([elsewhere], signal)).rejects.toMatchObject({ code: 'cluster-object-missing' })
      await expect(api.scale(namespace, 'nosuch', 1, signal)).rejects.toMatchObject({ code: 'cluster-object-missing' })
      expect(await api.rollout(namespace, 'nosuch', signal)).toBeUndefined()
    })

    it('knows strangers from itself', async () => {
      const changed = (change: (config: Kubeconfig) => void) => {
        const config = parse(cluster.kubeconfig) as Kubeconfig
        change(config)
        return open(stringify(config))
      }
      const cases = [
        [
          'cluster-unauthorised',
          changed((config) => {
            for (const each of config.users) each.user = { token: 'wrong' }
          }),
        ],
        [
          'cluster-certificate-wrong',
          changed((config) => {
            for (const each of config.clusters) each.cluster['certificate-authority-data'] = STRANGER_CA
          }),
        ],
        [
          'cluster-unreachable',
          changed((config) => {
            for (const each of config.clusters) each.cluster.server = 'https://127.0.0.1:9'
          }),
        ],
      ] as const
      for (const [code, stranger] of cases) {
        await expect(stranger.nodes(signal)).rejects.toMatchObject({ code, retryable: code === 'cluster-unreachable' })
        stranger.close()
      }
    })

    it('stops at once when it is told to', async () => {
      const stop = new AbortController()
      stop.abort(new Error('cancelled'))
      await expect(api.nodes(stop.signal)).rejects.toThrow('cancelled')
    })
  })
}

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[]
  users: { user: object }[]
}

const open = (kubeconfig: string) => kubernetesClusterApis().open(kubeconfig)

function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  return waitFor({
    look,
    everyMs: 100,
    deadlineMs: scaledMs(60_000),
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for ${what}` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
}

const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

const namespaceObject = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

const serviceObject = (namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'echo', namespace },
  spec: { type: 'LoadBalancer', selector: { app: 'echo' }, ports: [{ port: 8321, targetPort: 8080 }] },
})

interface DeploymentChanges {
  readonly image?: string
  readonly replicas?: number
  readonly imagePullPolicy?: string
  readonly nodeSelector?: Readonly<Record<string, string>>
}

const deploymentObject = (namespace: string, changes: DeploymentChanges): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'echo', namespace },
  spec: {
    replicas: changes.replicas ?? 1,
    // The old pods go first, so what is seen is the new ones.
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: 'echo' } },
    template: {
      metadata: { labels: { app: 'echo' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        nodeSelector: changes.nodeSelector ?? {},
        containers: [
          { name: 'main', image: changes.image, imagePullPolicy: changes.imagePullPolicy ?? 'IfNotPresent' },
        ],
      },
    },
  },
})

/** A certificate authority that signed nothing here. */
const STRANGER_CA =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJmakNDQVNPZ0F3SUJBZ0lVTmpOZHdOT1VVdHV0NmFrTVZRM01GcUQ2QXZBd0NnWUlLb1pJemowRUF3SXcKRXpFUk1BOEdBMVVFQXd3SWMzUnlZVzVuWlhJd0lCY05Nall4TVRJek1EUXlNREk0V2hnUE1qRXlOakV3TXpBdwpOREl3TWpoYU1CTXhFVEFQQmdOVkJBTU1DSE4wY21GdVoyVnlNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBECkFRY0RRZ0FFODRsRVl5bkxyT0UzZ0txNStQUTgxeHBWZVkrOE9rRWxtUzFad1lmWUVLUUpGZFZKMXg0T0l0Q0EKTFBIa3hzelplZVhzd2hhMXZFNTZzd3lMb09KenBxTlRNRkV3SFFZRFZSME9CQllFRkx5OE96NTRGblZnSGtGMAo3cEdkUm1YM0dRM2lNQjhHQTFVZEl3UVlNQmFBRkx5OE96NTRGblZnSGtGMDdwR2RSbVgzR1EzaU1BOEdBMVVkCkV3RUIvd1FGTUFNQkFmOHdDZ1lJS29aSXpqMEVBd0lEU1FBd1JnSWhBTVlYQVQvdDl2dzdROW10NXVvVFdmYzYKWTVTczcxa3FiREMyN1FZUmNpdWZBaUVBbXNoMzhyczA3RVBscEwrZSttdWVFWVI0ekFCMWc1RDVYS2xjTkJxZQpNakE9Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K'
