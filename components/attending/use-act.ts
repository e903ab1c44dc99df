'use client'

import { useMutation } from '@tanstack/react-query'

/** Does one thing that a student asks for, and looks again afterwards, whether it worked or not. */
export function useAct(again: () => Promise<unknown>) {
  const { isPending, error, mutate } = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: again,
  })
  return { busy: isPending, error, act: (work: () => Promise<unknown>) => mutate(work) }
}
