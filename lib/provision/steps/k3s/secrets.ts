import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { newJoinSecret } from '@/lib/k3s/token'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

const SERVER_KIND = 'k3s-server-token'
const AGENT_KIND = 'k3s-agent-token'
const KUBECONFIG_KIND = 'kubeconfig'

/** Everything in the vault that belongs to one cluster. */
export const CLUSTER_SECRETS: readonly string[] = [SERVER_KIND, AGENT_KIND, KUBECONFIG_KIND]

export const JoinSecrets = z.object({ serverTokenId: z.string(), agentTokenId: z.string() })
export type JoinSecrets = z.infer<typeof JoinSecrets>

/** Makes the two secrets of a cluster: what its server keeps, and the lesser one that agents join with. */
export const makeSecrets = defineStep({
  name: 'k3s.secrets',
  title: 'Secrets',
  explain: {
    what: 'Makes two random secrets, one for the server and one that agents join with, and locks them in the vault.',
    why: 'A machine proves with the second that it belongs here. The first is as good as the whole cluster, so it never leaves the server.',
    byHand: ['openssl rand -hex 16'],
    scripts: [],
  },
  input: z.object({ ownerId: z.string() }),
  output: JoinSecrets,
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { ownerId }) {
    const serverTokenId = await findOrSeal(ctx, SERVER_KIND, ownerId)
    const agentTokenId = await findOrSeal(ctx, AGENT_KIND, ownerId)
    ctx.log('Two join secrets are in the vault.', 'info')
    return { serverTokenId, agentTokenId }
  },
  undo: (ctx: StepContext<ProvisionPorts>) => forgetSecrets(ctx, [SERVER_KIND, AGENT_KIND]),
})

async function findOrSeal(ctx: StepContext<ProvisionPorts>, kind: string, ownerId: string): Promise<string> {
  const [known] = await ctx.ports.vault.find(kind, ctx.subjectId)
  return known ?? ctx.ports.vault.seal(newJoinSecret(), { kind, ownerId, clusterId: ctx.subjectId })
}

/** Keeps the newest kubeconfig of the cluster in the vault, and forgets earlier ones. */
export async function sealKubeconfig(ctx: StepContext<ProvisionPorts>, text: string, ownerId: string): Promise<string> {
  const earlier = await ctx.ports.vault.find(KUBECONFIG_KIND, ctx.subjectId)
  const id = await ctx.ports.vault.seal(text, { kind: KUBECONFIG_KIND, ownerId, clusterId: ctx.subjectId })
  for (const old of earlier) await ctx.ports.vault.forget(old)
  return id
}

/**
 * Puts a kubeconfig that is known to work in place of the one that the cluster has. At every moment the cluster's record
 * names one that is in the vault.
 */
export async function replaceKubeconfig(
  ctx: StepContext<ProvisionPorts>,
  text: string,
  { ownerId, apiUrl }: { readonly ownerId: string; readonly apiUrl: string },
): Promise<void> {
  const earlier = await ctx.ports.vault.find(KUBECONFIG_KIND, ctx.subjectId)
  const kubeconfigSecretId = await ctx.ports.vault.seal(text, {
    kind: KUBECONFIG_KIND,
    ownerId,
    clusterId: ctx.subjectId,
  })
  await ctx.ports.records.saveAccess(ctx.subjectId, { kubeconfigSecretId, apiUrl })
  for (const old of earlier) await ctx.ports.vault.forget(old)
}

/** The kubeconfig that the cluster has. */
export async function keptKubeconfig(ctx: StepContext<ProvisionPorts>): Promise<string | undefined> {
  const [id] = await ctx.ports.vault.find(KUBECONFIG_KIND, ctx.subjectId)
  return id === undefined ? undefined : ctx.ports.vault.open(id)
}

export const forgetKubeconfig = (ctx: StepContext<ProvisionPorts>): Promise<void> =>
  forgetSecrets(ctx, [KUBECONFIG_KIND])

async function forgetSecrets(ctx: StepContext<ProvisionPorts>, kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    for (const id of await ctx.ports.vault.find(kind, ctx.subjectId)) await ctx.ports.vault.forget(id)
  }
}

/** For deleting a cluster: nothing in the vault opens it any more. */
export const forgetAccess = defineStep({
  name: 'k3s.forget-access',
  title: 'Forget secrets',
  explain: {
    what: "Deletes the cluster's kubeconfig and join secrets from the vault, and the links to its apps.",
    why: 'They open nothing any more, and should not lie around.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ apps: z.array(z.string()) }),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { apps }) {
    for (const app of apps) await ctx.ports.records.removeApp(ctx.subjectId, app)
    await ctx.ports.records.clearAccess(ctx.subjectId)
    await forgetSecrets(ctx, CLUSTER_SECRETS)
    ctx.log('The kubeconfig and the join secrets are forgotten.', 'info')
    return {}
  },
  undo: 'keep',
})
