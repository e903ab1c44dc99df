import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import type { ClusterApi, KubeObject, PodFact } from '@/lib/ports/cluster-api'
import type { GeneratedSecret, IngressDoor, PlannedApp, RolloutCheck } from '@/lib/ports/planned-app'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { FIRST_KINDS } from './app-refs'
import { ingressHosts, ingressObject } from './ingress-hosts'
import { assertOwn } from './own-objects'

/** A board that unpacks images and writes a database for the first time takes its time. */
const ROLLOUT_DEADLINE_MS = 300_000
const KINDS_DEADLINE_MS = 60_000
/** A cloud's load balancer takes a minute or two. */
const INGRESS_DEADLINE_MS = 300_000

type Context = StepContext<ProvisionPorts>

/** Writes an app's objects into the cluster; what is there already becomes as it is planned. */
export async function applyApp(ctx: Context, api: ClusterApi, app: PlannedApp): Promise<void> {
  if (app.storage) await assertStorage(api, app, ctx.signal)
  await assertOwn(api, app, ctx.signal)
  const first = app.objects.filter(({ kind }) => FIRST_KINDS.has(kind))
  const others = app.objects.filter(({ kind }) => !FIRST_KINDS.has(kind))
  await apply(ctx, api, first)
  for (const kind of first.filter((object) => object.kind === 'CustomResourceDefinition')) {
    await untilKnown(ctx, api, kind)
  }
  for (const secret of app.secrets) await ensureSecret(ctx, api, secret)
  await apply(ctx, api, others)
  for (const door of app.doors) if (door.kind === 'ingress') await openIngress(ctx, api, door)
}

async function apply(ctx: Context, api: ClusterApi, objects: readonly KubeObject[]): Promise<void> {
  for (const { kind, metadata } of objects) ctx.log(`kubectl apply -f - # ${kind} ${metadata.name}`, 'cmd')
  await api.apply(objects, ctx.signal)
}

/** k3s's own is the default one; a cluster may have been made without it. */
async function assertStorage(api: ClusterApi, app: PlannedApp, signal: AbortSignal): Promise<void> {
  const classes = await api.list({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' }, signal)
  const isDefault = ({ metadata }: KubeObject) =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
  if (classes.some(isDefault)) return
  throw new AppError('app-needs-storage', {
    userMessage: `${app.title} keeps data, and this cluster has no default storage class that would make a volume for it.`,
    details: { app: app.id, classes: classes.map(({ metadata }) => metadata.name) },
  })
}

/** A Secret with random values, once: whoever reads it goes on reading the same. */
async function ensureSecret(ctx: Context, api: ClusterApi, secret: GeneratedSecret): Promise<void> {
  const { namespace, name, labels, keys } = secret
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name }
  if ((await api.read(ref, ctx.signal)) !== undefined) return
  ctx.log(`kubectl create secret generic ${name} # with a random value for ${keys.join(', ')}`, 'cmd')
  const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(24).toString('base64url')]))
  const { apiVersion, kind } = ref
  await api.apply([{ apiVersion, kind, metadata: { namespace, name, labels }, stringData }], ctx.signal)
}

const Established = z.looseObject({
  status: z.looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }),
})

async function untilKnown(ctx: Context, api: ClusterApi, { apiVersion, kind, metadata }: KubeObject): Promise<void> {
  const { name } = metadata
  await waitFor({
    look: async () => {
      const found = Established.safeParse(await api.read({ apiVersion, kind, name }, ctx.signal))
      const conditions = found.data?.status.conditions ?? []
      return conditions.some(({ type, status }) => type === 'Established' && status === 'True') ? true : undefined
    },
    everyMs: 250,
    deadlineMs: KINDS_DEADLINE_MS,
    onDeadline: (waitedMs, last) =>
      last ??
      new AppError('app-kind-unknown', {
        userMessage: `The cluster did not take the kind ${name} within ${Math.round(waitedMs / 1000)} s.`,
        retryable: true,
        details: { name },
      }),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  })
}

async function openIngress(ctx: Context, api: ClusterApi, door: IngressDoor): Promise<void> {
  let said = false
  const hosts = await waitFor({
    look: async () => {
      const found = await ingressHosts(api, door, ctx.signal)
      if (found.length > 0) return found
      if (!said) ctx.log('The ingress controller has no address yet.', 'info')
      said = true
      return undefined
    },
    everyMs: 1_000,
    deadlineMs: INGRESS_DEADLINE_MS,
    onDeadline: (waitedMs, last) =>
      last ??
      new AppError('app-has-no-ingress', {
        userMessage: `The ingress controller (Traefik) got no address within ${Math.round(waitedMs / 60_000)} minutes. The events of its Service in kube-system say why.`,
        retryable: true,
      }),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  })
  await apply(ctx, api, [ingressObject(door, hosts)])
}

/** Waits until all checks of an app pass; logs each new word about what it waits for, like a person watching. */
export async function untilReady(ctx: Context, api: ClusterApi, app: PlannedApp): Promise<number> {
  let pods = 0
  for (const check of app.checks) pods += await untilRolledOut(ctx, api, app, check)
  ctx.log(`All ${pods} pods of ${app.title} are ready.`, 'info')
  return pods
}

async function untilRolledOut(ctx: Context, api: ClusterApi, app: PlannedApp, check: RolloutCheck): Promise<number> {
  const { workload, namespace, name, labelSelector } = check
  let said = ''
  return waitFor({
    look: async () => {
      const rollout = await api.rollout(namespace, name, ctx.signal, workload)
      if (rollout === undefined) throw vanished(app)
      if (rollout.waitingFor === '') return rollout.wanted
      const words = app.checks.length > 1 ? `${name}: ${rollout.waitingFor}` : rollout.waitingFor
      if (words !== said) ctx.log(words, 'info')
      said = words
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
