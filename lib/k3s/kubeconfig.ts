import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { certificatesOf, certificatesPem, privateKeyPem } from '@/lib/core/pem'

/** k3s writes some 3 kB. */
const MOST_CHARACTERS = 256 * 1024

// A machine wrote the file, and a machine may lie. Only what is named here is read; kubectl would obey the rest of it on the laptop
// of whoever downloads the file: `exec` runs programs, `proxy-url` and `insecure-skip-tls-verify` hand their access to others.
const Base64 = z.base64().min(1)
const User = z.union([
  z.object({ 'client-certificate-data': Base64, 'client-key-data': Base64 }),
  z.object({ token: z.string().regex(/^[\x21-\x7e]{1,4096}$/) }),
])
const Kubeconfig = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.url({ protocol: /^https$/ }).max(300), 'certificate-authority-data': Base64 }),
    }),
  ]),
  users: z.tuple([z.object({ user: User })]),
  'current-context': z.string().default(''),
})
type Kubeconfig = z.infer<typeof Kubeconfig>

/**
 * k3s's own kubeconfig made fit for use elsewhere: it names everything `default` and points to 127.0.0.1. It is built anew
 * from the parsed certificate authority, and the certificate and key or the token, and nothing else. Context, cluster and
 * user get names that do not clash when kubeconfigs are merged.
 * @throws AppError `kubeconfig-unreadable`
 */
export function rewriteKubeconfig(text: string, to: { readonly name: string; readonly apiUrl: string }): string {
  const { clusters, users } = readKubeconfig(text)
  const authority = authorityOf(clusters[0].cluster['certificate-authority-data'])
  const user = `${to.name}-admin`
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      preferences: {},
      clusters: [{ name: to.name, cluster: { server: to.apiUrl, 'certificate-authority-data': base64(authority) } }],
      users: [{ name: user, user: cleanUser(users[0].user) }],
      contexts: [{ name: to.name, context: { cluster: to.name, user } }],
      'current-context': to.name,
    },
    { lineWidth: 0 },
  )
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/

/**
 * A kubeconfig that was kept, built anew in the same way under its own name and address: one that was stored before this was
 * done may hold anything.
 * @param otherwise its name, where the one in it is none
 * @throws AppError `kubeconfig-unreadable`
 */
export function rebuildKubeconfig(text: string, otherwise: string): string {
  const config = readKubeconfig(text)
  const { origin, pathname } = new URL(config.clusters[0].cluster.server)
  const name = NAME.test(config['current-context']) ? config['current-context'] : otherwise
  return rewriteKubeconfig(text, { name, apiUrl: `${origin}${pathname.replace(/\/$/, '')}` })
}

/**
 * The address that a kubeconfig names. k3s's own points to the machine that it lies on; a practice server writes where its
 * API is really found. Nobody else is believed: see AppDoors.
 * @throws AppError `kubeconfig-unreadable`
 */
export function kubeconfigUrl(text: string): string {
  return readKubeconfig(text).clusters[0].cluster.server.replace(/\/$/, '')
}

/**
 * The CA certificate (PEM) that a kubeconfig pins, byte by byte: k3s hashes it so.
 * @throws AppError `kubeconfig-unreadable`
 */
export function kubeconfigCa(text: string): string {
  return decoded(readKubeconfig(text).clusters[0].cluster['certificate-authority-data'])
}

/**
 * When the client certificate of a kubeconfig ends, in milliseconds since the epoch; undefined for a token, which tells
 * nobody. k3s makes certificates for a year.
 * @throws AppError `kubeconfig-unreadable`
 */
export function kubeconfigEnd(text: string): number | undefined {
  const { user } = readKubeconfig(text).users[0]
  if ('token' in user) return undefined
  const [own] = certificatesOf(decoded(user['client-certificate-data'])) ?? []
  if (own === undefined) throw unreadable('its certificate is none')
  return Date.parse(own.validTo)
}

/** The name under which a kubeconfig of the panel knows its cluster. @throws AppError `kubeconfig-unreadable` */
export const kubeconfigName = (text: string): string => readKubeconfig(text)['current-context']

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const decoded = (data: string): string => Buffer.from(data, 'base64').toString('utf8')

function authorityOf(data: string): string {
  const certificates = certificatesOf(decoded(data))
  if (certificates === undefined) throw unreadable('its certificate authority is no certificate')
  return certificatesPem(certificates)
}

function cleanUser(user: z.infer<typeof User>): z.infer<typeof User> {
  if ('token' in user) return { token: user.token }
  const certificates = certificatesOf(decoded(user['client-certificate-data']))
  const [own] = certificates ?? []
  if (certificates === undefined || own === undefined) throw unreadable('its certificate is none')
  const key = privateKeyPem(decoded(user['client-key-data']), own)
  if (key === undefined) throw unreadable('its key does not belong to its certificate')
  return { 'client-certificate-data': base64(certificatesPem(certificates)), 'client-key-data': base64(key) }
}

function readKubeconfig(text: string): Kubeconfig {
  if (text.length > MOST_CHARACTERS) throw unreadable('it is far too large')
  const parsed = Kubeconfig.safeParse(parseYaml(text))
  if (parsed.success) return parsed.data
  throw unreadable(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' })
  } catch {
    // The parser's message, like its warnings, quotes the text.
    throw unreadable('it is not YAML')
  }
}

function unreadable(problem: string): AppError {
  // The text itself is a secret and stays out of the message.
  return new AppError('kubeconfig-unreadable', {
    message: `kubeconfig: ${problem.slice(0, 200)}`,
    userMessage:
      'The kubeconfig that k3s wrote on the server is not one that BuzzCrate can read. Retry; if it stays so, delete the cluster and create it again.',
    details: { problem: problem.slice(0, 200) },
  })
}
