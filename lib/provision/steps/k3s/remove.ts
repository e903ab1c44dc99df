import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { uninstallPackage } from '../../scripts/k3s-package'
import { restoreBootArguments } from '../../scripts/prepare-host'
import { connectTo, runOptions } from '../host/run-options'
import { packageAttempts, uninstall } from './install'

/** Not removed: a person let go of a machine that could not be reached; it keeps its k3s. */
export const Removal = z.object({ removed: z.boolean() })

/** The one line that cleans a machine by hand (without a package manager that we know: /usr/local/lib/…). */
export const CLEAN_BY_HAND = 'sudo /usr/lib/buzzcrate-k3s/uninstall'

/** Takes k3s off a machine. Needs no API: it works when the cluster is dead. */
export const removeK3s = defineStep({
  name: 'k3s.remove',
  title: 'Remove k3s',
  explain: {
    what: 'Stops k3s with all its containers, removes its package, and deletes everything it wrote: cluster data, volumes, configuration, network, firewall rules. Kernel arguments that BuzzCrate added are taken back.',
    why: 'The machine is left as it was before, ready for something else.',
    byHand: [CLEAN_BY_HAND],
    scripts: [uninstallPackage.name, restoreBootArguments.name],
  },
  input: z.object({ machine: MachineRef }),
  output: Removal,
  timeoutMs: 900_000,
  attempts: packageAttempts,
  skip: { label: 'Forget this machine: it keeps its k3s', output: { removed: false } },
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    await uninstall(ctx, machine)
    const host = await connectTo(ctx, machine)
    ctx.log('sh restore-boot-arguments.sh', 'cmd')
    await host.run(restoreBootArguments, {}, runOptions(ctx))
    return { removed: true }
  },
  undo: 'keep',
})
