import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { type BusyLoops, startBusyLoops } from './busy-loops'

const run = promisify(execFile)
const started: BusyLoops[] = []
afterEach(() => {
  for (const loops of started.splice(0)) loops.stop()
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    // Gone.
    return false
  }
}

it('starts as many as asked for, and ends them', async () => {
  const loops = startBusyLoops(2)
  started.push(loops)
  expect(loops.pids.map(isAlive)).toEqual([true, true])
  loops.stop()
  await expect.poll(() => loops.pids.map(isAlive), { timeout: scaledMs(5_000) }).toEqual([false, false])
})

it('ends them with a process that was killed before it could', async () => {
  const module = path.join(import.meta.dirname, 'busy-loops.ts')
  const script = `const { startBusyLoops } = await import(${JSON.stringify(module)})
    console.log(startBusyLoops(1).pids[0])
    process.kill(process.pid, 'SIGKILL')`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]
  const failed = await run(process.execPath, args).catch((error: { signal: string; stdout: string }) => error)
  expect(failed).toMatchObject({ signal: 'SIGKILL' })
  const pid = Number(failed.stdout)
  expect(pid).toBeGreaterThan(0)
  await expect.poll(() => isAlive(pid), { timeout: scaledMs(5_000) }).toBe(false)
})
