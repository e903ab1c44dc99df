import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { KUBECONFIG_FILE } from '@/lib/k3s/config'
import { kubeconfigCa, kubeconfigEnd, kubeconfigName, kubeconfigUrl, rewriteKubeconfig } from '@/lib/k3s/kubeconfig'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ENDS_SOON_MS } from '@/lib/shared/access-end'
import { connectTo, patience, runOptions } from '../host/run-options'
import { keptKubeconfig, replaceKubeconfig } from './secrets'

const DEADLINE_MS = 60_000

/** Fetches the server's kubeconfig of today, and keeps it in place of the one that is about to end. */
export const renewAccess = defineStep({
  name: 'k3s.renew-access',
  title: 'Renew access',
  explain: {
    what: 'Reads the kubeconfig on the server again, sees that it is of the same cluster and opens it, and locks it in the vault in place of the old one.',
    why: 'The certificate in it lives for a year. k3s makes a new one when it is started in the last months before the end, and writes it into its own file only.',
    byHand: [`sudo cat ${KUBECONFIG_FILE}   # on the server; then replace 127.0.0.1 by its address`],
    scripts: ['read-file'],
  },
  input: z.object({ machine: MachineRef, ownerId: z.string() }),
  output: z.object({ endsAt: z.number().optional() }),
  timeoutMs: 120_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine, ownerId }) {
    const kept = await keptKubeconfig(ctx)
    if (kept === undefined) throw noAccess()
    const host = await connectTo(ctx, machine)
    ctx.log(`cat ${KUBECONFIG_FILE}`, 'cmd')
    const text = await host.readFile(KUBECONFIG_FILE, runOptions(ctx))
    if (text === undefined) throw otherCluster(machine)
    const apiUrl = kubeconfigUrl(kept)
    const to = { name: kubeconfigName(kept), apiUrl }
    const kubeconfig = rewriteKubeconfig(text, to)
    if (kubeconfigCa(kubeconfig) !== kubeconfigCa(rewriteKubeconfig(kept, to))) throw otherCluster(machine)
    const endsAt = kubeconfigEnd(kubeconfig)
    if (endsAt !== undefined && endsAt - ctx.ports.clock.now() < ENDS_SOON_MS) throw endsHereToo(machine, endsAt)
    const version = await answers(ctx, kubeconfig, apiUrl)
    await replaceKubeconfig(ctx, kubeconfig, { ownerId, apiUrl })
    const end = endsAt === undefined ? 'It has no end.' : `Its certificate is good until ${day(endsAt)}.`
    ctx.log(`${apiUrl} answers: ${version}. ${end}`, 'info')
    return endsAt === undefined ? {} : { endsAt }
  },
  undo: 'keep',
})

async function answers(ctx: StepContext<ProvisionPorts>, kubeconfig: string, apiUrl: string): Promise<string> {
  const api = ctx.ports.clusters.open(kubeconfig)
  try {
    return await waitFor({
      look: () => api.version(ctx.signal),
      everyMs: 250,
      deadlineMs: DEADLINE_MS,
      onDeadline: (waitedMs, last) =>
        new AppError('cluster-unreachable', {
          message: `${apiUrl} did not answer within ${waitedMs} ms: ${last?.message ?? 'no reason'}`,
          userMessage: `The new access is there, but the API at ${apiUrl} does not answer. The old access was kept. Look whether k3s runs on the server, then retry.`,
          retryable: true,
          details: { url: apiUrl, last: last?.code ?? null },
        }),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    })
  } finally {
    api.close()
  }
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

const noAccess = (): AppError =>
  new AppError('cluster-has-no-access', { userMessage: 'The cluster has no access that could be renewed.' })

const otherCluster = (machine: MachineRef): AppError =>
  new AppError('kubeconfig-unreadable', {
    userMessage: `${machine.name} has no kubeconfig of this cluster any more: k3s is not there, or it was installed anew. Look at ${KUBECONFIG_FILE} there; if the server is another one now, delete the cluster and create it again.`,
    details: { machine: machine.name },
  })

const endsHereToo = (machine: MachineRef, endsAt: number): AppError =>
  new AppError('k3s-certificate-ends', {
    userMessage: `The certificate on ${machine.name} itself ends on ${day(endsAt)}. k3s makes a new one when it is started again: sudo systemctl restart k3s there (pods go on running), then retry.`,
    details: { machine: machine.name, endsAt },
  })
