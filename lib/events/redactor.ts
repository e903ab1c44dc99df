import { log } from '@/lib/core/log'

/** What stands in the log where a secret was. */
export const HIDDEN = '[secret]'
/** Stands for a whole line that could not be looked through: rather no line than a line with a secret. */
export const WITHHELD = '[line withheld: it could not be searched for secrets]'

/** Shorter values are too common to hide wherever they occur: only as whole words. */
const SHORT = 6
/** A word of a multi-line file this long without spaces is key material, not prose. */
const KEY_MATERIAL = 16

/**
 * Hides known secret values in lines: as they are, and in the forms they take on the way (base64 at any offset, URL
 * encoding, JSON strings, single lines of a key file). One a run: another run's secrets are none of its business.
 * Secrets are compared as text and never become part of a pattern: no character in them can mean anything. Neither
 * method throws; once something in here has failed, every line is withheld and the run goes on.
 */
export class Redactor {
  private readonly forms: (part: string) => readonly string[]
  private readonly byStart = new Map<string, string[]>()
  /** Short values by their first character. */
  private readonly short = new Map<string, string[]>()
  /** Which pairs of first characters begin a secret: rejects nearly every position of a line by one look. */
  private readonly pairs = new Uint8Array(65_536)
  private readonly known = new Set<string>()
  private blind = false

  /** @param forms What one line of a secret may look like on its way; replaced in tests. */
  constructor(forms = formsOf) {
    this.forms = forms
  }

  /** From now on hides `secret`. Empty and blank values are ignored. */
  add(secret: string): void {
    if (this.known.has(secret)) return
    this.known.add(secret)
    try {
      for (const part of partsOf(secret)) {
        for (const form of this.forms(part)) {
          if (form.length < SHORT) insert(this.short, form.slice(0, 1), form)
          else if (insert(this.byStart, form.slice(0, SHORT), form)) this.pairs[pairAt(form, 0)] = 1
        }
      }
    } catch {
      this.withholdAll()
    }
  }

  /** The line with every occurrence of a secret replaced. */
  redact(line: string): string {
    if (this.blind) return WITHHELD
    try {
      return this.hide(line)
    } catch {
      this.withholdAll()
      return WITHHELD
    }
  }

  /** The error that led here may quote a secret, so nothing of it is passed on. */
  private withholdAll(): void {
    if (!this.blind) log.error('secrets could not be hidden in the output of a run; its further lines are withheld')
    this.blind = true
  }

  private hide(line: string): string {
    const anyShort = this.short.size > 0
    if (!anyShort && this.byStart.size === 0) return line
    let result = ''
    let copied = 0
    for (let at = 0; at < line.length; ) {
      const long = this.pairs[pairAt(line, at)] === 1 ? this.longAt(line, at) : undefined
      const found = long ?? (anyShort ? this.shortAt(line, at) : undefined)
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

  private longAt(line: string, at: number): string | undefined {
    return this.byStart.get(line.slice(at, at + SHORT))?.find((form) => line.startsWith(form, at))
  }

  private shortAt(line: string, at: number): string | undefined {
    const forms = this.short.get(line.slice(at, at + 1))
    if (forms === undefined || endsInWord(line, at)) return undefined
    return forms.find((form) => line.startsWith(form, at) && !beginsWithWord(line, at + form.length))
  }
}

/** Adds a form under its start, longest first: what contains another secret goes as a whole. False if it was there. */
function insert(byStart: Map<string, string[]>, start: string, form: string): boolean {
  const forms = byStart.get(start) ?? []
  if (forms.includes(form)) return false
  byStart.set(
    start,
    [...forms, form].sort((one, other) => other.length - one.length),
  )
  return true
}

const WORD_CHARACTER = /^[\p{L}\p{N}_]$/u

function beginsWithWord(line: string, at: number): boolean {
  const code = line.codePointAt(at)
  return code !== undefined && WORD_CHARACTER.test(String.fromCodePoint(code))
}

/** Whether the character before `at`, which may be two code units long, belongs to a word. */
function endsInWord(line: string, at: number): boolean {
  if (at === 0) return false
  const pair = at > 1 ? (line.codePointAt(at - 2) ?? 0) : 0
  return pair > 0xffff ? WORD_CHARACTER.test(String.fromCodePoint(pair)) : beginsWithWord(line, at - 1)
}

const pairAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) & 0xff) << 8) | (text.charCodeAt(at + 1) & 0xff)

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
  return [part, percent, lowerPercent, form, json, ...base64FormsOf(part)]
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
