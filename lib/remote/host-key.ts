import { createHash } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import ssh2 from 'ssh2'
import { named } from '@/lib/core/named'

/** A host key as known_hosts writes it, `ssh-ed25519 AAAA…`, without host name and comment. */
export interface HostKey {
  readonly type: string
  readonly blob: Buffer
}

/** Which algorithms of the handshake prove a key of the type. Weak ones (ssh-dss) are left out. */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
}

/** All that are accepted at first sight, the best first. */
export const anyHostKeyAlgorithm: readonly ServerHostKeyAlgorithm[] = Object.values(ALGORITHMS).flat()

/** The algorithms that can prove a pinned key; a host that offers none of them has another key. */
export function hostKeyAlgorithms(key: HostKey): readonly ServerHostKeyAlgorithm[] {
  return named(ALGORITHMS, key.type) ?? anyHostKeyAlgorithm
}

/** `undefined` when the text is no public host key of a known type. */
export function parseHostKey(text: string): HostKey | undefined {
  const [type = '', data = ''] = text.trim().split(/\s+/)
  if (named(ALGORITHMS, type) === undefined) return undefined
  const parsed = ssh2.utils.parseKey(`${type} ${data}`)
  if (parsed instanceof Error || parsed.type !== type) return undefined
  return { type, blob: parsed.getPublicSSH() }
}

/** @param blob The key as it comes in the handshake: a length-prefixed type name, then the key's numbers. */
export function hostKeyFromBlob(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0
  return { type: blob.subarray(4, 4 + length).toString('latin1'), blob }
}

/** An RSA key of 16,384 bits, the largest that OpenSSH makes, has 2 kB. */
const MOST_KEY_BYTES = 4_096

/** Of a type that is accepted at all, and of a size that such keys have. */
export const isUsualHostKey = ({ type, blob }: HostKey): boolean =>
  named(ALGORITHMS, type) !== undefined && blob.length <= MOST_KEY_BYTES

export function formatHostKey(key: HostKey): string {
  return `${key.type} ${key.blob.toString('base64')}`
}

/** As OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: HostKey): string {
  return `SHA256:${createHash('sha256').update(key.blob).digest('base64').replace(/=+$/, '')}`
}

export const sameHostKey = (a: HostKey, b: HostKey): boolean => a.blob.equals(b.blob)
