import { z } from 'zod'
import { AppRun } from './apps'
import type { Contract } from './endpoint'
import { Id, list } from './field'

const Yaml = z.string().min(1, 'Paste something first.').max(262_144, 'At most 256 kB at a time.')

export const ManifestText = z.object({ yaml: Yaml })
export type ManifestText = z.infer<typeof ManifestText>

export const ManifestRequest = z.object({
  /** By which it is listed; pasted again with the same name it changes what is there. */
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'Small letters, digits and hyphens, at most 40, like my-shop.'),
  yaml: Yaml,
})
export type ManifestRequest = z.infer<typeof ManifestRequest>

/** Something wrong with pasted YAML, and the line on which it, or its object, begins. */
export const ManifestProblem = z.object({ line: z.number(), problem: z.string() })
export type ManifestProblem = z.infer<typeof ManifestProblem>

/** What pasted YAML holds, as the cluster judged it; nothing was changed. */
export const ManifestLook = z
  .object({
    objects: list(
      z.object({
        line: z.number(),
        kind: z.string(),
        name: z.string(),
        namespace: z.string().optional(),
        /** The cluster can judge it only once something else of the same text is there. */
        later: z.boolean(),
      }),
    ),
    problems: list(ManifestProblem),
  })
  .meta({ id: 'ManifestLook' })
export type ManifestLook = z.infer<typeof ManifestLook>

const params = z.object({ clusterId: Id })

export const manifestEndpoints = {
  'POST /api/clusters/[clusterId]/manifests/look': {
    summary: 'Lets the cluster judge pasted YAML, and changes nothing.',
    action: 'apps.install',
    params,
    body: z.object({ ...ManifestText.shape, name: ManifestRequest.shape.name.optional() }),
    answer: ManifestLook,
  },
  'POST /api/clusters/[clusterId]/manifests': {
    summary: 'Starts the run that puts pasted YAML on a cluster, once the cluster has judged it.',
    action: 'apps.install',
    params,
    body: ManifestRequest,
    answer: AppRun,
  },
} as const satisfies Contract
