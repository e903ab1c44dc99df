import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { DER_OCTETS, DER_SEQUENCE, type DerValue, derSequence, derValues, firstDerValue } from './der'

/** Far more than a chain of certificates, or a key, takes. */
const MOST_CHARACTERS = 64 * 1024
const MOST_CERTIFICATES = 8
/** Logins and handshakes with larger numbers would hold a process up for a second and more. */
export const MOST_KEY_BITS = 8_192
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g
const PRIVATE_KEY = /^-----BEGIN (?:EC |RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END (?:EC |RSA )?PRIVATE KEY-----$/

/** The certificates of a PEM file that a stranger wrote, each parsed and written anew; undefined where there are none. */
export function certificatesOf(pem: string): readonly X509Certificate[] | undefined {
  if (pem.length > MOST_CHARACTERS) return undefined
  const blocks = pem.match(CERTIFICATE) ?? []
  if (blocks.length === 0 || blocks.length > MOST_CERTIFICATES) return undefined
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    return undefined
  }
}

export const certificatesPem = (certificates: readonly X509Certificate[]): string =>
  certificates.map((certificate) => certificate.toString()).join('')

/** The private key of a certificate, parsed and written anew as PKCS #8; undefined where it is none that TLS uses. */
export function privateKeyPem(pem: string, certificate: X509Certificate): string | undefined {
  // An encrypted key would be opened with as much computing as it asks for.
  if (pem.length > MOST_CHARACTERS || !PRIVATE_KEY.test(pem.trim())) return undefined
  if ((largestNumberBits(pem) ?? Infinity) > MOST_KEY_BITS) return undefined
  try {
    const key = createPrivateKey(pem.trim())
    if (!isUsual(key) || !certificate.checkPrivateKey(key)) return undefined
    return key.export({ format: 'pem', type: 'pkcs8' }).toString()
  } catch {
    return undefined
  }
}

function isUsual(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'rsa') return true
  return key.asymmetricKeyType === 'ec' && CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '')
}

/**
 * The bits of the largest number in a private key that is not encrypted (PKCS #1, SEC 1 or PKCS #8); undefined where the
 * text is none in DER. Bytes behind it do not count: a key that was encrypted keeps its padding. A forged RSA key may hold small numbers for show and one that takes minutes at each use.
 *
 * To be asked before OpenSSL sees the key: on Node 24 it leaves an error behind when it is asked about such a key, and the
 * next key that the same thread reads, whosever it is, is refused for it.
 */
export function largestNumberBits(pem: string): number | undefined {
  const base64 = pem.replace(/-----[A-Z ]+-----/g, '')
  const bytes = numbersIn(Buffer.from(base64, 'base64'))?.map(({ content }) =>
    // A zero stands before a number whose first bit is set.
    content[0] === 0 ? content.length - 1 : content.length,
  )
  return bytes === undefined || bytes.length === 0 ? undefined : Math.max(...bytes) * 8
}

function numbersIn(der: Buffer): readonly DerValue[] | undefined {
  const values = derSequence(firstDerValue(der))
  const [, algorithm, wrapped] = values ?? []
  if (algorithm?.tag !== DER_SEQUENCE || wrapped?.tag !== DER_OCTETS) return values
  const inner = derValues(wrapped.content)
  return derSequence(inner?.[0]) ?? inner
}
