import { unknownProvider } from './find-definition'
import type { Provider } from './provider'
import { providers } from './providers.gen'

/** Throws `unknown-provider` for one that this version does not have: a row of the database may name it. */
export function findProvider(id: string): Provider {
  const found = providers.find(({ definition }) => definition.id === id)
  if (found === undefined) throw unknownProvider(id)
  return found
}
