import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { buildIsCurrent } from '@/scripts/setup/build.mjs'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { type PanelFile, runningPanel } from '@/workers/supervisor/panel-file'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'buzzcrate-npm-start-'))
  chmodSync(dataDir, 0o755)
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

it('ends the whole panel when npm, which is all that a person or a service manager sees, is asked to end', async () => {
  // It would build, which takes longer than a panel may take to start.
  if (!buildIsCurrent(process.cwd())) refuseInTests('The build of the panel')
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', BUZZCRATE_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(npm, 'exit')
  const panel = await waitFor<PanelFile>({
    look: async () => {
      const found = runningPanel(dataDir)
      return found?.url === undefined ? undefined : found
    },
    everyMs: 20,
    deadlineMs: scaledMs(90_000),
    onDeadline: () => new AppError('panel-did-not-start', { userMessage: `The panel did not start:\n${output}` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
  const pids = [panel.pid, ...Object.values(panel.parts)]
  npm.kill('SIGTERM')
  await ended
  await waitFor({
    look: async () => (pids.every((pid) => processStart(pid) === undefined) ? true : undefined),
    everyMs: 20,
    deadlineMs: scaledMs(30_000),
    onDeadline: () => new AppError('panel-goes-on', { userMessage: `The panel goes on without npm:\n${output}` }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
  expect(existsSync(path.join(dataDir, 'panel.json'))).toBe(false)
})
