import { spawn } from 'node:child_process'
import path from 'node:path'
import readline from 'node:readline'

/** A program that ended badly; `output` holds what it said, newest last. */
export class ProgramError extends Error {
  /**
   * @param {string} message
   * @param {string[]} output
   */
  constructor(message, output) {
    super(message)
    this.name = 'ProgramError'
    this.output = output
  }
}

const KEPT_LINES = 200
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2_147_483_647
const TIED = path.join(import.meta.dirname, 'run-tied.sh')

/**
 * Runs a program to its end, and no longer than this process. Its arguments are never read by the shell in between.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, onLine?: ((line: string) => void) | undefined, silenceMs?: number}} [options]
 *   `silenceMs`: ended when it says nothing for so long
 * @returns {Promise<string[]>} its last lines, of both streams
 * @throws {ProgramError} when it cannot be started, its exit status is not 0, or it fell silent
 */
export function run(program, args, options = {}) {
  const command = [program, ...args].join(' ')
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const output = []
    const child = spawn('/bin/sh', [TIED, program, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    let fellSilent = false
    const silence = setTimeout(() => {
      fellSilent = true
      // As if this process were gone.
      child.stdio[3]?.destroy()
    }, options.silenceMs ?? MAX_TIMER_MS)
    const readers = [child.stdout, child.stderr].map((stream) => {
      if (stream === null) return undefined
      const lines = readline.createInterface({ input: stream })
      lines.on('line', (line) => {
        silence.refresh()
        output.push(line)
        if (output.length > KEPT_LINES) output.shift()
        options.onLine?.(line)
      })
      return new Promise((closed) => lines.once('close', closed))
    })
    child.once('error', (error) => {
      clearTimeout(silence)
      reject(new ProgramError(`${program} could not be started: ${error.message}`, output))
    })
    child.once('close', async (code, signal) => {
      clearTimeout(silence)
      await Promise.all(readers)
      if (fellSilent) reject(new ProgramError(`"${command}" said nothing for ${options.silenceMs} ms`, output))
      else if (code === 0) resolve(output)
      else reject(new ProgramError(`"${command}" ended with ${signal ?? `status ${code}`}`, output))
    })
  })
}
