import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * The words with which a process was started, with spaces between; undefined when there is none of that number, or only
 * its remains. Read from /proc on Linux, where small images have no `ps`; from `ps` elsewhere.
 * @throws Error when the system does not tell.
 */
export async function processCommand(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? commandByProc(pid) : commandByPs(pid)
}

async function commandByProc(pid: number): Promise<string | undefined> {
  try {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    // Of a zombie nothing is left to read.
    return words === '' ? undefined : words.replaceAll('\0', ' ').trimEnd()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // ESRCH: it ended after the file was opened and before it was read.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

async function commandByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'stat=,args=', '-p', String(pid)])
    return stdout.startsWith('Z') ? undefined : stdout.trim()
  } catch (error) {
    // Its status when there is no such process.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined
    throw error
  }
}
