import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { NodeFact } from '@/lib/ports/cluster-api'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess } from '../cluster/access'
import { withSharedNodes } from './shared-nodes'

/** SD cards take minutes for the first images. */
const DEADLINE_MS = 600_000
/** All that wait share one look. */
const EVERY_MS = 100

/** Waits until Kubernetes itself calls the machine Ready. */
export const nodeReady = defineStep({
  name: 'k3s.node-ready',
  title: 'Ready',
  explain: {
    what: "Asks the cluster's API until it calls this machine Ready, with the version that was asked for.",
    why: 'A service that runs is not yet a machine that takes pods: its container runtime and its pod network must be up, and the server must hear from it.',
    byHand: ['kubectl wait --for=condition=Ready node/<machine> --timeout=10m'],
    scripts: [],
  },
  input: z.object({ machine: MachineRef, access: ClusterAccess, k3sVersion: z.string() }),
  output: z.object({ kubeletVersion: z.string() }),
  timeoutMs: DEADLINE_MS + 60_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { machine, access, k3sVersion }) {
    const { clock } = ctx.ports
    let said = ''
    const node = await withSharedNodes(ctx.ports, access, (nodes) =>
      waitFor({
        look: async () => {
          const seen = (await nodes.look(clock.now(), EVERY_MS)).find((each) => each.name === machine.name)
          if (seen?.ready) return seen
          const reason = reasonOf(seen, machine)
          if (reason !== said) ctx.log(reason, 'info')
          said = reason
          return undefined
        },
        everyMs: EVERY_MS,
        deadlineMs: DEADLINE_MS,
        onDeadline: (waitedMs, last) => last ?? notReady(machine, said, waitedMs),
        clock,
        signal: ctx.signal,
      }),
    )
    if (node.kubeletVersion !== k3sVersion) throw otherVersion(machine, node, k3sVersion)
    ctx.log(`${machine.name} is Ready with ${node.kubeletVersion}.`, 'info')
    return { kubeletVersion: node.kubeletVersion }
  },
  undo: 'nothing-to-undo',
})

const reasonOf = (node: NodeFact | undefined, machine: MachineRef): string =>
  node === undefined ? `${machine.name} has not shown itself to the API yet.` : `Not ready yet: ${node.reason}`

function notReady(machine: MachineRef, said: string, waitedMs: number): AppError {
  return new AppError('node-not-ready', {
    userMessage: `${machine.name} was not Ready after ${Math.round(waitedMs / 1000)} s. ${said} The journal of k3s on the machine has the reason (sudo journalctl -u k3s -u k3s-agent -n 100); then retry.`,
    retryable: true,
    details: { machine: machine.name, said },
  })
}

function otherVersion(machine: MachineRef, node: NodeFact, k3sVersion: string): AppError {
  return new AppError('node-version-wrong', {
    userMessage: `${machine.name} runs ${node.kubeletVersion} instead of ${k3sVersion}: another k3s on it came first. See which: sudo systemctl cat k3s k3s-agent.`,
    details: { machine: machine.name, found: node.kubeletVersion, wanted: k3sVersion },
  })
}
