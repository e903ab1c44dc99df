import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { CONFIG_FILE, SERVER_CA_FILE, serverConfig } from '@/lib/k3s/config'
import { caHash } from '@/lib/k3s/token'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { startK3s, stopK3s } from '../../scripts/k3s-service'
import { patience } from '../host/run-options'
import { JoinSecrets } from './secrets'
import { CloudMachine, cloudNode, copiesLayers, nodePlace, SeenMachine } from './seen-machine'
import { startUnit, stopUnit } from './start-unit'

/**
 * What joining machines must know of the server: the address that it was started with, which its certificate names, and
 * the hash of its authority. The hash is public: it is of the certificate that everybody is shown.
 */
export const RunningServer = z.object({
  address: z.string(),
  caHash: z.string(),
  /** Where machines of the cluster reach it, where that is not `address`. */
  joinAddress: z.string().optional(),
})
export type RunningServer = z.infer<typeof RunningServer>

/** Configures and starts the server, and waits until it answers. */
export const startServer = defineStep({
  name: 'k3s.start-server',
  title: 'Start server',
  explain: {
    what: `Writes ${CONFIG_FILE} (the name and the address of the machine, its link where the default route is on another one, the secrets, and whether Traefik is wanted: without it ports 80 and 443 stay free), starts k3s as the server, and waits until Kubernetes' API answers. The log is k3s's own journal.`,
    why: 'The server is the head of the cluster: its API, its memory, and what decides where pods run. It also runs pods itself. Only root may read its configuration, for the secrets in it.',
    byHand: [
      `sudoedit ${CONFIG_FILE}`,
      `sudo chmod 600 ${CONFIG_FILE}`,
      'sudo systemctl enable --now k3s',
      'sudo journalctl -fu k3s',
    ],
    scripts: [startK3s.name, stopK3s.name],
  },
  input: z.object({
    machine: MachineRef,
    seen: SeenMachine,
    secrets: JoinSecrets,
    allowCgroupV1: z.boolean(),
    /** Not there in plans of older panels, like `cloud`. */
    traefik: z.boolean().optional(),
    clusterCidr: z.string().optional(),
    serviceCidr: z.string().optional(),
    cloud: CloudMachine.optional(),
  }),
  output: RunningServer,
  timeoutMs: 900_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, input) {
    const { machine, seen, secrets, allowCgroupV1, traefik = false, clusterCidr, serviceCidr } = input
    const { vault, hosts } = ctx.ports
    const location = await hosts.locate(machine, ctx.signal)
    const { address } = location
    const place = nodePlace(seen, location)
    const { nodeIp } = place
    const config = serverConfig({
      nodeName: machine.name,
      ...place,
      copiesLayers: copiesLayers(seen),
      clusterCidr,
      serviceCidr,
      clusterId: ctx.subjectId,
      allowCgroupV1,
      token: await vault.open(secrets.serverTokenId),
      agentToken: await vault.open(secrets.agentTokenId),
      tlsSans: [address, machine.name, ...(nodeIp === undefined ? [] : [nodeIp])],
      traefik,
      cloud: cloudNode(input, location),
    })
    // Over the connection with the pinned host key, so nobody in between can show another certificate.
    const ca = await startUnit(ctx, machine, 'server', config)
    if (ca === '') throw noCa(machine)
    const hash = caHash(ca)
    ctx.log(`The cluster's certificate authority is ${hash.slice(0, 16)}…; agents will accept no other.`, 'info')
    return { address, caHash: hash, ...(nodeIp === undefined || nodeIp === address ? {} : { joinAddress: nodeIp }) }
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => stopUnit(ctx, machine),
})

function noCa(machine: MachineRef): AppError {
  return new AppError('k3s-does-not-start', {
    message: `${machine.name} has no ${SERVER_CA_FILE}`,
    userMessage: `k3s runs on ${machine.name}, but it has not written its certificate. The log has its words; retry in a moment.`,
    retryable: true,
    details: { machine: machine.name },
  })
}
