import { readdirSync, readFileSync } from 'node:fs'

/** Secrets of a test by what they are, e.g. `sudo password`. Each is a text that can come from nowhere else. */
export type Canaries = ReadonlyMap<string, string>

/** The secret as it is, and as it looks in base64 at any offset, hexadecimal, an address, and JSON. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64')
    // The first and last characters depend on what stands beside it.
    return text.slice(offset === 0 ? 0 : 4, -4)
  })
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = Buffer.from(secret).toString('hex')
  const json = JSON.stringify(secret).slice(1, -1)
  return [...new Set([secret, ...base64, ...urlSafe, hex, encodeURIComponent(secret), json])]
}

/** What of the canaries stands in a text: their names. */
export function sightings(text: string, canaries: Canaries): readonly string[] {
  return [...canaries].flatMap(([name, secret]) => (formsOf(secret).some((form) => text.includes(form)) ? [name] : []))
}

/** Looks at the arguments of every process of this machine, again and again, until it is stopped. */
export class ArgumentWatch {
  readonly seen = new Set<string>()
  looks = 0
  private readonly canaries: Canaries
  private readonly timer: NodeJS.Timeout

  constructor(canaries: Canaries, everyMs = 20) {
    this.canaries = canaries
    this.timer = setInterval(() => this.look(), everyMs)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    this.looks += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      const text = readOrNothing(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
      for (const name of sightings(text, this.canaries)) this.seen.add(`${name}: ${text}`)
    }
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The process ended just now.
    return ''
  }
}
