/** What stands in the log where a secret was. */
export const HIDDEN = '[secret]'

/** Shorter values are too common to hide wherever they occur: only as whole words. */
const SHORT = 6
/** A word of a multi-line file this long without spaces is key material, not prose. */
const KEY_MATERIAL = 16

/**
 * Hides known secret values in lines: as they are, and in the forms they take on the way (base64 at any offset, URL
 * encoding, JSON strings, single lines of a key file). One a run: another run's secrets are none of its business.
 */
export class Redactor {
  private readonly byStart = new Map<string, string[]>()
  private readonly short = new Set<string>()
  private shortPattern: RegExp | undefined
  /** Which pairs of first characters begin a secret: rejects nearly every position of a line by one look. */
  private readonly pairs = new Uint8Array(65_536)
  private readonly known = new Set<string>()

  /** From now on hides `secret`. Empty and blank values are ignored. */
  add(secret: string): void {
    if (this.known.has(secret)) return
    this.known.add(secret)
    for (const part of partsOf(secret)) {
      if (part.length < SHORT) this.addShort(part)
      else for (const form of formsOf(part)) this.addLong(form)
    }
  }

  /** The line with every occurrence of a secret replaced. */
  redact(line: string): string {
    const long = this.byStart.size === 0 ? line : this.redactLong(line)
    return this.shortPattern === undefined ? long : long.replace(this.shortPattern, HIDDEN)
  }

  private addShort(part: string): void {
    this.short.add(part)
    const any = [...this.short].map(escapeForRegExp).join('|')
    this.shortPattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'gu')
  }

  private addLong(form: string): void {
    const start = form.slice(0, SHORT)
    const forms = this.byStart.get(start) ?? []
    if (forms.includes(form)) return
    // Longest first: what contains another secret goes as a whole.
    this.byStart.set(
      start,
      [...forms, form].sort((one, other) => other.length - one.length),
    )
    this.pairs[pairAt(form, 0)] = 1
  }

  private redactLong(line: string): string {
    let result = ''
    let copied = 0
    for (let at = 0; at + SHORT <= line.length; ) {
      const found = this.pairs[pairAt(line, at)] === 1 ? this.formAt(line, at) : undefined
      if (found === undefined) {
        at += 1
        continue
      }
      result += line.slice(copied, at) + HIDDEN
      at += found.length
      copied = at
    }
    return copied === 0 ? line : result + line.slice(copied)
  }

  private formAt(line: string, at: number): string | undefined {
    return this.byStart.get(line.slice(at, at + SHORT))?.find((form) => line.startsWith(form, at))
  }
}

const pairAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) & 0xff) << 8) | (text.charCodeAt(at + 1) & 0xff)

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** The pieces of a secret that can show up in one line of a log. */
function partsOf(secret: string): readonly string[] {
  const lines = secret
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length < 2) return lines
  return lines.flatMap((line) => {
    if (/^-----(BEGIN|END) /.test(line)) return []
    // A line of a settings file (a kubeconfig): its name is no secret, its value is where it looks like a key.
    const setting = /^(?:- )?[\w.-]+:(?:\s+(.*))?$/.exec(line)
    if (setting !== null) return (setting[1] ?? '').split(/[\s"']+/).filter((word) => word.length >= KEY_MATERIAL)
    return [line]
  })
}

function formsOf(part: string): readonly string[] {
  const percent = encodeURIComponent(part.toWellFormed())
  const lowerPercent = percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const form = percent.replaceAll('%20', '+')
  const json = JSON.stringify(part).slice(1, -1)
  return [part, percent, lowerPercent, form, json, ...base64FormsOf(part)].filter((text) => text.length >= SHORT)
}

/**
 * What of `base64(prefix + part + suffix)` depends on the part alone, for each of the three places in a group of three
 * bytes where it can begin (as in `user:password` of basic authentication).
 */
function base64FormsOf(part: string): readonly string[] {
  const bytes = Buffer.from(part, 'utf8')
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = Math.ceil((offset * 8) / 6)
    const last = Math.floor(((offset + bytes.length) * 8) / 6)
    return encoded.slice(first, last)
  })
  // Short pieces would hide ordinary text by chance.
  const sure = forms.filter((text) => text.length >= 8)
  return [...sure, ...sure.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
}
