import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withBuildLock } from './build-lock.mjs'
import { processStart } from './process-start.mjs'

let root: string
let lock: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-lock-'))
  lock = path.join(root, 'dist/build.lock')
  mkdirSync(path.dirname(lock))
})
afterEach(() => rmSync(root, { recursive: true }))

it('does not count what a build left behind that was killed', async () => {
  for (const left of [
    '',
    '4194304 gone\n',
    // The number belongs to another program by now.
    `${process.pid} an earlier start\n`,
    // As it was written once.
    String(process.pid),
  ]) {
    writeFileSync(lock, left)
    expect(await withBuildLock(root, async () => existsSync(lock))).toBe(true)
    expect(existsSync(lock)).toBe(false)
  }
})

it('waits for a build that goes on, and takes its turn once that one is killed', async () => {
  const builder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(builder, 'spawn')
  const pid = builder.pid ?? 0
  writeFileSync(lock, `${pid} ${processStart(pid)}\n`)
  const waitedFor: number[] = []
  const done = withBuildLock(
    root,
    async () => 'built',
    (holder) => {
      waitedFor.push(holder)
      builder.kill('SIGKILL')
    },
  )
  expect(await done).toBe('built')
  expect(waitedFor).toEqual([pid])
})

it('lets one at a time work, also when many find the same stale lock', async () => {
  writeFileSync(lock, '4194304 gone\n')
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all(Array.from({ length: 8 }, () => withBuildLock(root, work)))
  expect(most).toBe(1)
})
