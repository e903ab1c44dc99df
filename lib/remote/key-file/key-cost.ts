import { type DerValue, derNumber, derOid, derSequence, derValues } from '@/lib/core/der'
import { AppError } from '@/lib/core/errors'
import type { PemBlock } from './pem-block'

/**
 * What opening a key with its passphrase may cost. ssh-keygen makes 16 or 24 rounds of bcrypt unless told otherwise, people
 * ask for 100; a round takes 10 to 100 ms. OpenSSL makes 2,048 of PBKDF2, password managers 600,000: about a second.
 */
export const MOST_BCRYPT_ROUNDS = 256
export const MOST_PBKDF2_ROUNDS = 1_000_000
const MOST_SCRYPT_BYTES = 32 * 1_048_576
const MOST_SCRYPT_LANES = 16

/**
 * Reads in the header of a key what its passphrase's derivation will cost, before anything is derived.
 * @throws AppError `key-too-costly`, or `key-unreadable` where the header is not one that is known to be harmless
 */
export function assertAffordable(block: PemBlock): void {
  if (block.label === 'OPENSSH PRIVATE KEY') assertOpenSshAffordable(block.body)
  // The old encryption of PEM files (DEK-Info) is one MD5, and plain keys have none: nothing in them names a cost.
  if (block.label === 'ENCRYPTED PRIVATE KEY') assertPkcs8Affordable(block.body)
}

const OPENSSH_MAGIC = 'openssh-key-v1\0'

/** openssh-key-v1, PROTOCOL.key of OpenSSH: magic, cipher, kdf, kdf options (salt, rounds), number of keys. */
function assertOpenSshAffordable(body: Buffer): void {
  if (body.subarray(0, OPENSSH_MAGIC.length).toString('latin1') !== OPENSSH_MAGIC) throw notReadable()
  const strings = sshStrings(body.subarray(OPENSSH_MAGIC.length), 3)
  const [, kdf, options] = strings.found
  if (kdf === undefined || options === undefined) throw notReadable()
  if (strings.rest.length < 4 || strings.rest.readUInt32BE(0) !== 1) throw notReadable()
  const name = kdf.toString('latin1')
  if (name === 'none') return
  const { found, rest } = sshStrings(options, 1)
  if (name !== 'bcrypt' || found.length !== 1 || rest.length !== 4) throw notReadable()
  const rounds = rest.readUInt32BE(0)
  if (rounds > MOST_BCRYPT_ROUNDS) throw tooCostly(rounds, MOST_BCRYPT_ROUNDS)
}

function sshStrings(bytes: Buffer, count: number): { readonly found: readonly Buffer[]; readonly rest: Buffer } {
  const found: Buffer[] = []
  let at = 0
  while (found.length < count && at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    found.push(bytes.subarray(at + 4, end))
    at = end
  }
  return { found, rest: bytes.subarray(at) }
}

type Judge = (parameters: readonly DerValue[]) => void

/** Second value of the parameters is the number of rounds: PBKDF2 (RFC 8018 A.2), PBES1 (A.3), PKCS #12 (RFC 7292 C). */
const judgeRounds: Judge = ([, rounds]) => {
  const asked = derNumber(rounds)
  if (asked === undefined) throw notReadable()
  if (asked > MOST_PBKDF2_ROUNDS) throw tooCostly(asked, MOST_PBKDF2_ROUNDS)
}

/** RFC 7914 section 7: salt, cost N, block size r, lanes p. */
const judgeScrypt: Judge = ([, ...numbers]) => {
  const [cost, blockSize, lanes] = numbers.slice(0, 3).map(derNumber)
  if (cost === undefined || blockSize === undefined || lanes === undefined) throw notReadable()
  if (128 * cost * blockSize > MOST_SCRYPT_BYTES) throw tooCostly(cost * blockSize, MOST_SCRYPT_BYTES / 128)
  if (lanes > MOST_SCRYPT_LANES) throw tooCostly(lanes, MOST_SCRYPT_LANES)
}

/** By object identifier: 1.2.840.113549.1.5.12 and 1.3.6.1.4.1.11591.4.11. */
const DERIVATIONS = new Map<string, Judge>([
  ['2a864886f70d01050c', judgeRounds],
  ['2b06010401da47040b', judgeScrypt],
])

/** 1.2.840.113549.1.5.13 */
const PBES2 = '2a864886f70d01050d'
/** PBES1 with its six ciphers, 1.2.840.113549.1.5.x, and PKCS #12's own, 1.2.840.113549.1.12.1.x. */
const OLD_SCHEMES = /^(?:2a864886f70d0105(?:01|03|04|06|0a|0b)|2a864886f70d010c01(?:0[1-6]))$/

/** EncryptedPrivateKeyInfo, RFC 5958 section 3. */
function assertPkcs8Affordable(body: Buffer): void {
  const [algorithm] = derSequence(derValues(body)?.[0]) ?? []
  const [scheme, parameters] = derSequence(algorithm) ?? []
  const id = derOid(scheme) ?? ''
  const inner = derSequence(parameters) ?? []
  if (OLD_SCHEMES.test(id)) {
    judgeRounds(inner)
    return
  }
  if (id !== PBES2) throw notReadable()
  const [derivation, derivationParameters] = derSequence(inner[0]) ?? []
  const judge = DERIVATIONS.get(derOid(derivation) ?? '')
  if (judge === undefined) throw notReadable()
  judge(derSequence(derivationParameters) ?? [])
}

const notReadable = (): AppError =>
  new AppError('key-unreadable', {
    userMessage:
      'BuzzCrate does not know the way in which this key is protected. It takes keys as ssh-keygen makes them.',
    details: { field: 'privateKey' },
  })

function tooCostly(asked: number, most: number): AppError {
  const words = Number.isFinite(asked) ? asked.toLocaleString('en') : 'more than a billion'
  return new AppError('key-too-costly', {
    userMessage:
      `This private key is protected so that opening it takes ${words} rounds of computing; BuzzCrate does at most ` +
      `${most.toLocaleString('en')}. Give it fewer rounds and try again: ssh-keygen -p -a 24 -f YOUR_KEY`,
    details: { field: 'privateKey', rounds: words, most },
  })
}
