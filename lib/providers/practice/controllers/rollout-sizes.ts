import { at, type StoredObject } from '../kube-api/kube-object'

/** How many pods an object is told to have. */
export const replicasOf = (object: StoredObject) => Number(at(object, 'spec', 'replicas') ?? 1)

/** A count in an object's status; 0 where there is none yet. */
export const statusCount = (object: StoredObject, field: string) => Number(at(object, 'status', field) ?? 0)
export const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** How many more and how many fewer pods than wanted there may be. Both zero would be a rollout that never moves. */
export function rollingShares(
  deployment: StoredObject,
  wanted: number,
): { readonly surge: number; readonly unavailable: number } {
  const rolling = at(deployment, 'spec', 'strategy', 'rollingUpdate')
  const surge = share(at(rolling, 'maxSurge'), wanted, Math.ceil)
  const unavailable = share(at(rolling, 'maxUnavailable'), wanted, Math.floor)
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** How many pods the newest set may have now, beside the pods of the old ones. */
export function nextSize(deployment: StoredObject, now: number, oldTotal: number): number {
  const wanted = replicasOf(deployment)
  if (oldTotal === 0 || now > wanted) return wanted
  const room = wanted + rollingShares(deployment, wanted).surge - now - oldTotal
  return now + Math.max(0, Math.min(room, wanted - now))
}

/** `25%` or a number, of the wanted replicas. */
export function share(value: unknown, of: number, round: (n: number) => number): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(String(value ?? '25%'))?.[1]
  return round((Number(percent ?? 25) / 100) * of)
}
