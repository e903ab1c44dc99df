import { parse, stringify } from 'yaml'
import { z } from 'zod'

/** Name in the certificate: what clients check when they reach the practice API by an address that is not in it. */
export const PRACTICE_SERVER_NAME = 'practice.buzzcrate.internal'

export interface PracticeKubeconfig {
  /** `https://127.0.0.1:6442/clusters/<id>` */
  readonly url: string
  /** PEM. */
  readonly authority: string
  readonly token: string
  /** Of context, cluster and user; begins with `practice-`. */
  readonly name: string
}

/** The key to a practice cluster, as a file for kubectl. */
export function practiceKubeconfig({ url, authority, token, name }: PracticeKubeconfig): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name, cluster: { server: url, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
      ],
      contexts: [{ name, context: { cluster: name, user: `${name}-admin` } }],
      users: [{ name: `${name}-admin`, user: { token } }],
      'current-context': name,
    },
    { lineWidth: 0 },
  )
}

const OneUser = z.looseObject({ users: z.tuple([z.looseObject({ user: z.looseObject({ token: z.string() }) })]) })

/** The same file with another token in it. */
export function withToken(text: string, token: string): string {
  const config = OneUser.parse(parse(text))
  const [first] = config.users
  return stringify({ ...config, users: [{ ...first, user: { token } }] }, { lineWidth: 0 })
}

const Kept = z.looseObject({
  clusters: z.tuple([z.looseObject({ cluster: z.looseObject({ server: z.url() }) })]),
})

/**
 * The same file for somebody who reaches the panel under another name than its own processes do: the API is on the same
 * machine. The certificate does not know that name, so clients are told which one to expect.
 * @param hostname as in a URL, IPv6 in brackets
 */
export function kubeconfigFrom(text: string, hostname: string): string {
  const config = Kept.parse(parse(text))
  const [first] = config.clusters
  const url = new URL(first.cluster.server)
  if (url.hostname === hostname || LOOPBACK.test(hostname)) return text
  url.hostname = hostname
  const cluster = { ...first.cluster, server: url.toString(), 'tls-server-name': PRACTICE_SERVER_NAME }
  return stringify({ ...config, clusters: [{ ...first, cluster }] }, { lineWidth: 0 })
}

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/
