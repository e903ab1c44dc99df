import { StringDecoder } from 'node:string_decoder'
import { AppError } from '@/lib/core/errors'

/** A list comes in pages of 500 objects of a few kilobytes; etcd takes none of more than 1.5 MB. */
export const MOST_ANSWER_BYTES = 32 * 1_048_576
/** One object of a watch, with all that JSON adds to it. */
export const MOST_LINE_CHARACTERS = 4 * 1_048_576

/**
 * Reads a body to its end, counting while it comes.
 * @throws AppError `cluster-misbehaves` as soon as it is larger than any answer of a cluster
 */
export async function boundedText(body: AsyncIterable<Uint8Array> | null, server: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_ANSWER_BYTES) throw clusterMisbehaves(server, 'sends an answer without end')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * The lines of a body, each as soon as it is whole; what stands behind the last line end is left out.
 * @param onChunk called whenever something came
 * @throws AppError `cluster-misbehaves` for a line that is longer than any object
 */
export async function* boundedLines(
  body: AsyncIterable<Uint8Array> | null,
  server: string,
  onChunk: () => void,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  // Pieces of a line are joined once: adding each to a growing text would copy it again and again.
  let pieces: string[] = []
  let characters = 0
  for await (const chunk of body ?? []) {
    onChunk()
    const [first = '', ...others] = decoder.write(Buffer.from(chunk)).split('\n')
    pieces.push(first)
    characters += first.length
    if (characters > MOST_LINE_CHARACTERS) throw clusterMisbehaves(server, 'sends a line without end')
    const last = others.pop()
    if (last === undefined) continue
    yield pieces.join('')
    yield* others
    pieces = [last]
    characters = last.length
  }
}

/** A cluster that does what none does by accident. @param what Follows its address, e.g. `sends a line without end`. */
export function clusterMisbehaves(server: string, what: string): AppError {
  const where = server.replace(/^https:\/\//, '')
  return new AppError('cluster-misbehaves', {
    message: `${where} ${what}`,
    userMessage:
      `What answers as this cluster at ${where} ${what}. It is broken, or somebody else has control of it. ` +
      'BuzzCrate stopped reading; look at the server itself.',
    details: { server },
  })
}
