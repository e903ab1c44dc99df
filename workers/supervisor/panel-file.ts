import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** What a running panel writes to `panel.json` in its data folder: for `npm run backup`, for tests, for the curious. */
export const PanelFile = z.object({
  pid: z.int().positive(),
  /** Tells a running panel from another program that got its process number after a reboot. */
  startedAt: z.string(),
  url: z.string().optional(),
  setupUrl: z.string().optional(),
  databaseUrl: z.string().optional(),
  /** Process number by name of the part: `web`, `worker`, `postgres`. */
  parts: z.record(z.string(), z.int().positive()),
})
export type PanelFile = z.infer<typeof PanelFile>

const file = (folder: string) => path.join(folder, 'panel.json')

/** The panel that runs on this data folder, if one does. */
export function runningPanel(folder: string): PanelFile | undefined {
  let text: string
  try {
    text = readFileSync(file(folder), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const panel = PanelFile.parse(JSON.parse(text))
  return processStart(panel.pid) === panel.startedAt ? panel : undefined
}

/** Only the owner may read it: the database's address holds its password. */
export function writePanelFile(folder: string, panel: PanelFile): void {
  writeFileSync(`${file(folder)}.partial`, `${JSON.stringify(panel, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file(folder)}.partial`, file(folder))
}

export const removePanelFile = (folder: string): void => rmSync(file(folder), { force: true })

/**
 * A mark that is the same as long as the same process has this number: its start time in clock ticks since boot
 * (field 22 of /proc/PID/stat) where the system has it, else just the number. Undefined when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return undefined
  }
  if (process.platform !== 'linux') return String(pid)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return afterName[0] === 'Z' ? undefined : afterName[19]
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // ESRCH: it ended after the file was opened and before it was read.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
