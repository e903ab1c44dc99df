import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

/** Far more than a chain of certificates, or a key, takes. */
const MOST_CHARACTERS = 64 * 1024
const MOST_CERTIFICATES = 8
const MOST_RSA_BITS = 8_192
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
  try {
    const key = createPrivateKey(pem.trim())
    if (!isUsual(key) || !certificate.checkPrivateKey(key)) return undefined
    return key.export({ format: 'pem', type: 'pkcs8' }).toString()
  } catch {
    return undefined
  }
}

function isUsual(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ed25519') return true
  if (key.asymmetricKeyType === 'ec') return CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '')
  return key.asymmetricKeyType === 'rsa' && largestRsaNumberBits(key) <= MOST_RSA_BITS
}

/** A forged key may hold small numbers for show and one that takes minutes at each use. */
export function largestRsaNumberBits(key: KeyObject): number {
  const { n, e, d, p, q, dp, dq, qi } = key.export({ format: 'jwk' })
  const bytes = [n, e, d, p, q, dp, dq, qi].map((number = '') => Buffer.from(number, 'base64url').length)
  return Math.max(...bytes) * 8
}
