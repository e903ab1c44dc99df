'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/**
 * Whether the page works already: between its first picture and its script, a click on a button of the server's HTML is
 * lost. False on the server.
 */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
