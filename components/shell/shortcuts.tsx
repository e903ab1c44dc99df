'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { preferenceCookie, SHORTCUTS_COOKIE } from '@/lib/shared/preferences'

export interface Shortcut {
  /** `KeyboardEvent.key`, e.g. `/`, `f`, `?`. */
  readonly key: string
  readonly label: string
}

interface Registry {
  readonly enabled: boolean
  setEnabled(enabled: boolean): void
  readonly shortcuts: readonly Shortcut[]
  add(shortcut: Shortcut, run: () => void): () => void
}

const ShortcutsContext = createContext<Registry | undefined>(undefined)

/** Single-key shortcuts (WCAG 2.1.4: they can be turned off) and the list of them for the help. */
export function ShortcutsProvider({
  initiallyEnabled,
  children,
}: {
  readonly initiallyEnabled: boolean
  readonly children: ReactNode
}) {
  const [enabled, setEnabled] = useState(initiallyEnabled)
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([])
  const runs = useRef(new Map<string, () => void>())

  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || takesKeys(event.target)) return
      const run = runs.current.get(event.key)
      if (run === undefined) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [enabled])

  const registry = useMemo<Registry>(
    () => ({
      enabled,
      shortcuts,
      setEnabled: (wanted) => {
        // biome-ignore lint/suspicious/noDocumentCookie: a wish for the server's next page; the CookieStore API is not everywhere
        document.cookie = preferenceCookie(SHORTCUTS_COOKIE, wanted ? undefined : 'off')
        setEnabled(wanted)
      },
      add: (shortcut, run) => {
        runs.current.set(shortcut.key, run)
        setShortcuts((all) => [...all.filter((one) => one.key !== shortcut.key), shortcut])
        return () => {
          if (runs.current.get(shortcut.key) !== run) return
          runs.current.delete(shortcut.key)
          setShortcuts((all) => all.filter((one) => one.key !== shortcut.key))
        }
      },
    }),
    [enabled, shortcuts],
  )
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>
}

function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox],[type=radio]),textarea,select,dialog') !== null
  )
}

export function useShortcuts(): Registry {
  const registry = useContext(ShortcutsContext)
  if (registry === undefined) throw new Error('useShortcuts is used outside ShortcutsProvider')
  return registry
}

/** A key that does something while this component is mounted. Shows up in the `?` help by its label. */
export function useShortcut(key: string, label: string, run: () => void): void {
  const { add } = useShortcuts()
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const stableAdd = useRef(add)
  useEffect(() => stableAdd.current({ key, label }, () => latest.current()), [key, label])
}
