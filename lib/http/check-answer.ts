import { isDeepStrictEqual } from 'node:util'
import type { Endpoint } from '@/lib/contracts/endpoint'

/**
 * Compares an answer, as it is sent, with its contract. The compiler has checked most of it; this also finds fields that
 * no contract names (a column that leaks) and values that only the running panel has.
 * @throws Error that says what differs
 */
export function checkAnswer(name: string, { answer, statuses }: Endpoint, data: unknown, status: number): void {
  const usual = answer === 'nothing' ? 204 : 200
  if (!(statuses ?? [usual]).includes(status)) throw new Error(`${name} may not answer with the status ${status}`)
  if (answer === 'nothing') {
    if (data !== undefined) throw new Error(`${name} answers nothing by its contract, and got data`)
    return
  }
  if ('media' in answer) throw new Error(`${name} answers ${answer.media} by its contract, and got data`)
  const sent: unknown = JSON.parse(JSON.stringify(data))
  const parsed = answer.safeParse(sent)
  if (!parsed.success) throw new Error(`the answer of ${name} is not what its contract says: ${parsed.error.message}`)
  if (!isDeepStrictEqual(parsed.data, sent)) {
    throw new Error(`the answer of ${name} has fields that its contract does not name: ${JSON.stringify(sent)}`)
  }
}
