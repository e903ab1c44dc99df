import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { PlannedApp } from '@/lib/ports/planned-app'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, withClusterApi } from '../cluster/access'
import { OpenedDoors } from './answers'
import { appRefs, refsWithout } from './app-refs'
import { applyApp, untilReady } from './apply-app'
import { removeOwn } from './own-objects'

/** Makes an app on a cluster what it is planned to be now: another number of pods, another door, another version. */
export const changeApp = defineStep({
  name: 'app.change',
  title: 'Change app',
  explain: {
    what: 'Writes the changed wishes of the app into the cluster, removes what it no longer wants, and waits until its pods are ready.',
    why: 'Kubernetes changes only what differs: pods that are as they should be go on running.',
    byHand: ['kubectl apply --server-side -f app.yaml', 'kubectl rollout status deployment/<app>'],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, before: PlannedApp, app: PlannedApp }),
  output: z.object({ replicas: z.number() }),
  timeoutMs: 900_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  run(ctx: StepContext<ProvisionPorts>, { access, before, app }) {
    return withClusterApi(ctx.ports, access, async (api) => {
      await become(ctx, api, { app, instead: before })
      return { replicas: await untilReady(ctx, api, app) }
    })
  },
  async undo(ctx: StepContext<ProvisionPorts>, { access, before, app }) {
    await withClusterApi(ctx.ports, access, (api) => become(ctx, api, { app: before, instead: app }))
  },
})

async function become(
  ctx: StepContext<ProvisionPorts>,
  api: ClusterApi,
  { app, instead }: { readonly app: PlannedApp; readonly instead: PlannedApp },
): Promise<void> {
  await applyApp(ctx, api, app)
  await removeOwn(ctx, api, app, refsWithout(appRefs(instead), appRefs(app)))
}

/** Keeps what an app is now, and where it answers. */
export const recordChange = defineStep({
  name: 'app.record-change',
  title: 'Save links',
  explain: {
    what: "Notes what the app is now and the addresses at which it answered, for the cluster's page.",
    why: 'Only links that were seen to work are shown.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ before: PlannedApp, openedBefore: OpenedDoors, app: PlannedApp, answers: z.array(OpenedDoors) }),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { app, answers }) {
    const urls = answers.flatMap((each) => each.urls)
    const hostsLines = answers.flatMap((each) => each.hostsLines)
    await ctx.ports.records.saveApp(ctx.subjectId, app, { urls, hostsLines })
    return {}
  },
  async undo(ctx: StepContext<ProvisionPorts>, { before, openedBefore }) {
    await ctx.ports.records.saveApp(ctx.subjectId, before, openedBefore)
  },
})
