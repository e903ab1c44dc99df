import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** PEM texts. The authority goes into the kubeconfigs, its key stays with whoever makes certificates. */
export interface PracticeAuthority {
  readonly certificate: string
  readonly key: string
}

/** PEM texts of a server, with the authority that signed it. */
export interface PracticeCertificate {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A certificate authority for practice clusters, good for ten years. */
export async function makePracticeAuthority(now: number): Promise<PracticeAuthority> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=BuzzCrate practice authority',
    ...validity(now),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  return { certificate: authority.toString('pem'), key: await pemOf(keys.privateKey) }
}

/** A certificate for the practice API at these names and addresses. */
export async function makePracticeCertificate(
  authority: PracticeAuthority,
  names: readonly string[],
  now: number,
): Promise<PracticeCertificate> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', bytesOf(authority.key), ALGORITHM, false, ['sign'])
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: now.toString(16),
    subject: 'CN=BuzzCrate practice API',
    issuer: new x509.X509Certificate(authority.certificate).subject,
    ...validity(now),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[0-9.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  })
  return {
    authority: authority.certificate,
    certificate: certificate.toString('pem'),
    key: await pemOf(keys.privateKey),
  }
}

const validity = (now: number) => ({
  notBefore: new Date(now - DAY_MS),
  notAfter: new Date(now + 10 * 365 * DAY_MS),
})

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  const lines = pkcs8.match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}

const bytesOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
