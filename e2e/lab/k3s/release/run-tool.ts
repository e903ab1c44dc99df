import { spawn } from 'node:child_process'
import { AppError } from '@/lib/core/errors'

export interface ToolOptions {
  readonly cwd?: string
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: Buffer
}

/**
 * Runs a program of the build without a shell; resolves with its standard output. Throws `lab-build-failed` with the
 * end of what it said.
 */
export function runTool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    const fail = (message: string) =>
      reject(
        new AppError('lab-build-failed', {
          userMessage: `Building the lab edition of k3s failed at: ${command} ${args[0] ?? ''}`,
          message: `${command} ${args.join(' ')}: ${message}`,
        }),
      )
    child.stdin.on('error', () => undefined) // it ended without reading all; its exit status says why
    child.on('error', (error) => fail(error.message))
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(stdout))
      else fail(`exit status ${code}: ${Buffer.concat(stderr).toString().trim().slice(-4000)}`)
    })
    child.stdin.end(options.input)
  })
}
