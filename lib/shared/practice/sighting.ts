/** What a practice cluster notices of people: a browser that an app answered, and whoever came with a downloaded kubeconfig. */
export type SightingKind = 'kubectl' | `answered:${string}`

export const answeredBy = (app: string): SightingKind => `answered:${app}`

/** The app that answered a browser; undefined for other kinds. */
export const appOf = (kind: string): string | undefined => /^answered:(.+)$/.exec(kind)?.[1]
