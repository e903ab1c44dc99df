'use client'

import { useMutation } from '@tanstack/react-query'

export interface ClassAct {
  readonly busy: boolean
  readonly error: unknown
  /** @param onDone called when it succeeded */
  act(work: () => Promise<unknown>, onDone?: () => void): void
}

/** Does something in a class; what comes of it appears on the wall by itself. */
export function useClassAct(): ClassAct {
  const { isPending, error, mutate } = useMutation({ mutationFn: (work: () => Promise<unknown>) => work() })
  return { busy: isPending, error, act: (work, onDone) => mutate(work, { onSuccess: () => onDone?.() }) }
}
