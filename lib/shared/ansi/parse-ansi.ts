/** Colours by their names: the pane's style sheet gives each a tone that can be read in both themes. */
export type AnsiColour = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'

export interface AnsiSpan {
  readonly text: string
  readonly colour: AnsiColour | undefined
  readonly bold: boolean
  readonly dim: boolean
}

type Style = Omit<AnsiSpan, 'text'>

const COLOURS: readonly AnsiColour[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const PLAIN: Style = { colour: undefined, bold: false, dim: false }
const ESCAPE = '\u001b'
// CSI … letter, OSC … BEL or ST, and two-character escapes: only CSI … m is kept, as a style.
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what this file is about
const SEQUENCE = /\u001b(?:\[([0-9;?]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

function applyCode(style: Style, code: number): Style {
  if (code === 0) return PLAIN
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: undefined }
  const index = code >= 90 && code <= 97 ? code - 90 : code - 30
  const colour = index >= 0 && index <= 7 ? COLOURS[index] : undefined
  return colour === undefined ? style : { ...style, colour }
}

/** Takes the colours of one line of terminal output apart. Everything else that a terminal obeys is dropped. */
export function parseAnsi(line: string): readonly AnsiSpan[] {
  if (!line.includes(ESCAPE)) return [{ text: line, ...PLAIN }]
  const spans: AnsiSpan[] = []
  let style = PLAIN
  let from = 0
  const push = (text: string) => {
    if (text !== '') spans.push({ text, ...style })
  }
  for (const match of line.matchAll(SEQUENCE)) {
    push(line.slice(from, match.index))
    from = match.index + match[0].length
    if (match[2] === 'm') style = (match[1] || '0').split(';').map(Number).reduce(applyCode, style)
  }
  push(line.slice(from).replaceAll(ESCAPE, ''))
  return spans
}

/** The line without its colours, for search and copy. */
export function stripAnsi(line: string): string {
  return line.includes(ESCAPE)
    ? parseAnsi(line)
        .map((span) => span.text)
        .join('')
    : line
}
