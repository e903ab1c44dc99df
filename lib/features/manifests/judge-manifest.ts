import { z } from 'zod'
import type { ManifestProblem } from '@/lib/contracts/manifests'
import { AppError } from '@/lib/core/errors'
import type { ClusterApi, KubeObject } from '@/lib/ports/cluster-api'
import type { PastedObject, ReadManifests } from './read-manifests'

const APP_LABEL = 'buzzcrate.dev/app'

/** What the API server says of an object that is at fault. */
const AT_FAULT: ReadonlySet<string> = new Set(['cluster-refused', 'cluster-conflict', 'cluster-object-missing'])

/** Asks the API server what it would say, object by object; changes nothing. @param app the id that they would have */
export async function judgeManifest(
  api: ClusterApi,
  read: ReadManifests,
  app: string,
  signal: AbortSignal,
): Promise<readonly ManifestProblem[]> {
  const problems: ManifestProblem[] = []
  for (const pasted of read.objects) {
    const problem = await judge(api, pasted, read, app, signal)
    if (problem !== undefined) problems.push({ line: pasted.line, problem })
  }
  return problems
}

async function judge(
  api: ClusterApi,
  { object }: PastedObject,
  read: ReadManifests,
  app: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { apiVersion, kind, metadata } = object
  const { name, namespace } = metadata
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }
  const found = await api.read(ref, signal)
  if (found !== undefined && found.metadata.labels?.[APP_LABEL] !== app) {
    return `The cluster has ${kind} ${name} already, and it is not of this app. Give yours another name.`
  }
  if (found === undefined && waitsFor(object, read) !== undefined) return undefined
  try {
    await api.apply([object], signal, { dryRun: true })
    return undefined
  } catch (error) {
    if (error instanceof AppError && AT_FAULT.has(error.code)) return `${kind} ${name}: ${error.userMessage}`
    throw error
  }
}

const Definition = z.looseObject({
  spec: z.looseObject({ group: z.string(), names: z.looseObject({ kind: z.string() }) }),
})

/** What of the same text must be there before the cluster can judge an object: its namespace, or its kind. */
export function waitsFor(object: KubeObject, { objects }: ReadManifests): KubeObject | undefined {
  return objects
    .map((pasted) => pasted.object)
    .find((other) => {
      if (other.kind === 'Namespace') return other.metadata.name === object.metadata.namespace
      if (other.kind !== 'CustomResourceDefinition') return false
      const { data } = Definition.safeParse(other)
      return data?.spec.names.kind === object.kind && object.apiVersion.startsWith(`${data.spec.group}/`)
    })
}
