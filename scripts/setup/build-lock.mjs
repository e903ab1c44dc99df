import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_AGAIN_MS = 200

/**
 * Runs `work` while no other process builds in this checkout. The lock of a process that is gone does not count.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @param {(holder: number) => void} [onWait] told once whom it waits for
 * @returns {Promise<T>}
 */
export async function withBuildLock(root, work, onWait) {
  const file = path.join(root, 'dist/build.lock')
  mkdirSync(path.dirname(file), { recursive: true })
  for (let told = false; ; ) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      const holder = readHolder(file)
      if (holder === undefined || !isAlive(holder)) {
        rmSync(file, { force: true })
        continue
      }
      if (!told) onWait?.(holder)
      told = true
      await delay(LOOK_AGAIN_MS)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)

/** @param {string} file */
function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
