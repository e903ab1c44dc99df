import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { extAddress, type FileSystemAt } from '../tools/file-system'
import { runProgram } from '../tools/run-program'

const TIMEOUT_MS = 120_000
const ECHO = /^debugfs: (.*)$/

export interface DebugfsOptions {
  readonly signal: AbortSignal
  /** A folder of one's own for the list of commands. */
  readonly scratch: string
  readonly write: boolean
}

/**
 * Runs commands of debugfs in one go. It ends with 0 whatever went wrong, so what each command said comes back beside
 * it; errors stand on its standard error, in order, with no sign of which command they are of.
 * @returns what each command wrote, in order, and the lines of standard error
 */
export async function runDebugfs(
  at: FileSystemAt,
  commands: readonly string[],
  options: DebugfsOptions,
): Promise<{ readonly answers: readonly string[]; readonly errors: readonly string[] }> {
  if (commands.some((command) => /[\n\r]/.test(command))) throw new Error('a command has one line')
  const list = path.join(options.scratch, 'debugfs-commands')
  await writeFile(list, `${commands.join('\n')}\n`, { mode: 0o600 })
  const args = [...(options.write ? ['-w'] : []), '-f', list, extAddress(at)]
  const { stdout, stderr } = await runProgram('debugfs', args, { signal: options.signal, timeoutMs: TIMEOUT_MS })
  const answers: string[] = []
  for (const line of stdout.toString('utf8').split('\n')) {
    const echo = ECHO.exec(line)?.[1]
    if (echo !== undefined && echo === commands[answers.length]) answers.push('')
    else if (answers.length > 0) answers[answers.length - 1] += `${line}\n`
  }
  const errors = stderr.split('\n').filter((line) => line !== '' && !/^debugfs \d/.test(line))
  if (answers.length < commands.length)
    throw new AppError('image-broken', {
      userMessage: 'The file system of the image cannot be read: it is damaged, or not ext4.',
      message: `debugfs did ${answers.length} of ${commands.length} commands: ${errors.slice(0, 5).join('; ')}`,
      details: { errors: errors.slice(0, 5) },
    })
  return { answers, errors }
}
