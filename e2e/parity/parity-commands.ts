import type { ParityStep } from './parity-step'

/** A command as a person types it; `{namespace}` is the script's own. */
export const step = (command: string, more: Partial<ParityStep> = {}): ParityStep => ({ command, ...more })

/** Applies a manifest to the script's namespace. */
export const apply = (input: string, flags = '', more: Partial<ParityStep> = {}): ParityStep =>
  step(`kubectl apply -n {namespace} -f - ${flags}`.trim(), { input, ...more })

/** Waits until all replicas of a deployment are ready and new. */
export const ready = (name: string, replicas: number): ParityStep => {
  const fields = ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas']
  const path = fields.map((field) => `{.status.${field}}`).join(',')
  return step(`kubectl get deploy ${name} -n {namespace} -o jsonpath=${path}`, {
    until: new RegExp(`^${fields.map(() => replicas).join(',')}$`),
  })
}
