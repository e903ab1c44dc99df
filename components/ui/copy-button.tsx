'use client'

import { useRef, useState } from 'react'
import { useText } from '@/components/text'
import { sharedWords } from '@/messages/shared-words'
import { Button, type ButtonKind } from './button'
import { copyText } from './copy-text'

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
