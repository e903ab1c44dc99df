/**
 * What a simulated container does: the few words of a shell that examples and lessons use (`echo`, `sleep`, `exit`,
 * `true`, `false`, `date`, `while true; do …; done`, `for i in …; do …; done`). Anything else is taken for a program that
 * runs until it is stopped and says nothing.
 */
import { named } from '@/lib/core/named'
import { isObject, type JsonObject } from '../kube-api/kube-object'
import { LINE_LENGTH } from './container-output'

export type ProgramStep =
  /** Nothing that anybody hears: whoever counts steps counts it. */
  | { readonly does: 'think' }
  | { readonly does: 'say'; readonly text: string }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'exit'; readonly code: number }

export type Program = Generator<ProgramStep, void, undefined>

const SHELLS = /^(\/bin\/|\/usr\/bin\/)?(sh|bash|ash)$/
/** A loop that waits nowhere would never end a turn. */
const PAUSE_MS = 1_000
/** A shorter wait, over and over, would be nothing but work. */
const LEAST_WAIT_MS = 200
/** A longer script is taken for a program that nobody knows, and so is one with loops in loops in loops. */
const SCRIPT_LENGTH = 8_192
/** Of a variable that is put into a line. */
const VALUE_LENGTH = 1_024

/** The program of a container's `command` and `args`; undefined when the image's own program runs. */
export function programOf(container: JsonObject, now: () => number): Program | undefined {
  const words = [...textsOf(container['command']), ...textsOf(container['args'])]
  const [first, flag, script] = words
  if (first === undefined) return undefined
  if (
    SHELLS.test(first) &&
    flag?.startsWith('-') &&
    flag.endsWith('c') &&
    script !== undefined &&
    script.length <= SCRIPT_LENGTH
  )
    return runScript(script, environmentOf(container), now)
  return runOne(words, now)
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

function environmentOf(container: JsonObject): ReadonlyMap<string, string> {
  const given = Array.isArray(container['env']) ? container['env'].filter(isObject) : []
  return new Map(given.map((one) => [String(one['name']), String(one['value'] ?? '').slice(0, VALUE_LENGTH)]))
}

function* runScript(script: string, variables: ReadonlyMap<string, string>, now: () => number): Program {
  const code = yield* runBlock(script, new Map(variables), now)
  yield { does: 'exit', code }
}

/** Runs statements and gives the status of the last one. An `exit` step ends the program, so nobody asks for more. */
function* runBlock(
  script: string,
  variables: Map<string, string>,
  now: () => number,
): Generator<ProgramStep, number, undefined> {
  let code = 0
  for (const { text, onlyIf } of statementsOf(script)) {
    yield { does: 'think' }
    if ((onlyIf === '&&' && code !== 0) || (onlyIf === '||' && code === 0)) continue
    const loop = /^(while true|while :|for (\w+) in (.*?)); *do\s(.*)[;\s]done$/s.exec(text)
    if (loop === null) {
      code = yield* runWords(wordsOf(text, variables), now)
      continue
    }
    const [, , name, list, body = ''] = loop
    if (name === undefined) yield* runForever(body, variables, now)
    for (const value of wordsOf(list ?? '', variables)) {
      variables.set(name ?? '', value.slice(0, VALUE_LENGTH))
      code = yield* runBlock(body, variables, now)
    }
  }
  return code
}

function* runForever(body: string, variables: Map<string, string>, now: () => number): Program {
  for (;;) {
    let waited = false
    yield { does: 'think' }
    for (const step of runBlock(body, variables, now)) {
      waited ||= step.does === 'wait'
      yield step
    }
    if (!waited) yield { does: 'wait', ms: PAUSE_MS }
  }
}

interface Statement {
  readonly text: string
  readonly onlyIf: '' | '&&' | '||'
}

/** Splits at `;`, newlines, `&&` and `||` outside of quotes and loops. */
function statementsOf(script: string): readonly Statement[] {
  const found: Statement[] = []
  let [text, quote, depth] = ['', '', 0]
  let onlyIf: Statement['onlyIf'] = ''
  const end = (next: Statement['onlyIf']) => {
    if (text.trim() !== '') found.push({ text: text.trim(), onlyIf })
    ;[text, onlyIf] = ['', next]
  }
  for (let i = 0; i < script.length; i++) {
    const char = script[i] ?? ''
    if (quote === '') {
      if (isWord(script, i, 'do')) depth += 1
      if (isWord(script, i, 'done')) depth -= 1
    }
    const opens = depth === 0 && /^\s*(while|for)\s/.test(text) && !/\bdone\s*$/.test(text.slice(-100))
    if (quote !== '' || depth > 0 || opens) text += char
    else if (script.startsWith('&&', i) || script.startsWith('||', i)) {
      end(script.startsWith('&&', i) ? '&&' : '||')
      i += 1
    } else if (char === ';' || char === '\n') end('')
    else text += char
    if (char === '"' || char === "'") quote = quote === char ? '' : quote === '' ? char : quote
  }
  end('')
  return found
}

/** Whether this word begins here, after a space or a semicolon. */
function isWord(script: string, at: number, word: string): boolean {
  if (!script.startsWith(word, at) || /\w/.test(script[at + word.length] ?? '')) return false
  return /[\s;]/.test(script[at - 1] ?? '')
}

function wordsOf(text: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const parts = text.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []
  return parts.map((part) => {
    if (part.startsWith("'")) return part.slice(1, -1)
    const bare = part.startsWith('"') ? part.slice(1, -1) : part
    let room = LINE_LENGTH
    return bare.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => {
      const value = (variables.get(name) ?? '').slice(0, room)
      room -= value.length
      return value
    })
  })
}

function* runOne(words: readonly string[], now: () => number): Program {
  yield { does: 'exit', code: yield* runWords(words, now) }
}

function* runWords(words: readonly string[], now: () => number): Generator<ProgramStep, number, undefined> {
  const [command = '', ...rest] = words
  const runs: Readonly<Record<string, () => readonly [step: ProgramStep | undefined, code: number]>> = {
    echo: () => [{ does: 'say', text: rest.filter((word) => word !== '-n' && word !== '-e').join(' ') }, 0],
    date: () => [{ does: 'say', text: new Date(now()).toUTCString() }, 0],
    sleep: () => [{ does: 'wait', ms: Math.max(LEAST_WAIT_MS, secondsOf(rest[0]) * 1000) }, 0],
    exit: () => [{ does: 'exit', code: Number(rest[0] ?? 0) || 0 }, 0],
    true: () => [undefined, 0],
    ':': () => [undefined, 0],
    false: () => [undefined, 1],
  }
  const run = named(runs, command.replace(/^\/(usr\/)?bin\//, ''))
  if (run === undefined) {
    yield { does: 'wait', ms: Number.POSITIVE_INFINITY }
    return 0
  }
  const [step, code] = run()
  if (step !== undefined) yield step
  return code
}

function secondsOf(text = ''): number {
  const [, digits = '0', unit = 's'] = /^([\d.]+)([smhd]?)$/.exec(text) ?? []
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }
  if (text === 'infinity' || text === 'inf') return Number.POSITIVE_INFINITY
  const seconds = Number(digits) * (units[unit || 's'] ?? 1)
  return Number.isNaN(seconds) ? 0 : seconds
}
