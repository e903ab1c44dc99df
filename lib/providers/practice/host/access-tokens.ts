import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Tokens are made of the installation's key, so nothing is stored and nothing can be read from the database.
 * @param key 32 bytes, `derivedKey(…, 'practice')`
 */
export const clusterToken = (key: Buffer, clusterId: string): string =>
  createHmac('sha256', key).update(`cluster/${clusterId}`).digest('base64url')

/** For the other processes of the panel. */
export const worldToken = (key: Buffer): string => createHmac('sha256', key).update('world').digest('base64url')

/** In a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'compare').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}
