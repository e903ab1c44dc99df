'use client'

import { useText } from '@/components/text'
import type { ListedMachine } from '@/lib/contracts/machines'
import { memoryInWords } from '@/lib/shared/memory-in-words'
import { machines } from '@/messages/machines'

/** What a machine is, in two words: its model and its memory. */
export function useMachineWords(): (machine: ListedMachine) => { readonly model: string; readonly memory: string } {
  const t = useText(machines)
  return ({ model, profileName, architecture, memoryMiB }) => ({
    model: model ?? profileName ?? architecture ?? t.modelUnknown,
    memory: memoryMiB === undefined ? t.memoryUnknown : memoryInWords(memoryMiB),
  })
}
