import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { installPackage, uninstallPackage } from '../../scripts/k3s-package'
import { connectTo, patience, runOptions } from '../host/run-options'
import { bringPackage, DeliveredPackage } from './deliver'

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
  input: z.object({ machine: MachineRef, delivered: DeliveredPackage }),
  output: z.object({}),
  timeoutMs: 900_000,
  attempts: packageAttempts,
  async run(ctx: StepContext<ProvisionPorts>, { machine, delivered }) {
    const state = await install(ctx, machine, delivered).catch(async (error: unknown) => {
      const { k3sVersion } = delivered
      const damaged = error instanceof AppError && error.code === 'host-file-corrupt'
      if (!damaged || k3sVersion === undefined) throw error
      // Its step is over: nobody else would bring it again.
      ctx.log(`${error.userMessage} It is brought once more.`, 'info')
      return install(ctx, machine, await bringPackage(ctx, machine, { ...delivered, k3sVersion }))
    })
    ctx.log(state === 'present' ? 'It was installed already.' : 'Installed.', 'info')
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => uninstall(ctx, machine),
})

async function install(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  { format, path, sha256 }: DeliveredPackage,
): Promise<'installed' | 'present'> {
  const host = await connectTo(ctx, machine)
  ctx.log(`sh k3s-install.sh  # ${format}, ${path}`, 'cmd')
  const env = { FORMAT: format, PACKAGE: path, SHA256: sha256 }
  const { state } = await host.run(installPackage, env, runOptions(ctx))
  return state
}

/** Takes k3s and everything it made off a machine. */
export async function uninstall(ctx: StepContext<ProvisionPorts>, machine: MachineRef): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log('sudo /usr/lib/buzzcrate-k3s/uninstall', 'cmd')
  await host.run(uninstallPackage, {}, runOptions(ctx))
}
