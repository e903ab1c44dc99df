import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { agentConfig } from '@/lib/k3s/config'
import { secureToken } from '@/lib/k3s/token'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { startK3s, stopK3s } from '../../scripts/k3s-service'
import { patience } from '../host/run-options'
import { JoinSecrets } from './secrets'
import { CloudMachine, cloudNode, copiesLayers, nodePlace, SeenMachine } from './seen-machine'
import { RunningServer } from './start-server'
import { startUnit, stopUnit } from './start-unit'

/** Joins one agent to the server. */
export const joinAgent = defineStep({
  name: 'k3s.join',
  title: 'Join',
  explain: {
    what: 'Tells the machine where its server is, gives it the join token, starts k3s as an agent, and waits until it is in.',
    why: "The token holds the hash of the server's certificate authority, so the machine gives its secret to that server only.",
    byHand: [
      'sudo cat /var/lib/rancher/k3s/server/agent-token   # on the server',
      'sudoedit /etc/rancher/k3s/config.yaml   # server: https://<server>:6443, token: K10…',
      'sudo systemctl enable --now k3s-agent',
    ],
    scripts: [startK3s.name, stopK3s.name],
  },
  input: z.object({
    machine: MachineRef,
    seen: SeenMachine,
    server: RunningServer,
    secrets: JoinSecrets,
    allowCgroupV1: z.boolean(),
    cloud: CloudMachine.optional(),
  }),
  output: z.object({}),
  timeoutMs: 900_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, input) {
    const { machine, seen, server, secrets, allowCgroupV1 } = input
    const location = await ctx.ports.hosts.locate(machine, ctx.signal)
    const secret = await ctx.ports.vault.open(secrets.agentTokenId)
    const text = agentConfig({
      nodeName: machine.name,
      ...nodePlace(seen, location),
      copiesLayers: copiesLayers(seen),
      clusterId: ctx.subjectId,
      allowCgroupV1,
      token: secureToken(server.caHash, 'node', secret),
      serverAddress: server.joinAddress ?? server.address,
      cloud: cloudNode(input, location),
    })
    await startUnit(ctx, machine, 'agent', text)
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => stopUnit(ctx, machine),
})
