import { createHmac, timingSafeEqual } from 'node:crypto'

const mac = (key: Buffer, what: string): string => createHmac('sha256', key).update(what).digest('base64url')

/**
 * For the panel's own processes, in the kubeconfig that the panel keeps and gives to nobody. It is made of the
 * installation's key, so it cannot be read from the database.
 * @param key 32 bytes, `derivedKey(…, 'practice')`
 */
export const panelToken = (key: Buffer, clusterId: string): string => mac(key, `panel/${clusterId}`)

/** What people downloaded before their tokens had an end; only to find it and put another in its place. */
export const endlessToken = (key: Buffer, clusterId: string): string => mac(key, `cluster/${clusterId}`)

/** For the other processes of the panel. */
export const worldToken = (key: Buffer): string => mac(key, 'world')

/** What a person's token says; whether it still counts is in the database. */
export interface AccessClaim {
  /** Of its row in `practice_access`. */
  readonly id: string
  /** Milliseconds since the epoch, whole seconds. */
  readonly expiresAt: number
}

/** A person's token for one cluster: a claim, and a code by which strangers are told apart without asking the database. */
export function accessToken(key: Buffer, clusterId: string, { id, expiresAt }: AccessClaim): string {
  const claim = `${id}.${Math.floor(expiresAt / 1000)}`
  return `${claim}.${mac(key, `access/${clusterId}/${claim}`)}`
}

/** Undefined for what this panel never gave to anybody for this cluster. */
export function readAccessToken(key: Buffer, clusterId: string, token: string): AccessClaim | undefined {
  const [, id, seconds] = /^([\w-]{1,64})\.(\d{1,12})\.[\w-]{43}$/.exec(token) ?? []
  if (id === undefined || seconds === undefined) return undefined
  const claim = { id, expiresAt: Number(seconds) * 1000 }
  return sameText(token, accessToken(key, clusterId, claim)) ? claim : undefined
}

/** In a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'compare').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}
