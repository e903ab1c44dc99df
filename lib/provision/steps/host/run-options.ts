import type { StepContext } from '@/lib/engine/step'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { RemoteHost, RunScriptOptions } from '@/lib/ports/remote-host'

/** What a machine's script needs from a step: its signal, and its log for the output. */
export const runOptions = (ctx: StepContext<ProvisionPorts>): RunScriptOptions => ({
  signal: ctx.signal,
  onLine: (line, stream) => ctx.log(line, stream),
})

export const connectTo = (ctx: StepContext<ProvisionPorts>, machine: MachineRef): Promise<RemoteHost> =>
  ctx.ports.hosts.connect(machine, ctx.signal)

/** Waiting a little helps against these: a machine that starts, a cable that was bumped. */
export const patience = {
  'host-address-unknown': { attempts: 5, delayMs: 3_000 },
  'host-unreachable': { attempts: 5, delayMs: 3_000 },
  'host-refused': { attempts: 5, delayMs: 3_000 },
  // sshd forgets penalties after some seconds, and connections that did not log in after two minutes.
  'host-refuses-for-now': { attempts: 12, delayMs: 10_000 },
  'host-timed-out': { attempts: 3, delayMs: 3_000 },
  'host-connection-lost': { attempts: 5, delayMs: 2_000 },
} as const
