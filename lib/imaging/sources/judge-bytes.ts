import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import type { SourceVerdict } from '@/lib/ports/card-sources'
import type { SourceKind } from './source-kind'
import { verifySignature } from './verify-signature'

const MIB = 1024 * 1024
/** More than any image that its makers publish, packed. */
const MOST_BYTES = 16 * 1024 * MIB
/** Before the first partition there is no room for more. */
const MOST_BOOT_LOADER_BYTES = 16 * MIB
/** A signature by the largest keys has less. */
export const MOST_SIGNATURE_BYTES = 4096

export const mostBytesOf = ({ how }: SourceKind): number =>
  how === 'boot-loader' ? MOST_BOOT_LOADER_BYTES : MOST_BYTES

export interface Evidence {
  /** Detached, binary. */
  readonly signature?: Buffer | undefined
  /** It was compared with the bytes already. */
  readonly sha256Given: boolean
  /** Where it was fetched from. */
  readonly address?: string | undefined
}

/**
 * How a file that has come is known to be genuine.
 * @param scratch a folder for the signature, while it is checked
 * @throws AppError `image-source-refused`, `image-tools-missing`
 */
export async function judgeBytes(
  kind: SourceKind,
  file: string,
  { signature, sha256Given, address }: Evidence,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<{ readonly verdict: SourceVerdict; readonly checkedBy: string }> {
  if (kind.key !== undefined) {
    if (signature === undefined) throw signatureMissing(kind)
    const beside = path.join(scratch, 'source.sig')
    await writeFile(beside, signature, { mode: 0o600 })
    return { verdict: 'signature', checkedBy: await verifySignature(file, beside, kind.key(), signal) }
  }
  const host = address === undefined ? '' : new URL(address).host
  if (sha256Given) return { verdict: 'sha256', checkedBy: host }
  return address?.startsWith('https:') === true
    ? { verdict: 'https', checkedBy: host }
    : { verdict: 'none', checkedBy: host }
}

export const signatureMissing = ({ title }: SourceKind): AppError => {
  const problem = `${title} is only taken with the signature of its makers: the file of the same name that ends in .sig.`
  return new AppError('bad-input', { userMessage: problem, details: { fields: [{ field: 'signature', problem }] } })
}
