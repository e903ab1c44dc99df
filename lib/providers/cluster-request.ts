import { z } from 'zod'
import { definitions } from './definitions.gen'

const [first, ...others] = definitions.map(({ request }) => request)
if (first === undefined) throw new Error('there is no provider')

/** What POST /api/clusters takes, whoever the provider is. */
export const ClusterRequest = z.discriminatedUnion('provider', [first, ...others])
export type ClusterRequest = z.infer<typeof ClusterRequest>
/** As it is sent: what has a default may be left out. */
export type ClusterRequestInput = z.input<typeof ClusterRequest>
