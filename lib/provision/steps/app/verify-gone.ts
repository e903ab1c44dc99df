import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ClusterApi, KubeObject } from '@/lib/ports/cluster-api'
import { PlannedApp } from '@/lib/ports/planned-app'
import type { ProvisionPorts, ReceiptLine } from '@/lib/ports/provision-ports'
import { ClusterAccess, withClusterApi } from '../cluster/access'
import { APP_LABEL } from './own-objects'

/** What makes volumes deletes them by pods of its own. */
const DEADLINE_MS = 180_000

/** Kinds that Kubernetes makes for an app beside those that the app names itself. */
const MADE_FOR_APPS: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
]

interface Kind {
  readonly apiVersion: string
  readonly kind: string
}

/** Looks whether anything of a removed app is left in the cluster, and keeps what was seen: the receipt. */
export const verifyAppGone = defineStep({
  name: 'app.verify-gone',
  title: 'Receipt',
  explain: {
    what: 'Asks the cluster for everything that has the label of the app, for its namespaces and for volumes that were made for it, and waits until there is nothing.',
    why: 'A deletion is a wish; only a look shows that nothing is left.',
    byHand: [`kubectl get all,pvc,secret,ingress --all-namespaces -l ${APP_LABEL}=<app>`, 'kubectl get pv'],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, app: PlannedApp }),
  output: z.object({ looks: z.number() }),
  timeoutMs: DEADLINE_MS + 60_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    let seen: readonly ReceiptLine[] = []
    const lines = await withClusterApi(ctx.ports, access, (api) =>
      waitFor({
        look: async () => {
          seen = await lookFor(api, app, ctx.signal)
          return seen.every(({ left }) => left.length === 0) ? seen : undefined
        },
        everyMs: 500,
        deadlineMs: DEADLINE_MS,
        onDeadline: (waitedMs, last) => last ?? stillThere(app, waitedMs, seen),
        clock: ctx.ports.clock,
        signal: ctx.signal,
      }),
    )
    for (const { looked } of lines) ctx.log(`✓ no ${looked}`, 'info')
    await ctx.ports.records.saveAppReceipt(ctx.subjectId, app, { checkedAt: ctx.ports.clock.now(), lines })
    return { looks: lines.length }
  },
  undo: 'keep',
})

async function lookFor(api: ClusterApi, app: PlannedApp, signal: AbortSignal): Promise<readonly ReceiptLine[]> {
  const line = (looked: string, found: readonly KubeObject[]): ReceiptLine => ({
    machine: 'cluster',
    looked,
    left: found.map(({ metadata: { name, namespace } }) => (namespace === undefined ? name : `${namespace}/${name}`)),
  })
  const labelled = async ({ apiVersion, kind }: Kind) =>
    line(
      `${kind} of ${app.title}`,
      await api.list({ apiVersion, kind, labelSelector: `${APP_LABEL}=${app.id}` }, signal),
    )
  const kinds = new Map([...app.objects, ...MADE_FOR_APPS].map(({ apiVersion, kind }) => [kind, { apiVersion, kind }]))
  const lines = await Promise.all([...kinds.values()].map(labelled))
  if (!app.storage) return lines
  return [...lines, line(`volumes of ${app.title}`, await volumesOf(api, app, signal))]
}

const Claimed = z.looseObject({
  spec: z.looseObject({ claimRef: z.looseObject({ namespace: z.string(), name: z.string() }).nullish() }),
})

/** Volumes are of the cluster and carry no label of ours: they say by which claim they are held. */
async function volumesOf(api: ClusterApi, app: PlannedApp, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const claims = new Set(
    app.objects.flatMap(({ kind, metadata: { namespace = 'default', name } }) =>
      kind === 'PersistentVolumeClaim' ? [`${namespace}/${name}`] : [],
    ),
  )
  const volumes = await api.list({ apiVersion: 'v1', kind: 'PersistentVolume' }, signal)
  return volumes.filter((volume) => {
    const claim = Claimed.safeParse(volume).data?.spec.claimRef
    return claim != null && claims.has(`${claim.namespace}/${claim.name}`)
  })
}

function stillThere(app: PlannedApp, waitedMs: number, lines: readonly ReceiptLine[]): AppError {
  const things = lines.flatMap((line) => line.left)
  return new AppError('app-left', {
    userMessage: `${Math.round(waitedMs / 1000)} s after its removal something of ${app.title} is still there: ${things.slice(0, 5).join(', ')}. A machine that does not answer may hold it.`,
    retryable: true,
    details: { app: app.id, left: things },
  })
}
