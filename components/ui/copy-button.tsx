'use client'

import { useRef, useState } from 'react'
import { useText } from '@/components/text'
import { sharedWords } from '@/messages/shared-words'
import { Button, type ButtonKind } from './button'

const SHOWN_MS = 2_000

/** Copies a text and says that it did. Works without https too, where browsers offer no clipboard. */
export function CopyButton({
  text,
  label,
  kind = 'plain',
}: {
  readonly text: string
  /** What is copied, e.g. `Copy command`. */
  readonly label?: string
  readonly kind?: ButtonKind
}) {
  const t = useText(sharedWords)
  const [said, setSaid] = useState<'copied' | 'failed'>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const copy = async () => {
    const done = await copyText(text)
    setSaid(done ? 'copied' : 'failed')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setSaid(undefined), SHOWN_MS)
  }
  return (
    <Button size="small" kind={kind} onClick={() => void copy()}>
      <span aria-live="polite">
        {said === undefined ? (label ?? t.copy) : said === 'copied' ? t.copied : t.copyFailed}
      </span>
    </Button>
  )
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Not a secure context, or the person said no: the old way needs neither.
    const field = document.createElement('textarea')
    field.value = text
    field.className = 'fixed -left-full top-0'
    const host = document.querySelector('dialog[open]') ?? document.body
    host.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}
