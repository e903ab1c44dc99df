import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const FORMAT = 'v1.'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals text with AES-256-GCM: `v1.` and base64url of nonce, tag and ciphertext.
 * @param boundTo What the text belongs to (row id, kind, owner): moved to another row it does not open.
 */
export function seal(key: Buffer, plain: string, boundTo: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(boundTo))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return FORMAT + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** `undefined` when the key is another one, the text was changed, or it belongs to something else. */
export function unseal(key: Buffer, sealed: string, boundTo: string): string | undefined {
  if (!sealed.startsWith(FORMAT)) return undefined
  const bytes = Buffer.from(sealed.slice(FORMAT.length), 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    // The one thing that can go wrong here is that the tag does not fit: the answer of this function.
    return undefined
  }
}
