import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { RemoteHost } from '@/lib/ports/remote-host'
import { canEnableMemory } from '../../preflight/system-checks'
import { enableCgroups, loadModules, reboot, restoreBootArguments } from '../../scripts/prepare-host'
import { PreflightOutput } from './preflight'
import { connectTo, patience, runOptions } from './run-options'

/** SD cards are slow, and some boards check their file system first. */
const REBOOT_DEADLINE_MS = 300_000

const Input = z.object({ machine: MachineRef, seen: PreflightOutput })

/**
 * Brings a machine to where k3s can start: kernel modules, and on a Raspberry Pi the memory controller, with one
 * restart that is waited for. A machine that has all of it is not touched. Takes the output of `host.preflight`.
 */
export const prepareHost = defineStep({
  name: 'host.prepare',
  title: 'Prepare',
  explain: {
    what: 'Loads the kernel modules that containers and pod networks need. On a Raspberry Pi it also switches the memory controller on, which takes one restart.',
    why: 'Kubernetes limits the memory of containers through that controller, and Raspberry Pis come with it switched off.',
    byHand: [
      'sudo modprobe -a br_netfilter overlay vxlan',
      'sudo sed -i "s/$/ cgroup_memory=1 cgroup_enable=memory/" /boot/firmware/cmdline.txt',
      'sudo reboot',
    ],
    scripts: ['load-modules', 'enable-cgroups', 'reboot'],
  },
  input: Input,
  output: z.object({ restarted: z.boolean() }),
  timeoutMs: REBOOT_DEADLINE_MS + 120_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine, seen }) {
    const restarted = canEnableMemory(seen.facts) && (await enableMemory(ctx, machine, seen))
    await loadMissing(ctx, machine, seen)
    if (!restarted) ctx.log('Ready for k3s.', 'info')
    return { restarted }
  },
  /** Takes the kernel arguments back; they lose their effect at the next restart, which nobody is made to wait for. */
  async undo(ctx: StepContext<ProvisionPorts>, { machine, seen }) {
    if (!canEnableMemory(seen.facts)) return
    await restore(ctx, await connectTo(ctx, machine))
  },
})

/** For deleting a cluster: takes back what `host.prepare` changed. Quick where it changed nothing. */
export const restoreHost = defineStep({
  name: 'host.restore',
  title: 'Restore',
  explain: {
    what: 'Takes out of the kernel arguments what was added when the machine was prepared; nothing where nothing was added.',
    why: 'The machine is left as it was found.',
    byHand: ['sudo sed -i "s/ cgroup_memory=1 cgroup_enable=memory//" /boot/firmware/cmdline.txt'],
    scripts: ['restore-boot-arguments'],
  },
  input: z.object({ machine: MachineRef }),
  output: z.object({}),
  timeoutMs: 120_000,
  attempts: patience,
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    await restore(ctx, await connectTo(ctx, machine))
    return {}
  },
  undo: 'nothing-to-undo',
})

async function restore(ctx: StepContext<ProvisionPorts>, host: RemoteHost): Promise<void> {
  ctx.log('sh restore-boot-arguments.sh', 'cmd')
  await host.run(restoreBootArguments, {}, runOptions(ctx))
}

async function loadMissing(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  { facts }: PreflightOutput,
): Promise<void> {
  const modules = Object.entries(facts.modules).flatMap(([name, state]) => (state === 'available' ? [name] : []))
  if (modules.length === 0) return
  ctx.log(`modprobe -a ${modules.join(' ')}`, 'cmd')
  const host = await connectTo(ctx, machine)
  await host.run(loadModules, { MODULES: modules.join(' ') }, runOptions(ctx))
}

/** `false` when the controller is on already: an earlier attempt restarted the machine. */
async function enableMemory(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  { facts }: PreflightOutput,
): Promise<boolean> {
  const env = { FILE: facts.bootArguments ?? '' }
  ctx.log(`sh enable-cgroups.sh  # ${env.FILE}`, 'cmd')
  const host = await connectTo(ctx, machine)
  const before = await host.run(enableCgroups, env, runOptions(ctx))
  if (before.memory) return false
  ctx.log(`Added “${before.added}” to ${env.FILE}. Restarting ${machine.name}; this takes about a minute.`, 'info')
  const back = await restart(ctx, machine, host, before.bootId)
  const after = await back.run(enableCgroups, env, runOptions(ctx))
  if (after.memory) {
    ctx.log(`${machine.name} is back, and its memory controller is on.`, 'info')
    return true
  }
  throw new AppError('memory-controller-off', {
    userMessage:
      `${machine.name} was restarted with the memory controller in its kernel arguments (${env.FILE}), but it is still off. ` +
      'Look whether that file says cgroup_disable=memory, or whether the board boots from another one.',
    details: { machine: machine.name, file: env.FILE },
  })
}

async function restart(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  host: RemoteHost,
  bootId: string,
): Promise<RemoteHost> {
  ctx.log('systemctl reboot', 'cmd')
  try {
    await host.run(reboot, { BOOT_ID: bootId }, runOptions(ctx))
  } catch (error) {
    // The machine was quicker than its answer.
    if (!(error instanceof AppError && error.code === 'host-connection-lost')) throw error
  }
  return ctx.ports.hosts.reconnectAfterReboot(machine, bootId, REBOOT_DEADLINE_MS, ctx.signal)
}
