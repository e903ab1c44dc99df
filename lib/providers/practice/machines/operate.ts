import type { Clock } from '@/lib/core/clock'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineOperation, OperationAnswer, OperationEvents } from './machine-operation'
import { machineScripts } from './machine-scripts'
import type { PracticeMachine } from './practice-machine'
import type { ScriptSurroundings } from './script-surroundings'
import { BYTES_PER_S, SLOW_FACTOR, TAKES } from './timings'

/** What stands around a machine while something is done on it. */
export interface MachineSurroundings extends Pick<ScriptSurroundings, 'machineAt' | 'serverFiles' | 'remains'> {
  readonly clock: Clock
  /** How much faster than real time passes: 1 is real. */
  readonly speed: number
}

/** A delivery is told of in so many parts. */
const PARTS = 10

/**
 * Carries out one operation on a practice machine, in its own time. Throws AppError as RemoteHost does, and the
 * signal's reason.
 */
export async function operate(
  machine: PracticeMachine,
  operation: MachineOperation,
  around: MachineSurroundings,
  events: OperationEvents,
  signal: AbortSignal,
): Promise<OperationAnswer> {
  const boots = machine.boots
  const wait = async (delayMs: number) => {
    const slow = machine.trouble === 'slow' ? SLOW_FACTOR : 1
    await around.clock.delay((delayMs * slow) / around.speed, signal)
    assertThere(machine, boots)
  }
  signal.throwIfAborted()
  if (!machine.isReachable) throw unreachable(machine)
  switch (operation.do) {
    case 'connect':
      if (machine.trouble === 'fails-at-reach') throw refused(machine)
      await wait(TAKES.connect)
      return { bootId: machine.bootId, ...(machine.hostKey === '' ? {} : { hostKey: machine.hostKey }) }
    case 'run': {
      const script = machineScripts[operation.script]
      if (script === undefined) throw new Error(`practice machines do not know the script ${operation.script}`)
      const { machineAt, serverFiles, remains, clock } = around
      const seen = { machineAt, serverFiles, remains, now: () => clock.now(), say: events.onLine, wait }
      return script(machine, operation.env, seen)
    }
    case 'deliver': {
      const noted = machine.files.get(operation.noteAt)?.content.trim() === operation.sha256
      if (noted || machine.files.get(operation.path)?.content === operation.sha256) return { sent: false }
      if (machine.trouble === 'disk-full') throw full(machine)
      for (let part = 1; part <= PARTS; part++) {
        await wait((operation.bytes / BYTES_PER_S / PARTS) * 1000)
        events.onProgress(Math.round((operation.bytes * part) / PARTS))
      }
      machine.files.set(operation.path, { mode: 0o644, content: operation.sha256 })
      return { sent: true }
    }
    case 'write':
      await wait(TAKES.writeFile)
      machine.files.set(operation.path, { mode: operation.mode, content: operation.text })
      return {}
    case 'read':
      return { text: machine.files.get(operation.path)?.content ?? null }
  }
}

/** A restart or a cut in the middle takes the connection along. */
function assertThere(machine: PracticeMachine, boots: number): void {
  if (machine.isReachable && machine.boots === boots) return
  throw hostFailure('host-connection-lost', {
    userMessage: `The connection to ${machine.name} broke. It is tried again.`,
    details: { machine: machine.name },
  })
}

const unreachable = ({ name, address }: PracticeMachine) =>
  hostFailure('host-unreachable', {
    userMessage: `${name} (${address}) does not answer. It is a practice machine: set it back to normal on its cluster’s page, and retry.`,
    details: { machine: name },
  })

const refused = ({ name, address }: PracticeMachine) =>
  hostFailure('host-refused', {
    userMessage: `${name} (${address}) refuses the connection: its SSH server does not run. It is a practice machine: set it back to normal on its cluster’s page, and retry.`,
    details: { machine: name },
  })

const full = ({ name }: PracticeMachine) =>
  hostFailure('host-disk-full', {
    userMessage: `The disk of ${name} is full. It is a practice machine: set it back to normal on its cluster’s page, and retry.`,
    details: { machine: name },
  })
