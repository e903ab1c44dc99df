import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { CONFIG_FILE, serverConfig } from '@/lib/k3s/config'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { MachineTarget } from '@/lib/ports/remote-host'
import { connectTo, patience, runOptions } from '../host/run-options'
import { JoinSecrets } from './secrets'
import { nodeIp, SeenMachine } from './seen-machine'

/** Writes the configuration of the server. */
export const configureServer = defineStep({
  name: 'k3s.configure',
  title: 'Configure',
  explain: {
    what: `Writes ${CONFIG_FILE}: the name and the address of the machine, the secrets, and that no Traefik is wanted, so that ports 80 and 443 stay free.`,
    why: 'k3s reads all it must know from this file. Only root may read it, for the secrets in it.',
    byHand: [`sudoedit ${CONFIG_FILE}`, `sudo chmod 600 ${CONFIG_FILE}`],
    scripts: ['receive-file'],
  },
  input: z.object({
    machine: MachineTarget,
    seen: SeenMachine,
    secrets: JoinSecrets,
    allowCgroupV1: z.boolean(),
  }),
  output: z.object({}),
  timeoutMs: 60_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine, seen, secrets, allowCgroupV1 }) {
    const { vault } = ctx.ports
    const text = serverConfig({
      nodeName: machine.name,
      nodeIp: nodeIp(seen, machine.address),
      clusterId: ctx.subjectId,
      allowCgroupV1,
      token: await vault.open(secrets.serverTokenId),
      agentToken: await vault.open(secrets.agentTokenId),
      tlsSans: [machine.address, machine.name],
    })
    await writeConfig(ctx, machine, text)
    return {}
  },
  // The package's own removal, undone after this, deletes the file with everything else.
  undo: 'nothing-to-undo',
})

/** Writes config.yaml for root's eyes only; the log shows that, not what. */
export async function writeConfig(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineTarget,
  text: string,
): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log(`write ${CONFIG_FILE} (mode 0600)`, 'cmd')
  await host.writeFile(CONFIG_FILE, text, 0o600, runOptions(ctx))
}
