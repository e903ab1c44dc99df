'use client'

import { useEffect, useRef } from 'react'
import { useCheckMachine } from '@/components/machines/use-machines'
import type { ListedCard } from '@/lib/contracts/cards'
import { cardStage } from '@/lib/shared/card-stage'

/** Looks at each board that appears while the page is open, so that a cluster can have it. What fails its own page shows. */
export function useGreetBoards(cards: readonly ListedCard[]): void {
  const { mutate } = useCheckMachine()
  const here = cards.filter((card) => cardStage(card) === 'here').map(({ machine }) => machine.id)
  const known = useRef(new Set(here))
  useEffect(() => {
    for (const machineId of here) {
      if (known.current.has(machineId)) continue
      known.current.add(machineId)
      mutate(machineId)
    }
  }, [here, mutate])
}
