import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import ssh2 from 'ssh2'
import { AppError } from '@/lib/core/errors'
import { fingerprint, hostKeyFromBlob } from './host-key'
import { shellQuote } from './quote'

export interface KeyPair {
  /** OpenSSH or PEM text without a passphrase: what a login needs. */
  readonly privateKey: string
  /** One line, as in authorized_keys. */
  readonly publicKey: string
  readonly fingerprint: string
}

/** A new ed25519 pair. @param comment Ends the public line, e.g. `buzzcrate classroom`; kept to harmless characters. */
export function generateKeyPair(comment: string): KeyPair {
  // Not by ssh2: 1.17.0 drops leading zeros, so that one in 200 of its keys cannot be read, not even by itself.
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    // As bytes, which Node writes while it makes the key. A key object could stop the process for good: Node's `export`
    // as JWK holds the key's lock while it allocates, and a garbage collection just then frees the spent job of
    // generation, which asks for the same lock (Node 20, one in some ten thousand).
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return describeKeyPair(ed25519Text({ seed: lastBytes(privateKey), point: lastBytes(publicKey) }, comment), comment)
}

/**
 * Forms that ssh2 reads: PEM for RSA and ECDSA, OpenSSH's own for ed25519.
 * @throws AppError `key-unreadable` for a key of any other kind
 */
export function openSshText(key: KeyObject, comment: string): string {
  const forms: Readonly<Record<string, () => string>> = {
    rsa: () => key.export({ format: 'pem', type: 'pkcs1' }).toString(),
    ec: () => key.export({ format: 'pem', type: 'sec1' }).toString(),
    ed25519: () => {
      const seed = lastBytes(key.export({ format: 'der', type: 'pkcs8' }))
      const point = lastBytes(createPublicKey(key).export({ format: 'der', type: 'spki' }))
      return ed25519Text({ seed, point }, comment)
    },
  }
  const form = forms[key.asymmetricKeyType ?? '']
  if (form === undefined) {
    throw new AppError('key-unreadable', {
      userMessage: 'SSH does not use keys of this kind. It takes ed25519, ECDSA and RSA keys.',
      details: { field: 'privateKey' },
    })
  }
  return form()
}

function field(data: Buffer | string): Buffer {
  const bytes = Buffer.from(data)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** The raw half of an ed25519 key, with which its DER form ends (RFC 8410). */
const lastBytes = (der: Buffer) => der.subarray(-32)

/** The file format of OpenSSH's PROTOCOL.key, without encryption. */
function ed25519Text({ seed, point }: { seed: Buffer; point: Buffer }, comment: string): string {
  const publicBlob = Buffer.concat([field('ssh-ed25519'), field(point)])
  // Two equal numbers, by which OpenSSH knows that it decrypted well; nothing is encrypted here.
  const check = Buffer.alloc(8)
  const inner = Buffer.concat([
    check,
    field('ssh-ed25519'),
    field(point),
    field(Buffer.concat([seed, point])),
    field(plainComment(comment)),
  ])
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, index) => index + 1))
  const one = Buffer.from([0, 0, 0, 1])
  const parts = [
    field('none'),
    field('none'),
    field(''),
    one,
    field(publicBlob),
    field(Buffer.concat([inner, padding])),
  ]
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...parts]).toString('base64')
  const lines = body.match(/.{1,70}/g) ?? []
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`
}

/** Both halves of a key that was written here, without a passphrase. Throws `key-unreadable` where ssh2 takes it not. */
export function describeKeyPair(privateKey: string, comment: string): KeyPair {
  const parsed = ssh2.utils.parseKey(privateKey)
  if (parsed instanceof Error) {
    throw new AppError('key-unreadable', {
      message: parsed.message,
      userMessage:
        'BuzzCrate cannot use this private key for logins. It takes ed25519, ECDSA (P-256, P-384, P-521) and RSA.',
      details: { field: 'privateKey' },
    })
  }
  const key = hostKeyFromBlob(parsed.getPublicSSH())
  const publicKey = `${key.type} ${key.blob.toString('base64')} ${plainComment(comment)}`
  return { privateKey, publicKey, fingerprint: fingerprint(key) }
}

/** A comment goes into files of other machines: letters, digits and a little more. */
const plainComment = (comment: string): string => comment.replace(/[^A-Za-z0-9@._ -]+/g, '-').trim() || 'buzzcrate'

/** One line that lets the key in for whoever runs it on a machine; running it twice does no harm. */
export function installCommand(publicKey: string): string {
  const line = shellQuote(publicKey)
  const file = '~/.ssh/authorized_keys'
  return `umask 077; mkdir -p ~/.ssh && { grep -qxF ${line} ${file} 2>/dev/null || echo ${line} >> ${file}; }`
}
