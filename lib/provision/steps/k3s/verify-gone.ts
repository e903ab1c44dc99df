import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { verifyGone as verifyGoneScript } from '../../scripts/k3s-service'
import { connectTo, patience, runOptions } from '../host/run-options'
import { CLEAN_BY_HAND, Removal } from './remove'

const Line = z.object({ machine: z.string(), looked: z.string(), left: z.array(z.string()) })
export const Verified = z.object({ lines: z.array(Line) })
export type Verified = z.infer<typeof Verified>

/** What is looked for, in the words of the receipt. */
const LOOKED = {
  processes: 'processes of k3s and its containers',
  units: 'systemd units',
  files: 'files and folders of k3s, the kubelet and the pod network',
  links: 'the commands kubectl, crictl and ctr',
  mounts: 'mounts of containers and volumes',
  interfaces: 'network interfaces of pods',
  firewall: 'firewall rules',
  packages: 'packages',
  users: 'user accounts',
  cgroups: 'control groups of pods',
} as const satisfies Record<keyof z.infer<typeof verifyGoneScript.result>, string>

/** Looks whether anything of k3s is left on a machine: the receipt's lines. */
export const verifyGone = defineStep({
  name: 'k3s.verify-gone',
  title: 'Verify',
  explain: {
    what: 'Looks on the machine for everything that k3s leaves: processes, units, files, mounts, interfaces, firewall rules, packages.',
    why: 'A removal that was not looked after is a hope. What is found here goes into the receipt.',
    byHand: ['ps aux | grep k3s; ip link; mount | grep -E "k3s|kubelet"; sudo iptables-save | grep KUBE'],
    scripts: [verifyGoneScript.name],
  },
  input: z.object({ machine: MachineRef, removal: Removal }),
  output: Verified,
  timeoutMs: 180_000,
  attempts: { ...patience, 'k3s-left-behind': { attempts: 3, delayMs: 2_000 } },
  skip: { label: 'Accept what is left', output: { lines: [] } },
  async run(ctx: StepContext<ProvisionPorts>, { machine, removal }) {
    if (!removal.removed) return { lines: [forgotten(ctx, machine)] }
    const host = await connectTo(ctx, machine)
    ctx.log('sh k3s-verify-gone.sh', 'cmd')
    const found = await host.run(verifyGoneScript, {}, runOptions(ctx))
    const lines = Object.entries(LOOKED).map(([what, looked]) => ({
      machine: machine.name,
      looked,
      left: [...(found[what as keyof typeof found] ?? [])], // the keys of LOOKED are those of the result
    }))
    for (const { looked, left } of lines) {
      ctx.log(
        left.length === 0 ? `✓ no ${looked}` : `✗ ${looked}: ${left.join(', ')}`,
        left.length === 0 ? 'info' : 'err',
      )
    }
    const left = lines.flatMap((line) => line.left)
    if (left.length > 0) throw leftBehind(machine, left)
    return { lines }
  },
  undo: 'keep',
})

function forgotten(ctx: StepContext<ProvisionPorts>, machine: MachineRef): z.infer<typeof Line> {
  ctx.log(
    `${machine.name} was forgotten and is not looked at. When it is back, clean it by hand: ${CLEAN_BY_HAND}`,
    'info',
  )
  return {
    machine: machine.name,
    looked: 'nothing: the machine was forgotten',
    left: [`k3s and its data; when it is back: ${CLEAN_BY_HAND}`],
  }
}

function leftBehind(machine: MachineRef, left: readonly string[]): AppError {
  return new AppError('k3s-left-behind', {
    userMessage: `Something of k3s is still on ${machine.name}: ${left.slice(0, 5).join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''}. Retry; if it stays, a restart of the machine ends what holds it.`,
    retryable: true,
    details: { machine: machine.name, left: [...left] },
  })
}
