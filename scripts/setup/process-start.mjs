import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** @type {string | undefined} */
let bootId

/**
 * A mark that is the same as long as the same process has this number, also over a reboot: the boot and its start time
 * in clock ticks since then (field 22 of /proc/PID/stat) where the system tells, else its start in seconds.
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its remains
 */
export function processStart(pid) {
  return process.platform === 'linux' ? byProc(pid) : byPs(pid)
}

/**
 * Whether the process that had this mark still runs.
 * @param {number} pid
 * @param {string} mark of `processStart`
 */
export function isSameProcess(pid, mark) {
  const now = processStart(pid)
  // Once a mark was the ticks alone, or where the system did not tell them, the number.
  return now !== undefined && (now === mark || now.endsWith(`/${mark}`) || mark === String(pid))
}

/** @param {number} pid */
function byProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (afterName[0] === 'Z') return undefined
    // A machine that always does the same after a power cut gives the same number at the same tick again.
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${bootId}/${afterName[19]}`
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // ESRCH: it ended after the file was opened and before it was read.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

/** @param {number} pid */
function byPs(pid) {
  try {
    const said = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return said === '' || said.startsWith('Z') ? undefined : said.replace(/^\S+\s+/, '')
  } catch (error) {
    // Its status when there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined
    throw error
  }
}
