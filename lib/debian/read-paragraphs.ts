/**
 * Paragraphs of Debian's control format (deb822) out of text that comes in pieces: field names in small letters, values
 * as they are, with the lines that go on after `\n`. A paragraph ends at an empty line.
 */
export async function* readParagraphs(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>()
  let last = ''
  for await (const line of linesOf(pieces)) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields
      fields = new Map()
    } else if (line.startsWith(' ') || line.startsWith('\t')) {
      fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`)
    } else {
      const colon = line.indexOf(':')
      last = line.slice(0, Math.max(colon, 0)).toLowerCase()
      fields.set(last, line.slice(colon + 1).trim())
    }
  }
  if (fields.size > 0) yield fields
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
