import { createPrivateKey, type KeyObject } from 'node:crypto'
import ssh2 from 'ssh2'
import { AppError } from '@/lib/core/errors'
import { largestNumberBits, MOST_KEY_BITS } from '@/lib/core/pem'
import { describeKeyPair, type KeyPair, openSshText } from '../key-pair'
import { assertAffordable } from './key-cost'
import { type PemBlock, pemText, readPemBlock } from './pem-block'

/**
 * Reads a private key as OpenSSH, PEM or PKCS#8 text, with its passphrase where it has one; the answer has none any more.
 * Computes for seconds where the key asks for it: see readKeyPair.
 * @throws AppError `key-unreadable`, `key-too-costly`, `key-needs-passphrase`, `key-passphrase-wrong`, `key-too-weak` or
 * `key-too-large`, in plain words
 */
export function openKeyPair(text: string, passphrase: string | undefined, comment: string): KeyPair {
  const key = openKey(harmlessText(text), passphrase)
  assertStrong(key)
  return describeKeyPair(openSshText(key, comment), comment)
}

/**
 * The one key of a stranger's text, written anew, once its header promises a bearable cost.
 * @throws AppError `key-unreadable`, `key-too-costly`
 */
export function harmlessText(text: string): string {
  const normal = text.trimStart()
  if (/^sk-/.test(normal)) throw hardwareKey()
  if (/^(ssh-|ecdsa-)/.test(normal)) {
    throw unreadable('This is the public half of a key. BuzzCrate needs the private half: the file without .pub.')
  }
  if (/^PuTTY-User-Key-File/.test(normal)) {
    throw unreadable(
      'This is a PuTTY key. Convert it to an OpenSSH key first: puttygen KEY.ppk -O private-openssh -o KEY (or in PuTTYgen on Windows: Conversions → Export OpenSSH key).',
    )
  }
  if (/^---- BEGIN SSH2 /.test(normal)) {
    throw unreadable(
      'This is a key in the form of SSH Communications (SSH2). Convert it to an OpenSSH key first: ssh-keygen -i -f KEY > KEY.openssh',
    )
  }
  const [, other] =
    /^-----BEGIN (PGP [A-Z ]{1,30}|CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY|RSA PUBLIC KEY)-----/.exec(normal) ?? []
  if (other !== undefined) {
    throw unreadable(
      `This is a ${other.toLowerCase().replace('pgp', 'PGP').replace('rsa', 'RSA')}, not a private key for SSH. BuzzCrate needs the file without .pub, as ssh-keygen makes it.`,
    )
  }
  const block = readPemBlock(normal)
  if (block === undefined) throw refusal('not a key')
  if (isHardwareKey(block)) throw hardwareKey()
  assertAffordable(block)
  return pemText(block)
}

/** The public half, with its type, stands in front of what a passphrase protects. */
const isHardwareKey = ({ label, body }: PemBlock): boolean =>
  label === 'OPENSSH PRIVATE KEY' &&
  /^openssh-key-v1\0[\s\S]{0,200}sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com/.test(
    body.subarray(0, 400).toString('latin1'),
  )

const hardwareKey = (): AppError =>
  unreadable(
    'This key lives in a hardware token (sk-…): it works only while the token is in the same machine and is touched, so BuzzCrate cannot use it. Make one for BuzzCrate beside it: ssh-keygen -t ed25519 -f buzzcrate-key',
  )

function openKey(text: string, passphrase: string | undefined): KeyObject {
  if (/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return openPkcs8(text, passphrase)
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (parsed instanceof Error) throw refusal(parsed.message)
  const [first] = Array.isArray(parsed) ? parsed : [parsed]
  if (!first?.isPrivateKey()) throw unreadable('There is no private key in this text.')
  const pem = first.getPrivatePEM()
  assertBearable(pem)
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw refusal(String(error))
  }
}

function openPkcs8(text: string, passphrase: string | undefined): KeyObject {
  const encrypted = text.includes('ENCRYPTED')
  if (encrypted && passphrase === undefined) throw refusal('no passphrase given')
  if (!encrypted) assertBearable(text)
  let key: KeyObject
  try {
    key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) })
  } catch (error) {
    throw refusal(encrypted ? 'bad passphrase' : String(error))
  }
  if (encrypted) assertBearable(plainText(key))
  return key
}

function refusal(message: string): AppError {
  if (/no passphrase/i.test(message)) {
    return new AppError('key-needs-passphrase', {
      userMessage:
        'This key is protected by a passphrase. Enter it, too; BuzzCrate then keeps the key sealed in its own way.',
      details: { field: 'passphrase' },
    })
  }
  if (/passphrase/i.test(message)) {
    return new AppError('key-passphrase-wrong', {
      userMessage: 'The passphrase does not open this key.',
      details: { field: 'passphrase' },
    })
  }
  return unreadable(
    'This is not a private key that BuzzCrate can read. It takes OpenSSH and PEM keys, as ssh-keygen makes them.',
  )
}

const unreadable = (userMessage: string): AppError =>
  new AppError('key-unreadable', { userMessage, details: { field: 'privateKey' } })

function assertStrong(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType === 'dsa' || (key.asymmetricKeyType === 'rsa' && bits < 2_048)) {
    throw new AppError('key-too-weak', {
      userMessage: 'This key is too weak for today (DSA, or RSA below 2,048 bits). Let BuzzCrate make a new one.',
      details: { field: 'privateKey' },
    })
  }
}

/** Of a key that was encrypted. OpenSSL of Node 24 cannot write forged numbers again. Throws `key-too-large`. */
function plainText(key: KeyObject): string {
  try {
    return key.export({ type: 'pkcs8', format: 'pem' }).toString()
  } catch {
    throw tooLarge()
  }
}

function assertBearable(pem: string): void {
  const bits = largestNumberBits(pem)
  if (bits === undefined) throw refusal('not DER')
  if (bits <= MOST_KEY_BITS) return
  throw tooLarge()
}

const tooLarge = (): AppError =>
  new AppError('key-too-large', {
    userMessage: 'This key is too large: BuzzCrate takes RSA keys of up to 8,192 bits. Let it make a new one.',
    details: { field: 'privateKey' },
  })
