import type { Reach } from '@/lib/core/address-policy'
import { AppError } from '@/lib/core/errors'
import { definitions } from './definitions.gen'
import type { ProviderDefinition } from './provider-definition'

/** Undefined for a provider that this version does not have: a row of the database may name one. */
export const findDefinition = (id: string): ProviderDefinition | undefined => definitions.find((one) => one.id === id)

export const unknownProvider = (id: string): AppError =>
  new AppError('unknown-provider', {
    userMessage: `This version of BuzzCrate does not know where the machines of this cluster come from (${id}).`,
    details: { provider: id },
  })

/** Whether what this provider gives is simulated: to be said wherever it is shown. */
export const isPractice = (id: string): boolean => findDefinition(id)?.practice ?? false

/** Where the API and the apps of its clusters may be: what is simulated answers on the panel's own machine. */
export const reachOf = (id: string): Reach => (isPractice(id) ? 'panel' : 'network')

/** Providers whose machines exist by themselves. */
export const PICKED: readonly string[] = definitions.filter(({ machines }) => machines === 'pick').map(({ id }) => id)
