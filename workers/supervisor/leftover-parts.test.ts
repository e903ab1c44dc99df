import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { type Clock, systemClock } from '@/lib/core/clock'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { clearLeftoverParts } from './leftover-parts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** By which the patience is over right after the start; from there on it is the real one, as processes are. */
function patienceOver(): Clock {
  let asked = 0
  return { ...systemClock, now: () => systemClock.now() + (asked++ === 0 ? 0 : 20_000) }
}

async function part(): Promise<{ child: ChildProcess; pid: number; start: string }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  children.push(child)
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  return { child, pid, start: processStart(pid) ?? '' }
}

it('waits for the parts of a panel that was killed', async () => {
  const { child, pid, start } = await part()
  const said: string[] = []
  await clearLeftoverParts({
    last: { parts: { web: pid, worker: 4_194_304 }, starts: { web: start, worker: 'gone' } },
    say: (line) => {
      said.push(line)
      child.kill('SIGTERM')
    },
    signal: new AbortController().signal,
  })
  expect(said).toEqual([`Waiting for web (process ${pid}) of the panel before to end.`])
  expect(processStart(pid)).toBeUndefined()
})

it('ends a part that does not end by itself', async () => {
  const { child, pid, start } = await part()
  const exited = once(child, 'exit')
  await clearLeftoverParts({
    last: { parts: { worker: pid }, starts: { worker: start } },
    say: () => {},
    signal: new AbortController().signal,
    clock: patienceOver(),
  })
  expect(await exited).toEqual([null, 'SIGKILL'])
})

it('never touches another program that has the number now, nor the database', async () => {
  const { child, pid, start } = await part()
  const said: string[] = []
  await clearLeftoverParts({
    last: { parts: { web: pid, postgres: pid, worker: pid }, starts: { web: 'an earlier start', postgres: start } },
    say: (line) => said.push(line),
    signal: new AbortController().signal,
  })
  expect(said).toEqual([])
  expect(child.exitCode ?? child.signalCode).toBeNull()
})
