import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'

// An empty certificate authority would mean: whoever the system trusts.
const Base64 = z.base64().min(1)
const Named = <Field extends string, Value extends z.ZodType>(field: Field, value: Value) =>
  z.array(z.object({ name: z.string() }).and(z.record(z.literal(field), value)))

/**
 * What we take of a kubeconfig. Everything is embedded; files, helper programs (`exec`) and `insecure-skip-tls-verify` are not
 * taken: the text comes from a machine, and a machine must not make the panel run programs or trust strangers.
 */
const KubeconfigFile = z.object({
  clusters: Named(
    'cluster',
    z.object({
      server: z.url({ protocol: /^https$/ }),
      'certificate-authority-data': Base64,
      'insecure-skip-tls-verify': z.literal(false).optional(),
    }),
  ),
  users: Named(
    'user',
    z.union([
      z.object({ 'client-certificate-data': Base64, 'client-key-data': Base64 }),
      z.object({ token: z.string().min(1) }),
    ]),
  ),
  contexts: Named('context', z.object({ cluster: z.string(), user: z.string() })),
  'current-context': z.string(),
})

export interface ClusterAccess {
  /** `https://192.168.1.40:6443`, without a slash at the end. */
  readonly server: string
  /** Base64 of the PEM file, as in the kubeconfig. */
  readonly caData: string
  readonly user: { readonly token: string } | { readonly certData: string; readonly keyData: string }
}

/** Reads the current context of a kubeconfig. Throws `kubeconfig-unreadable`, never with a part of the text in it. */
export function readKubeconfig(text: string): ClusterAccess {
  const config = parsed(text)
  const context = config.contexts.find((each) => each.name === config['current-context'])?.context
  const cluster = config.clusters.find((each) => each.name === context?.cluster)?.cluster
  const user = config.users.find((each) => each.name === context?.user)?.user
  if (cluster === undefined || user === undefined) throw unreadable('its current context is incomplete')
  return {
    server: cluster.server.replace(/\/$/, ''),
    caData: cluster['certificate-authority-data'],
    user:
      'token' in user
        ? { token: user.token }
        : { certData: user['client-certificate-data'], keyData: user['client-key-data'] },
  }
}

function parsed(text: string): z.infer<typeof KubeconfigFile> {
  let yaml: unknown
  try {
    yaml = parse(text, { logLevel: 'error' })
  } catch {
    // The parser's message quotes the text, which holds a key; so do its warnings.
    throw unreadable('it is not YAML')
  }
  const result = KubeconfigFile.safeParse(yaml)
  if (result.success) return result.data
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))]
  throw unreadable(`these parts are missing or not allowed: ${fields.join(', ')}`)
}

function unreadable(why: string): AppError {
  return new AppError('kubeconfig-unreadable', {
    message: `kubeconfig refused: ${why}`,
    userMessage: `The access file (kubeconfig) of this cluster cannot be used: ${why}.`,
  })
}
