'use client'

import { type RefObject, useEffect, useRef } from 'react'
import { useHydrated } from '@/components/use-hydrated'

type Control = HTMLInputElement | HTMLTextAreaElement

/**
 * Hands to React what a person typed, or a password manager filled in, between the page's first picture and its script.
 * React leaves such a text in the control without telling anybody, and takes it away at the next change (react-dom's
 * hydration of controlled inputs). The ref goes to the control, `value` is the one it was drawn with.
 */
export function useTypedBefore<Of extends Control>(value: unknown): RefObject<Of | null> {
  const ref = useRef<Of>(null)
  const drawnByServer = useRef(!useHydrated())
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what stood there when the script came
  useEffect(() => {
    const control = ref.current
    if (!drawnByServer.current || control === null || typeof value !== 'string' || control.value === value) return
    const typed = control.value
    // React compares an event with the last value that was set through the control itself, and not with one below it.
    control.value = value
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set?.call(control, typed)
    control.dispatchEvent(new Event('input', { bubbles: true }))
  }, [])
  return ref
}
