import type { KnownCluster, RecipeParts } from '../provider'
import type { LinodeStored } from './linode-request'

/** What is done at Linode besides, when a cluster is made and when it is deleted. */
export function linodeRecipe(_cluster: KnownCluster<LinodeStored>): RecipeParts {
  return {}
}
