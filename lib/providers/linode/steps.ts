/** The steps of Linode, for every provider of its kind. */
export const steps = [] as const
