import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ClusterApi, ObjectRef, PodFact } from '@/lib/ports/cluster-api'
import { PlannedApp } from '@/lib/ports/planned-app'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, unlessClusterIsAway, withClusterApi } from '../cluster/access'

const Input = z.object({
  access: ClusterAccess,
  app: PlannedApp,
  /** The same run makes the cluster: its undo takes the app with it, whether the API still answers or not. */
  partOfCluster: z.boolean(),
})

const ROLLOUT_DEADLINE_MS = 180_000

/** Applies an app's objects and waits until all its pods are ready. */
export const deployApp = defineStep({
  name: 'app.deploy',
  title: 'Start app',
  explain: {
    what: 'Writes the wishes of the app (a Deployment and a Service) into the cluster and waits until its pods are ready.',
    why: 'Kubernetes then keeps these pods running, and opens their port on every machine.',
    byHand: ['kubectl apply --server-side -f app.yaml', 'kubectl rollout status deployment/<app>'],
    scripts: [],
  },
  input: Input,
  output: z.object({ replicas: z.number() }),
  timeoutMs: 300_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    return withClusterApi(ctx.ports, access, async (api) => {
      for (const { kind, metadata } of app.objects) ctx.log(`kubectl apply -f - # ${kind} ${metadata.name}`, 'cmd')
      await api.apply(app.objects, ctx.signal)
      return { replicas: await untilReady(ctx, api, app) }
    })
  },
  async undo(ctx: StepContext<ProvisionPorts>, { access, app, partOfCluster }) {
    if (!partOfCluster) await removeObjects(ctx, access, app)
    else await unlessClusterIsAway(ctx, () => removeObjects(ctx, access, app))
    await ctx.ports.records.removeApp(ctx.subjectId, app.id)
  },
})

/** Removes an app's objects and waits until its pods are gone. */
export const removeApp = defineStep({
  name: 'app.remove',
  title: 'Remove app',
  explain: {
    what: "Deletes the app's objects from the cluster and waits until its pods are gone.",
    why: 'The port is free again, and nothing of the app runs on.',
    byHand: ['kubectl delete -f app.yaml --cascade=foreground'],
    scripts: [],
  },
  input: Input.omit({ partOfCluster: true }),
  output: z.object({}),
  timeoutMs: 300_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    await removeObjects(ctx, access, app)
    await ctx.ports.records.removeApp(ctx.subjectId, app.id)
    return {}
  },
  undo: 'keep',
})

/** Logs each new word about what it waits for, so the log reads like a person watching. */
async function untilReady(ctx: StepContext<ProvisionPorts>, api: ClusterApi, app: PlannedApp): Promise<number> {
  const { namespace, name, labelSelector } = app.deployment
  let said = ''
  const wanted = await waitFor({
    look: async () => {
      const rollout = await api.rollout(namespace, name, ctx.signal)
      if (rollout === undefined) throw vanished(app)
      if (rollout.waitingFor === '') return rollout.wanted
      if (rollout.waitingFor !== said) ctx.log(rollout.waitingFor, 'info')
      said = rollout.waitingFor
      return undefined
    },
    everyMs: 250,
    deadlineMs: ROLLOUT_DEADLINE_MS,
    onDeadline: (waitedMs, last) => last ?? notReady(app, said, waitedMs),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  }).catch(async (error: unknown) => {
    if (!(error instanceof AppError && error.code === 'app-not-ready')) throw error
    throw withReasons(error, await api.pods(namespace, labelSelector, ctx.signal))
  })
  ctx.log(`All ${wanted} pods of ${app.title} are ready.`, 'info')
  return wanted
}

async function removeObjects(ctx: StepContext<ProvisionPorts>, access: ClusterAccess, app: PlannedApp): Promise<void> {
  await withClusterApi(ctx.ports, access, async (api) => {
    const refs = app.objects.map(
      ({ apiVersion, kind, metadata: { name, namespace } }): ObjectRef => ({
        apiVersion,
        kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      }),
    )
    for (const ref of [...refs].reverse()) ctx.log(`kubectl delete ${ref.kind.toLowerCase()} ${ref.name}`, 'cmd')
    await api.remove(refs, ctx.signal)
  })
}

function vanished(app: PlannedApp): AppError {
  return new AppError('app-vanished', {
    userMessage: `Somebody deleted ${app.title} from the cluster while it was being started. Retry to start it again.`,
    details: { app: app.id },
  })
}

function notReady(app: PlannedApp, said: string, waitedMs: number): AppError {
  return new AppError('app-not-ready', {
    userMessage: `${app.title} was not ready after ${Math.round(waitedMs / 1000)} s. ${said}`.trim(),
    retryable: true,
    details: { app: app.id, said },
  })
}

function withReasons(error: AppError, pods: readonly PodFact[]): AppError {
  const reasons = [...new Set(pods.map((pod) => pod.waitingFor).filter((words) => words !== ''))]
  return new AppError(error.code, {
    userMessage: `${error.userMessage} ${reasons.slice(0, 3).join(' ')}`.trim(),
    retryable: error.retryable,
    details: { ...error.details, reasons },
    cause: error,
  })
}
