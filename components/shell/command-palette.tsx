'use client'

import { clsx } from 'clsx'
import { useRouter } from 'next/navigation'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useText } from '@/components/text'
import { CONTROL } from '@/components/ui/field'
import type { Role } from '@/lib/core/actor'
import { paths } from '@/lib/shared/paths'
import { shell } from '@/messages/shell'
import { destinationsFor, labelOf } from './destinations'
import type { PaletteItem } from './palette-item'
import { usePaletteThings } from './use-palette-things'

/** More than there are pages and actions: clusters and machines come behind them. */
const MOST = 24

/** Ctrl-K: type a few letters, go there. Loaded when it is first opened. */
export default function CommandPalette({ role, onClose }: { readonly role: Role; readonly onClose: () => void }) {
  const t = useText(shell)
  const router = useRouter()
  const things = usePaletteThings()
  const dialog = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
  }, [])

  const items = useMemo<readonly PaletteItem[]>(
    () => [
      ...destinationsFor(role).map((destination) => ({
        id: destination.href,
        kind: 'page' as const,
        label: labelOf(destination, t),
        href: destination.href,
      })),
      {
        id: 'new-practice',
        kind: 'action',
        label: t.newPractice,
        href: paths.newCluster({ where: 'practice' }),
      },
      { id: 'new-cluster', kind: 'action', label: t.newCluster, href: paths.newCluster() },
      { id: 'add-machine', kind: 'action', label: t.addMachine, href: `${paths.machines()}#add` },
      ...things,
    ],
    [role, t, things],
  )
  const found = matching(items, query).slice(0, MOST)
  const chosen = found[Math.min(at, found.length - 1)]
  const chosenId = chosen === undefined ? undefined : `${listId}-${chosen.id}`
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const go = (item: PaletteItem) => {
    onClose()
    router.push(item.href)
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is a second way
    <dialog
      ref={dialog}
      aria-label={t.paletteTitle}
      className="mx-auto mt-[12vh] w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-card border border-line bg-surface p-0 text-ink shadow-card"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className="p-3">
        <input
          autoFocus
          role="combobox"
          aria-label={t.paletteTitle}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosenId}
          placeholder={t.palettePlaceholder}
          className={clsx(CONTROL, 'min-h-10')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (step !== undefined && found.length > 0) {
              event.preventDefault()
              setAt((at + step + found.length) % found.length)
            } else if (event.key === 'Enter' && chosen !== undefined) {
              event.preventDefault()
              go(chosen)
            }
          }}
        />
      </div>
      {found.length === 0 ? (
        <p role="status" className="px-4 pb-4 text-soft">
          {t.paletteEmpty}
        </p>
      ) : null}
      <div role="listbox" id={listId} aria-label={t.paletteResults} className="max-h-[50vh] overflow-auto px-2 pb-2">
        {found.map((item) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field
          <div
            key={item.id}
            id={`${listId}-${item.id}`}
            role="option"
            aria-selected={item === chosen}
            className={clsx(
              'flex cursor-pointer items-center gap-3 rounded-control px-2.5 py-1.5',
              item === chosen && 'bg-honey-wash',
            )}
            onClick={() => go(item)}
          >
            <span className="flex-1">{item.label}</span>
            <span className="text-xs text-soft">{t[item.kind]}</span>
          </div>
        ))}
      </div>
    </dialog>
  )
}

/** Items that hold every typed word, those that begin with the first word first. */
function matching(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const [first] = words
  if (first === undefined) return items
  return items
    .filter((item) => words.every((word) => item.label.toLowerCase().includes(word)))
    .sort((a, b) => Number(b.label.toLowerCase().startsWith(first)) - Number(a.label.toLowerCase().startsWith(first)))
}
