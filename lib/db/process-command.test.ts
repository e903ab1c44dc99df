import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { processCommand } from './process-command'

it('tells the words of a process that runs, and nothing of one that is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', 'a crate'])
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  expect(await processCommand(pid)).toContain('setInterval(() => {}, 1000) -- a crate')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await processCommand(pid)).toBeUndefined()
})
