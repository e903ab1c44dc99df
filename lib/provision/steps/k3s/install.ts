import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { MachineTarget } from '@/lib/ports/remote-host'
import { installPackage, uninstallPackage } from '../../scripts/k3s-package'
import { connectTo, patience, runOptions } from '../host/run-options'
import { DeliveredPackage } from './deliver'

/** Automatic updates hold the package manager for minutes; they are waited for. */
export const packageAttempts = { ...patience, 'package-manager-busy': { attempts: 40, delayMs: 15_000 } }

/** Installs the package that was delivered. */
export const installK3s = defineStep({
  name: 'k3s.install',
  title: 'Install',
  explain: {
    what: 'Installs the package with the package manager of the machine, and lets k3s unpack itself. Nothing is started yet.',
    why: 'The package brings the program, the two services of systemd (server and agent) and the scripts that remove everything again.',
    byHand: ['sudo dpkg -i buzzcrate-k3s_*.deb', 'sudo pacman -U buzzcrate-k3s-*.pkg.tar   # on Arch Linux'],
    scripts: [installPackage.name],
  },
  input: z.object({ machine: MachineTarget, delivered: DeliveredPackage }),
  output: z.object({}),
  timeoutMs: 900_000,
  attempts: packageAttempts,
  async run(ctx: StepContext<ProvisionPorts>, { machine, delivered }) {
    const host = await connectTo(ctx, machine)
    ctx.log(`sh k3s-install.sh  # ${delivered.format}, ${delivered.path}`, 'cmd')
    const { state } = await host.run(
      installPackage,
      { FORMAT: delivered.format, PACKAGE: delivered.path, SHA256: delivered.sha256 },
      runOptions(ctx),
    )
    ctx.log(state === 'present' ? 'It was installed already.' : 'Installed.', 'info')
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => uninstall(ctx, machine),
})

/** Takes k3s and everything it made off a machine. */
export async function uninstall(ctx: StepContext<ProvisionPorts>, machine: MachineTarget): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log('sudo /usr/lib/buzzcrate-k3s/uninstall', 'cmd')
  await host.run(uninstallPackage, {}, runOptions(ctx))
}
