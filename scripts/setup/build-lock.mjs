import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processStart } from './process-start.mjs'

const LOOK_AGAIN_MS = 200

/**
 * Runs `work` while no other process builds in this checkout. The lock of a process that is gone does not count, also
 * when another program has its number by now.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @param {(holder: number) => void} [onWait] told once whom it waits for
 * @returns {Promise<T>}
 */
export async function withBuildLock(root, work, onWait) {
  const file = path.join(root, 'dist/build.lock')
  mkdirSync(path.dirname(file), { recursive: true })
  for (let told = false; !take(file); ) {
    const text = readText(file)
    if (text === undefined) continue
    const holder = holderOf(text)
    if (holder === undefined) {
      dropStale(file, text)
      continue
    }
    if (!told) onWait?.(holder)
    told = true
    await delay(LOOK_AGAIN_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/**
 * Whole or not at all: a process that is killed in between leaves no empty lock.
 * @param {string} file
 */
function take(file) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, `${process.pid} ${processStart(process.pid)}\n`)
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Whose lock it is, if that process still runs.
 * @param {string} text
 */
function holderOf(text) {
  const [, pid, start] = /^(\d+) (.+)\n$/.exec(text) ?? []
  return pid && processStart(Number(pid)) === start ? Number(pid) : undefined
}

/**
 * Of several that find the same stale lock each moves it away by itself, and one of them may move what another has
 * just taken: it gives that back.
 * @param {string} file
 * @param {string} stale what was read in it
 */
function dropStale(file, stale) {
  const aside = `${file}.stale-${process.pid}`
  try {
    renameSync(file, aside)
    if (readText(aside) !== stale) linkSync(aside, file)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)
