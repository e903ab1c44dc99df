import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import https from 'node:https'
import { stringify } from 'yaml'
import { makePracticeAuthority, makePracticeCertificate } from '@/lib/providers/practice/host/practice-certificate'

export interface HttpsApi {
  /** Access to it with a bearer token. */
  readonly kubeconfig: string
  close(): Promise<void>
}

/** Something on the loopback that answers over real TLS where an API server would, byte by byte as `answer` likes. */
export async function startHttpsApi(answer: RequestListener): Promise<HttpsApi> {
  const now = Date.now()
  const made = await makePracticeCertificate(await makePracticeAuthority(now), ['127.0.0.1'], now)
  const { authority, certificate, key } = made
  const server = https.createServer({ cert: certificate, key }, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const name = 'test'
  const kubeconfig = stringify({
    clusters: [
      {
        name,
        cluster: {
          server: `https://127.0.0.1:${address.port}`,
          'certificate-authority-data': Buffer.from(authority).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token: 'sesame' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
  return {
    kubeconfig,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
