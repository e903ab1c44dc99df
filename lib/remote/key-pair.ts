import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
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
  return describe(ed25519Text(generateKeyPairSync('ed25519').privateKey, comment), comment)
}

/**
 * Reads a private key as OpenSSH, PEM or PKCS#8 text, with its passphrase where it has one; the answer has none any more.
 * Throws AppError `key-unreadable`, `key-needs-passphrase`, `key-passphrase-wrong` or `key-too-weak`, in plain words.
 */
export function readKeyPair(text: string, passphrase: string | undefined, comment: string): KeyPair {
  const normal = `${text.replaceAll('\r\n', '\n').trim()}\n`
  if (/^(ssh-|ecdsa-)/.test(normal)) {
    throw unreadable('This is the public half of a key. BuzzCrate needs the private half: the file without .pub.')
  }
  if (/^PuTTY-User-Key-File/.test(normal)) {
    throw unreadable(
      'This is a PuTTY key. Export it as an OpenSSH key first: in PuTTYgen, Conversions → Export OpenSSH key.',
    )
  }
  const key = openKey(normal, passphrase)
  assertStrong(key)
  return describe(openSshText(key, comment), comment)
}

function openKey(text: string, passphrase: string | undefined): KeyObject {
  if (/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return openPkcs8(text, passphrase)
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (parsed instanceof Error) throw refusal(parsed.message)
  const [first] = Array.isArray(parsed) ? parsed : [parsed]
  if (!first?.isPrivateKey()) throw unreadable('There is no private key in this text.')
  return createPrivateKey(first.getPrivatePEM())
}

function openPkcs8(text: string, passphrase: string | undefined): KeyObject {
  if (text.includes('ENCRYPTED') && passphrase === undefined) throw refusal('no passphrase given')
  try {
    return createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) })
  } catch (error) {
    throw refusal(text.includes('ENCRYPTED') ? 'bad passphrase' : String(error))
  }
}

function refusal(message: string): AppError {
  if (/no passphrase/i.test(message)) {
    return new AppError('key-needs-passphrase', {
      userMessage:
        'This key is protected by a passphrase. Enter it, too; BuzzCrate then keeps the key sealed in its own way.',
    })
  }
  if (/passphrase/i.test(message)) {
    return new AppError('key-passphrase-wrong', { userMessage: 'The passphrase does not open this key.' })
  }
  return unreadable(
    'This is not a private key that BuzzCrate can read. It takes OpenSSH and PEM keys, as ssh-keygen makes them.',
  )
}

const unreadable = (userMessage: string): AppError => new AppError('key-unreadable', { userMessage })

function assertStrong(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (key.asymmetricKeyType === 'dsa' || (key.asymmetricKeyType === 'rsa' && (bits ?? 0) < 2_048)) {
    throw new AppError('key-too-weak', {
      userMessage: 'This key is too weak for today (DSA, or RSA below 2,048 bits). Let BuzzCrate make a new one.',
    })
  }
}

/** Forms that ssh2 reads: PEM for RSA and ECDSA, OpenSSH's own for ed25519. */
function openSshText(key: KeyObject, comment: string): string {
  const forms: Readonly<Record<string, () => string>> = {
    rsa: () => key.export({ format: 'pem', type: 'pkcs1' }).toString(),
    ec: () => key.export({ format: 'pem', type: 'sec1' }).toString(),
    ed25519: () => ed25519Text(key, comment),
  }
  const form = forms[key.asymmetricKeyType ?? '']
  if (form === undefined) throw unreadable('SSH does not use keys of this kind. It takes ed25519, ECDSA and RSA keys.')
  return form()
}

function field(data: Buffer | string): Buffer {
  const bytes = Buffer.from(data)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** The file format of OpenSSH's PROTOCOL.key, without encryption. */
function ed25519Text(key: KeyObject, comment: string): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' })
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]
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

function describe(privateKey: string, comment: string): KeyPair {
  const parsed = ssh2.utils.parseKey(privateKey)
  if (parsed instanceof Error) throw refusal(parsed.message)
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
