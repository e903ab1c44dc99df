import { setMaxListeners } from 'node:events'

// On globalThis: Next bundles a module more than once, and all copies must see the same signal.
const KEY = Symbol.for('buzzcrate.shutdown')
const holder = globalThis as typeof globalThis & { [KEY]?: AbortController }

function controller(): AbortController {
  if (holder[KEY] !== undefined) return holder[KEY]
  const made = new AbortController()
  // As many as there are streams: no sign of a leak.
  setMaxListeners(0, made.signal)
  holder[KEY] = made
  return made
}

/**
 * Aborts once, when this process has been asked to end. Every open stream (server-sent events above all) listens to
 * it and closes: Next waits for open responses and would otherwise not exit.
 */
export const shutdownSignal = (): AbortSignal => controller().signal

/** Tells everything in this process to finish. Called by the process's entry point only. */
export const beginShutdown = (reason: string): void => controller().abort(new Error(reason))
