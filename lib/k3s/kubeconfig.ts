import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'

// Only what is read or changed; everything else of the file stays as it is.
const Cluster = z.looseObject({ server: z.string(), 'certificate-authority-data': z.string().optional() })
const Kubeconfig = z.looseObject({
  clusters: z.tuple([z.looseObject({ name: z.string(), cluster: Cluster })]),
  contexts: z.tuple([z.looseObject({ name: z.string(), context: z.looseObject({}) })]),
  users: z.tuple([z.looseObject({ name: z.string() })]),
})

/**
 * k3s's own kubeconfig made fit for use elsewhere: it names everything `default` and points to 127.0.0.1. Context,
 * cluster and user get names that do not clash when kubeconfigs are merged.
 * @throws AppError `kubeconfig-unreadable`
 */
export function rewriteKubeconfig(text: string, to: { readonly name: string; readonly apiUrl: string }): string {
  const config = readKubeconfig(text)
  const [cluster] = config.clusters
  const [context] = config.contexts
  const [user] = config.users
  return stringify(
    {
      ...config,
      clusters: [{ ...cluster, name: to.name, cluster: { ...cluster.cluster, server: to.apiUrl } }],
      users: [{ ...user, name: `${to.name}-admin` }],
      contexts: [
        { ...context, name: to.name, context: { ...context.context, cluster: to.name, user: `${to.name}-admin` } },
      ],
      'current-context': to.name,
    },
    { lineWidth: 0 },
  )
}

/**
 * Where a kubeconfig's API is: undefined for k3s's own, which points to the machine that it lies on. A practice server
 * writes the address at which its API is really found.
 * @throws AppError `kubeconfig-unreadable`
 */
export function kubeconfigUrl(text: string): string | undefined {
  const url = new URL(readKubeconfig(text).clusters[0].cluster.server)
  const isOwn = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname) && url.pathname === '/'
  return isOwn ? undefined : url.toString().replace(/\/$/, '')
}

/**
 * The CA certificate (PEM) that a kubeconfig pins.
 * @throws AppError `kubeconfig-unreadable`
 */
export function kubeconfigCa(text: string): string {
  const data = readKubeconfig(text).clusters[0].cluster['certificate-authority-data']
  if (data === undefined) throw unreadable('it pins no certificate authority')
  return Buffer.from(data, 'base64').toString('utf8')
}

function readKubeconfig(text: string) {
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
