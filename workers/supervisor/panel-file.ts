import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { isSameProcess } from '@/scripts/setup/process-start.mjs'

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
  /** The mark of each part's process, as `startedAt`. */
  starts: z.record(z.string(), z.string()).default({}),
  /** What has the data folder in hand when it is not a panel. */
  work: z.enum(['backup', 'restore', 'rescue', 'images']).optional(),
})
export type PanelFile = z.infer<typeof PanelFile>

const file = (folder: string) => path.join(folder, 'panel.json')

/** The panel that runs on this data folder, if one does. */
export function runningPanel(folder: string): PanelFile | undefined {
  const panel = lastPanel(folder)
  return panel && isSameProcess(panel.pid, panel.startedAt) ? panel : undefined
}

/** What the last panel on this data folder left, also one that was killed. */
export function lastPanel(folder: string): PanelFile | undefined {
  let text: string
  try {
    text = readFileSync(file(folder), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return PanelFile.parse(JSON.parse(text))
}

/** Only the owner may read it: the database's address holds its password. */
export function writePanelFile(folder: string, panel: PanelFile): void {
  writeFileSync(`${file(folder)}.partial`, `${JSON.stringify(panel, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file(folder)}.partial`, file(folder))
}

export const removePanelFile = (folder: string): void => rmSync(file(folder), { force: true })

const WORK = {
  backup: 'A backup of it is being made',
  restore: 'A backup is being restored into it',
  rescue: 'An account of it is being rescued',
  images: 'Images of apps are being put into it',
} as const

/** @throws AppError `already-running` when a panel, a backup or a restore has this data folder in hand. */
export function refuseWhileInUse(folder: string): void {
  const running = runningPanel(folder)
  if (!running) return
  const { pid, url, work } = running
  throw new AppError('already-running', {
    userMessage: work
      ? `The data folder ${folder} is in use: ${WORK[work]} (process ${pid}). Wait until that has ended, then start again.`
      : `BuzzCrate already runs on this data folder (${folder}), as process ${pid}${url ? `, at ${url}` : ''}. ` +
        'Stop it first, or give this one a folder of its own (BUZZCRATE_DATA).',
  })
}
