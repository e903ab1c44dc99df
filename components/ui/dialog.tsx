'use client'

import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useText } from '@/components/text'
import { sharedWords } from '@/messages/shared-words'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  /** Buttons at the end; the first action last, as everywhere. */
  readonly actions?: ReactNode
  readonly wide?: boolean
}

/**
 * The browser's own modal dialog: it keeps the focus, makes the page behind it inert, closes on Escape and gives the
 * focus back. What is in it is mounted while it is open only.
 */
export function Dialog({ open, onClose, title, children, actions, wide = false }: Props) {
  const t = useText(sharedWords)
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const dialog = ref.current
    if (!open || dialog === null || dialog.open) return
    dialog.showModal()
    return () => dialog.close()
  }, [open])

  if (!open) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is a second way
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={clsx(
        'm-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-hidden rounded-card border border-line bg-surface p-0 text-ink shadow-card',
        wide ? 'max-w-3xl' : 'max-w-lg',
      )}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className="flex max-h-[calc(100dvh-2rem)] flex-col">
        <header className="flex items-start gap-3 border-b border-line px-4 py-3">
          <h2 id={titleId} className="flex-1 text-lg font-semibold">
            {title}
          </h2>
          <button
            type="button"
            onClick={onClose}
            aria-label={t.close}
            className="grid size-7 place-items-center rounded-control text-soft hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" size={16} />
          </button>
        </header>
        <div className="min-h-0 flex-1 overflow-auto p-4">{children}</div>
        {actions === undefined ? null : (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{actions}</footer>
        )}
      </div>
    </dialog>
  )
}
