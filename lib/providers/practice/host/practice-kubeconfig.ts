import { stringify } from 'yaml'

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
