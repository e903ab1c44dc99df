import { spawn } from 'node:child_process'
import { scaledMs } from '@/lib/testing/pace'

/** Why the lab could not do something, in words for the person who runs it. */
export class LabError extends Error {
  override readonly name = 'LabError'
}

export type CommandResult = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type CommandOptions = {
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
  /**
   * The program is killed after this long on a quiet machine, later on a slower one, and the promise rejects. Default
   * one minute; Infinity for what downloads or builds.
   */
  readonly timeoutMs?: number
}

/**
 * Runs a program without a shell and collects its output.
 * A non-zero exit status is a result, not an error; rejects with LabError when the program cannot start or takes too long.
 */
export function runCommand(
  command: string,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { input = '', env = process.env, timeoutMs = 60_000 } = options
  const patienceMs = scaledMs(timeoutMs)
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const tooLong = () => {
      child.kill('SIGKILL')
      reject(new LabError(`${command} ${argv.join(' ')}: still running after ${patienceMs} ms`))
    }
    const timer = Number.isFinite(patienceMs) ? setTimeout(tooLong, patienceMs) : undefined
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    // A program that ends without reading its input closes the pipe; its exit status says what matters.
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new LabError(`${command}: ${error.message}`))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 255, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    })
    child.stdin.end(input)
  })
}

/** Like runCommand, but rejects with LabError on a non-zero exit status; resolves with the standard output. */
export async function mustRun(command: string, argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await runCommand(command, argv, options)
  if (result.code !== 0) {
    const output = `${result.stderr}${result.stdout}`.trim().slice(-2000)
    throw new LabError(`${command} ${argv.join(' ')}: exit status ${result.code}: ${output}`)
  }
  return result.stdout
}

/**
 * Polls until `probe` gives something other than false, null or undefined; rejects with LabError after `timeoutMs` of a
 * quiet machine, which become more on a slower one.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 25 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const patienceMs = scaledMs(timeoutMs)
  const deadline = Date.now() + patienceMs
  for (;;) {
    const value = await probe()
    if (value !== false && value !== null && value !== undefined) return value as Exclude<T, false | null | undefined>
    if (Date.now() > deadline) throw new LabError(`${what}: not within ${patienceMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
