import type { RawAnswer } from './connection'

/** The largest list of the recordings has 100 kB a page of 100; a page of ours has 500. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024

/** The text of an answer; `undefined` where it is longer than `mostBytes`, and the connection is cut then. */
export async function readBody(
  response: Pick<RawAnswer, 'body'>,
  mostBytes = MOST_BODY_BYTES,
): Promise<string | undefined> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the body.
    if (bytes > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
