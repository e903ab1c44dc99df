import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { measuredPace, paceOf, setPace } from './pace.ts'

const WORK = path.join(import.meta.dirname, 'pace-work.mjs')

/** One round of the work on both cores of a quiet machine: measured on a cloud VM of 2026 with two cores of 2.x GHz. */
const QUIET_MS = 550

/** As many at once as tests of a tier run at once, at least. */
const AT_ONCE = Math.max(2, availableParallelism())

/**
 * Measures this machine's pace by a fixed piece of work on all cores at once: hashes, starts of Node and of other
 * programs, small files written to the disk. A round takes half a second on a quiet machine; more rounds tell more.
 */
export async function measurePace(rounds: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-pace-'))
  try {
    const began = performance.now()
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => work(folder)))
    }
    return paceOf((performance.now() - began) / rounds, QUIET_MS)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** For tests that are started without `npm test`: measures shortly, unless the pace is known already. */
export async function ensurePace(): Promise<void> {
  if (measuredPace() === undefined) setPace(await measurePace(1))
}

function work(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WORK, folder], { stdio: 'ignore' })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`measuring the pace of this machine failed: ${WORK} ended with status ${code}`))
    })
  })
}
