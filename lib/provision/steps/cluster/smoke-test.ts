import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { KubeObject, ObjectRef } from '@/lib/ports/cluster-api'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, unlessClusterIsAway, withClusterApi } from './access'

const NAMESPACE = 'kube-system'
const LABEL = 'buzzcrate.dev/smoke-test'

/** Every k3s release brings it and runs it in each pod, so it is on the machine before anything else is. */
const PAUSE_IMAGE = 'docker.io/rancher/mirrored-pause:3.6'

const podRef = (runId: string): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'Pod',
  name: `buzzcrate-smoke-${runId}`,
  namespace: NAMESPACE,
})

/** Proves that the cluster is one: it takes a pod, finds a machine for it, runs it, gives it an address, and ends it. */
export const smokeTest = defineStep({
  name: 'cluster.smoke-test',
  title: 'Smoke pod',
  explain: {
    what: 'Runs one tiny pod on the new cluster, waits until it is ready, and removes it.',
    why: 'Ready machines are a promise; a pod that ran is a fact. It needs the scheduler, the container runtime and the pod network.',
    byHand: [
      `kubectl run smoke --image=${PAUSE_IMAGE} --image-pull-policy=IfNotPresent`,
      'kubectl wait --for=condition=Ready pod/smoke --timeout=90s',
      'kubectl delete pod smoke --now',
    ],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess }),
  output: z.object({ node: z.string() }),
  timeoutMs: 180_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access }) {
    const { clock } = ctx.ports
    return withClusterApi(ctx.ports, access, async (api) => {
      const ref = podRef(ctx.runId)
      const labelSelector = `${LABEL}=${ctx.runId}`
      const image = await pauseImage(() => api.nodes(ctx.signal))
      ctx.log(`kubectl apply -f - # Pod ${ref.name}, image ${image}`, 'cmd')
      // What an earlier try left may be ending: it would never become ready.
      await api.remove([ref], ctx.signal)
      await api.apply([smokePod(ref, ctx.runId, ctx.subjectId, image)], ctx.signal)
      let said = ''
      const ready = await waitFor({
        look: async () => {
          const [pod] = await api.pods(NAMESPACE, labelSelector, ctx.signal)
          if (pod !== undefined && !pod.ready && pod.waitingFor !== said) {
            said = pod.waitingFor
            ctx.log(said, 'info')
          }
          return pod?.ready ? pod : undefined
        },
        everyMs: 200,
        deadlineMs: 120_000,
        onDeadline: (waitedMs) => neverReady(said, waitedMs),
        clock,
        signal: ctx.signal,
      })
      ctx.log(`The pod ran on ${ready.node ?? 'a machine'} with the address ${ready.podIp ?? 'unknown'}.`, 'info')
      await api.remove([ref], ctx.signal)
      return { node: ready.node ?? '' }
    })
  },
  async undo(ctx: StepContext<ProvisionPorts>, { access }) {
    await unlessClusterIsAway(ctx, () =>
      withClusterApi(ctx.ports, access, (api) => api.remove([podRef(ctx.runId)], ctx.signal)),
    )
  },
})

/** As the nodes report it, so that a release with another version of it works as well. */
async function pauseImage(nodes: () => Promise<readonly { readonly images: readonly string[] }[]>): Promise<string> {
  const images = (await nodes()).flatMap((node) => node.images)
  return images.find((image) => /\/mirrored-pause:/.test(image)) ?? PAUSE_IMAGE
}

function smokePod(ref: ObjectRef, runId: string, clusterId: string, image: string): KubeObject {
  return {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: {
      name: ref.name,
      namespace: NAMESPACE,
      labels: {
        [LABEL]: runId,
        'app.kubernetes.io/managed-by': 'buzzcrate',
        'buzzcrate.dev/cluster': clusterId,
      },
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      securityContext: { runAsNonRoot: true, runAsUser: 65_535, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'pause',
          image,
          imagePullPolicy: 'IfNotPresent',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  }
}

function neverReady(said: string, waitedMs: number): AppError {
  return new AppError('smoke-pod-failed', {
    userMessage: `The test pod did not become ready within ${Math.round(waitedMs / 1000)} s. ${said}`.trim(),
    retryable: true,
    details: { said },
  })
}
