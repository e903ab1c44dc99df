import { z } from 'zod'

/** `ok` is fine, `advice` works but could be better, `blocker` must be put right first. */
export const FindingLevel = z.enum(['ok', 'advice', 'blocker'])
export type FindingLevel = z.infer<typeof FindingLevel>

/** What a person can have put right by a button, on the machine or in what the panel knows of it; nothing of the sort happens by itself. */
export const FixId = z.enum(['set-clock', 'add-hosts-entry', 'use-named-user'])
export type FixId = z.infer<typeof FixId>

/** Settings of the cluster that let it live with what was found. */
export const FindingOption = z.enum(['allowCgroupV1', 'nativeSnapshotter', 'clusterCidr'])
export type FindingOption = z.infer<typeof FindingOption>

/** One judgement about one machine, in plain words. */
export const Finding = z.object({
  /** Which check, e.g. `memory`: stable, for tests and screens. */
  id: z.string(),
  /** What was looked at, e.g. `Memory`. */
  title: z.string(),
  level: FindingLevel,
  sentence: z.string(),
  /** What to do about it; commands included. */
  wayOut: z.string().optional(),
  fix: FixId.optional(),
  option: FindingOption.optional(),
})
export type Finding = z.infer<typeof Finding>

export const worstLevel = (findings: readonly Finding[]): FindingLevel =>
  findings.some((finding) => finding.level === 'blocker')
    ? 'blocker'
    : findings.some((finding) => finding.level === 'advice')
      ? 'advice'
      : 'ok'
