import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { lastPanel, refuseWhileInUse, runningPanel, writePanelFile } from './panel-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-panel-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const start = processStart(process.pid) ?? ''
const written = { pid: process.pid, startedAt: start, parts: {}, starts: {} }

it('lets a start go on where a panel was killed, also when its number is another program now', () => {
  refuseWhileInUse(folder)
  writePanelFile(folder, { ...written, startedAt: 'an earlier start', parts: { web: 7 } })
  refuseWhileInUse(folder)
  expect(runningPanel(folder)).toBeUndefined()
  expect(lastPanel(folder)?.parts).toEqual({ web: 7 })
})

it('refuses a start beside a panel, a backup or a restore, and says which', () => {
  writePanelFile(folder, { ...written, url: 'http://localhost:3000' })
  expect(() => refuseWhileInUse(folder)).toThrow(`as process ${process.pid}, at http://localhost:3000. Stop it first`)
  writePanelFile(folder, { ...written, work: 'backup' })
  expect(() => refuseWhileInUse(folder)).toThrow(`A backup of it is being made (process ${process.pid}). Wait until`)
  writePanelFile(folder, { ...written, work: 'restore' })
  expect(() => refuseWhileInUse(folder)).toThrow('A backup is being restored into it')
})

it.runIf(process.platform === 'linux')(
  'knows a panel of an older version that runs, which wrote the ticks alone',
  () => {
    writePanelFile(folder, { ...written, startedAt: start.split('/')[1] ?? '' })
    expect(runningPanel(folder)?.pid).toBe(process.pid)
  },
)
