import type { Clock } from '@/lib/core/clock'
import { AppError, type Failure, toFailure } from '@/lib/core/errors'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { RemoteHosts, RunScriptOptions } from '@/lib/ports/remote-host'
import { checkHost, checkHostAsLogin } from '../scripts/check-host'
import type { HostFacts } from './host-facts'
import type { Inspection } from './inspection'

/**
 * Visits a machine and looks at everything that preflight judges, in one round trip; changes nothing. What goes wrong
 * with reaching it or with sudo is part of the answer; only the signal's reason and unknown errors are thrown.
 */
export async function inspectMachine(
  hosts: RemoteHosts,
  machine: MachineRef,
  clock: Clock,
  options: RunScriptOptions,
): Promise<Inspection> {
  const at = clock.now()
  const nothing = { at, connectMs: 0, sudoFailure: null, facts: null, clockSkewMs: null }
  try {
    const host = await hosts.connect(machine, options.signal)
    const connectMs = clock.now() - at
    const seen = { ...nothing, connectFailure: null, connectMs }
    const startedAt = clock.now()
    const look = async (asRoot: boolean): Promise<HostFacts> =>
      host.run(asRoot ? checkHost : checkHostAsLogin, {}, options)
    try {
      const facts = await look(true)
      // The clock is read right after sudo let us in.
      return { ...seen, facts, clockSkewMs: facts.clockMs - (startedAt + facts.sudoMs) }
    } catch (error) {
      const sudoFailure = expected(error, options.signal)
      if (!sudoFailure.code.startsWith('host-sudo-')) return { ...seen, connectFailure: sudoFailure }
      const againAt = clock.now()
      const facts = await look(false)
      return { ...seen, sudoFailure, facts, clockSkewMs: facts.clockMs - againAt }
    }
  } catch (error) {
    return { ...nothing, connectFailure: expected(error, options.signal) }
  }
}

/** What a machine may do wrong is an answer; anything else is thrown on. */
function expected(error: unknown, signal: AbortSignal): Failure {
  signal.throwIfAborted()
  if (error instanceof AppError) return toFailure(error)
  throw error
}
