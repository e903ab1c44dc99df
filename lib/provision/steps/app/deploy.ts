import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { PlannedApp } from '@/lib/ports/planned-app'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, unlessClusterIsAway, withClusterApi } from '../cluster/access'
import { appRefs } from './app-refs'
import { applyApp, untilReady } from './apply-app'
import { claimsOf, removeOwn } from './own-objects'

const Input = z.object({
  access: ClusterAccess,
  app: PlannedApp,
  /** The same run makes the cluster: its undo takes the app with it, whether the API still answers or not. */
  partOfCluster: z.boolean(),
})

/** Applies an app's objects and waits until all its pods are ready. */
export const deployApp = defineStep({
  name: 'app.deploy',
  title: 'Start app',
  explain: {
    what: 'Writes the wishes of the app (its Deployments, Services, volumes …) into the cluster and waits until its pods are ready.',
    why: 'Kubernetes then keeps these pods running, and opens the way to them.',
    byHand: ['kubectl apply --server-side -f app.yaml', 'kubectl rollout status deployment/<app>'],
    scripts: [],
  },
  input: Input,
  output: z.object({ replicas: z.number() }),
  timeoutMs: 900_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    return withClusterApi(ctx.ports, access, async (api) => {
      try {
        await applyApp(ctx, api, app)
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'cluster-refused')) throw error
        // Half of an app is of no use: what came before the refused object goes again.
        ctx.log('The cluster refused a part of it, so the rest is taken back.', 'info')
        await removeOwn(ctx, api, app, appRefs(app))
        throw error
      }
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
    what: "Deletes the app's objects from the cluster and waits until its pods are gone. Data in its volumes goes with them.",
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

const removeObjects = (ctx: StepContext<ProvisionPorts>, access: ClusterAccess, app: PlannedApp): Promise<void> =>
  withClusterApi(ctx.ports, access, async (api) => {
    await removeOwn(ctx, api, app, appRefs(app))
    await api.remove(await claimsOf(api, app, ctx.signal), ctx.signal)
  })
