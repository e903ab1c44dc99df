import { z } from 'zod'
import { K3sVersion } from '../cluster-definition'
import type { ProviderDefinition } from '../provider-definition'
import { linodeRequestShape, linodeStoredShape } from './linode-request'

/** Machines at Linode, made for their cluster with the token of an account of the person's. They cost money. */
export const definition = {
  id: 'linode',
  practice: false,
  machines: 'make',
  request: z.object({
    ...linodeRequestShape,
    provider: z.literal('linode'),
    /** Which of the person's accounts pays. */
    accountId: z.string().min(1).max(64),
    k3sVersion: K3sVersion,
  }),
  stored: linodeStoredShape.extend({ provider: z.literal('linode'), accountId: z.string() }),
} as const satisfies ProviderDefinition

export type LinodeRequest = z.infer<typeof definition.request>
/** As it is sent: what has a default may be left out. */
export type LinodeRequestInput = z.input<typeof definition.request>
