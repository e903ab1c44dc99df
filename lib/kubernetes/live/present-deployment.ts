import type { DeploymentRow, StateWords } from '@/lib/contracts/live-rows'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { type DeploymentObject, timeOf } from '../objects'
import { sentence, short } from './word-table'

/** The catalogue's label on everything that an app brings. */
export const APP_LABEL = 'buzzcrate.dev/app'

/** A Deployment as a row of the view. */
export function presentDeployment(deployment: DeploymentObject): DeploymentRow {
  const { metadata, spec, status } = deployment
  return {
    key: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    system: isSystemNamespace(metadata.namespace),
    wanted: spec.replicas ?? 1,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    images: spec.template.spec.containers.flatMap(({ image }) => image ?? []),
    app: metadata.labels?.[APP_LABEL] ?? null,
    createdAt: timeOf(metadata.creationTimestamp) ?? 0,
    ...deploymentState(deployment),
  }
}

/** What `kubectl rollout status` looks at, in the same order. */
function deploymentState({ metadata, spec, status }: DeploymentObject): StateWords {
  const wanted = spec.replicas ?? 1
  const { readyReplicas = 0, updatedReplicas = 0, replicas = 0 } = numbers(status)
  const problem = status.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True')
  if (problem !== undefined) {
    const words = `Pods cannot be made: ${sentence(short(problem.message || problem.reason || 'no reason is given'))}`
    return { tone: 'bad', label: 'Stuck', words, hint: 'A quota or a rule of the cluster forbids them.' }
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { tone: 'busy', label: 'Changing', words: 'The change has just been written.', hint: '' }
  }
  if (spec.paused) {
    return { tone: 'warning', label: 'Paused', words: 'Its roll-out is paused.', hint: 'Resume it to go on.' }
  }
  const late = status.conditions?.some(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  )
  if (late && readyReplicas < wanted) {
    const words = `${readyReplicas} of ${wanted} are ready, and nothing has moved for a long time.`
    return { tone: 'bad', label: 'Stuck', words, hint: 'Its pods say why.' }
  }
  if (updatedReplicas < wanted) {
    return {
      tone: 'busy',
      label: 'Changing',
      words: `${updatedReplicas} of ${wanted} pods are of the new version.`,
      hint: '',
    }
  }
  if (replicas > updatedReplicas) {
    const words = `${replicas - updatedReplicas} pods too many, or of the old version, are ending.`
    return { tone: 'busy', label: 'Changing', words, hint: '' }
  }
  if (readyReplicas < wanted) {
    return {
      tone: 'busy',
      label: 'Starting',
      words: `${readyReplicas} of ${wanted} pods are ready.`,
      hint: 'Its pods say what they wait for.',
    }
  }
  if (wanted === 0) return { tone: 'quiet', label: 'Off', words: 'Scaled to none: nothing runs.', hint: '' }
  return {
    tone: 'good',
    label: 'Running',
    words: wanted === 1 ? 'Its pod is ready.' : `All ${wanted} pods are ready.`,
    hint: '',
  }
}

const numbers = (status: DeploymentObject['status']) => ({
  readyReplicas: status.readyReplicas ?? 0,
  updatedReplicas: status.updatedReplicas ?? 0,
  replicas: status.replicas ?? 0,
})
