import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { isSameProcess, processStart } from './process-start.mjs'

/** Starts processes one after another which are not children of this one, and each ends by itself after a moment. */
const PASSING = 'for i in $(seq 40); do sleep 0.01 & echo $!; wait; done'

it('keeps the mark of a process, and has none for a number that no process has', () => {
  expect(processStart(process.pid)).toMatch(/./)
  expect(processStart(process.pid)).toBe(processStart(process.pid))
  expect(processStart(2 ** 22 + 1)).toBeUndefined()
  expect(isSameProcess(process.pid, processStart(process.pid) ?? '')).toBe(true)
  expect(isSameProcess(process.pid, 'an earlier start')).toBe(false)
})

it('says that a process is gone, at whatever moment it goes', async () => {
  const shell = spawn('sh', ['-c', PASSING], { stdio: ['ignore', 'pipe', 'ignore'] })
  let seen = 0
  for await (const line of createInterface(shell.stdout)) {
    while (processStart(Number(line)) !== undefined) seen += 1
  }
  expect(seen).toBeGreaterThan(0)
})
