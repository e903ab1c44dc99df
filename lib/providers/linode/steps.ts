import { deleteOrphan } from './sweep/delete-orphan'
import { lookAgain } from './sweep/look-again'

/** The steps of Linode, for every provider of its kind. */
export const steps = [deleteOrphan, lookAgain] as const
