/** Marks that every terminal and log file can show. */
const FRAMES = ['·  ', '·· ', '···']
const FRAME_MS = 250
const STILL_WORKING_MS = 15_000

/** @typedef {ReturnType<typeof createProgress>} Progress */

/**
 * Tells a person what is going on and how long each part took. On a terminal the current part is one line that is
 * redrawn; elsewhere each part prints a line when it begins and one when it ends, and a sign of life in between.
 * @param {NodeJS.WriteStream} out
 */
export function createProgress(out) {
  const terminal = out.isTTY === true
  const startedAt = performance.now()

  /**
   * Prints a line above whatever is being drawn.
   * @param {string} line
   */
  const say = (line) => out.write(`${terminal ? '\r\x1b[2K' : ''}${line}\n`)

  /**
   * Runs one part. `work` gets a function that tells what is being done right now; what it resolves to is returned.
   * @template T
   * @param {string} title what is done, as a person would say it
   * @param {(detail: (text: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  const phase = async (title, work) => {
    const began = performance.now()
    let detail = ''
    let frame = 0
    const draw = () => {
      const room = Math.max(0, (out.columns ?? 80) - title.length - 16)
      const now = `${FRAMES[frame++ % FRAMES.length]} ${title} ${seconds(began).padStart(6)}`
      out.write(`\r\x1b[2K${now}${detail && room > 10 ? `  \x1b[2m${detail.slice(0, room)}\x1b[0m` : ''}`)
    }
    if (!terminal) say(`... ${title}`)
    const timer = terminal
      ? setInterval(draw, FRAME_MS)
      : setInterval(() => say(`... ${title}, ${seconds(began)} so far${detail ? `: ${detail}` : ''}`), STILL_WORKING_MS)
    try {
      const result = await work((text) => {
        detail = text.trim()
      })
      say(`ok  ${title.padEnd(34)} ${seconds(began).padStart(7)}`)
      return result
    } catch (error) {
      say(`no  ${title} failed after ${seconds(began)}`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  return { phase, say, elapsedMs: () => performance.now() - startedAt }
}

/** @param {number} began */
const seconds = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`
