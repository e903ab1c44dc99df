import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { apiUrl, KUBECONFIG_FILE } from '@/lib/k3s/config'
import { kubeconfigCa, kubeconfigUrl, rewriteKubeconfig } from '@/lib/k3s/kubeconfig'
import { caHash } from '@/lib/k3s/token'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, withClusterApi } from '../cluster/access'
import { connectTo, patience, runOptions } from '../host/run-options'
import { forgetKubeconfig, sealKubeconfig } from './secrets'
import { RunningServer } from './start-server'

const DEADLINE_MS = 60_000

/** Fetches the kubeconfig and proves that it opens the cluster from here. */
export const fetchKubeconfig = defineStep({
  name: 'k3s.kubeconfig',
  title: 'Kubeconfig',
  explain: {
    what: "Fetches the kubeconfig from the server, puts the server's address into it, locks it in the vault, and asks the API for its version with it.",
    why: 'Whoever has this file commands the cluster. k3s writes it for use on the server itself; elsewhere it needs the right address.',
    byHand: [
      `sudo cat ${KUBECONFIG_FILE}   # on the server; then replace 127.0.0.1 by its address`,
      'kubectl --kubeconfig <file> version',
    ],
    scripts: ['read-file'],
  },
  input: z.object({ machine: MachineRef, server: RunningServer, clusterName: z.string(), ownerId: z.string() }),
  output: ClusterAccess,
  timeoutMs: 120_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine, server, clusterName, ownerId }) {
    const host = await connectTo(ctx, machine)
    ctx.log(`cat ${KUBECONFIG_FILE}`, 'cmd')
    const text = await host.readFile(KUBECONFIG_FILE, runOptions(ctx))
    if (text === undefined) throw missing(machine)
    const url = ctx.ports.doors.apiUrl(apiUrl(server.address), kubeconfigUrl(text))
    const kubeconfig = rewriteKubeconfig(text, { name: clusterName, apiUrl: url })
    if (caHash(kubeconfigCa(text)) !== server.caHash) throw otherAuthority(machine)
    const access = { kubeconfigSecretId: await sealKubeconfig(ctx, kubeconfig, ownerId) }
    const version = await answers(ctx, access, url)
    await ctx.ports.records.saveAccess(ctx.subjectId, { ...access, apiUrl: url })
    ctx.log(`${url} answers: ${version}.`, 'info')
    return access
  },
  async undo(ctx: StepContext<ProvisionPorts>) {
    await ctx.ports.records.clearAccess(ctx.subjectId)
    await forgetKubeconfig(ctx)
  },
})

function answers(ctx: StepContext<ProvisionPorts>, access: ClusterAccess, url: string): Promise<string> {
  return withClusterApi(ctx.ports, access, (api) =>
    waitFor({
      look: () => api.version(ctx.signal),
      everyMs: 250,
      deadlineMs: DEADLINE_MS,
      onDeadline: (waitedMs, last) =>
        new AppError('cluster-unreachable', {
          message: `${url} did not answer within ${waitedMs} ms: ${last?.message ?? 'no reason'}`,
          userMessage: `The server runs, but its API at ${url} can't be reached from here. A firewall on the machine or in between may block port 6443 (sudo ufw allow 6443/tcp). Then retry.`,
          retryable: true,
          details: { url, last: last?.code ?? null },
        }),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    }),
  )
}

function missing(machine: MachineRef): AppError {
  return new AppError('kubeconfig-missing', {
    userMessage: `k3s on ${machine.name} has not written ${KUBECONFIG_FILE}. The log of the step before says more. Retry in a moment.`,
    details: { machine: machine.name },
  })
}

function otherAuthority(machine: MachineRef): AppError {
  return new AppError('kubeconfig-unreadable', {
    userMessage: `The kubeconfig on ${machine.name} belongs to another certificate authority than the server that runs there: something else wrote it. Delete the cluster and create it again.`,
    details: { machine: machine.name },
  })
}
