'use client'

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useShortcut } from '@/components/shell/shortcuts'
import { useText } from '@/components/text'
import { copyText } from '@/components/ui/copy-text'
import type { LogLine } from '@/lib/contracts/runs'
import { stripAnsi } from '@/lib/shared/ansi/parse-ansi'
import { findLines, foldable, logRows } from '@/lib/shared/run-view/log-lines'
import { runLog } from '@/messages/run-log'
import styles from './log-pane.module.css'
import { LogRowLine } from './log-row-line'
import { useWindow } from './use-window'

const ROW_HEIGHT = 20

interface Props {
  readonly title: string
  readonly subtitle: string
  readonly lines: readonly LogLine[]
  readonly startedAt: number
  readonly downloadHref: string
  /** The line of the page's address, `#line-123`. */
  readonly linkedSeq: number | undefined
  readonly onLink: (seq: number) => void
}

/** The log of one station: folds, searches, follows, and draws only what is in sight. */
export function LogPane({ title, subtitle, lines, startedAt, downloadHref, linkedSeq, onLink }: Props) {
  const t = useText(runLog)
  const viewport = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const slice = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set())
  const [search, setSearch] = useState('')
  const [hit, setHit] = useState(0)
  const [following, setFollowing] = useState(true)
  const [showTime, setShowTime] = useState(true)
  const [copied, setCopied] = useState(false)

  const rows = useMemo(() => logRows(lines, folded), [lines, folded])
  const hits = useMemo(() => findLines(lines, search), [lines, search])
  const foundSeq = hits[hit % Math.max(1, hits.length)]
  const { from, to } = useWindow(viewport, rows.length, ROW_HEIGHT)

  const reveal = useCallback(
    (seq: number) => {
      setFolded(new Set())
      const index = logRows(lines, new Set()).findIndex((row) => row.line.seq === seq)
      if (index < 0) return
      setFollowing(false)
      viewport.current?.scrollTo({ top: Math.max(0, index - 5) * ROW_HEIGHT })
    },
    [lines],
  )

  const lineCount = rows.length
  // Set here and not as style attributes, which a strict Content-Security-Policy refuses in the server's HTML.
  useLayoutEffect(() => {
    if (sheet.current !== null) sheet.current.style.height = `${lineCount * ROW_HEIGHT}px`
    if (slice.current !== null) slice.current.style.transform = `translateY(${from * ROW_HEIGHT}px)`
  }, [lineCount, from])
  useEffect(() => {
    if (following && lineCount > 0) viewport.current?.scrollTo({ top: lineCount * ROW_HEIGHT })
  }, [following, lineCount])

  const revealed = useRef<number | undefined>(undefined)
  useEffect(() => {
    if (linkedSeq === undefined || revealed.current === linkedSeq || lines.length === 0) return
    revealed.current = linkedSeq
    reveal(linkedSeq)
  }, [linkedSeq, lines.length, reveal])

  const goTo = (next: number) => {
    const wrapped = (next + hits.length) % Math.max(1, hits.length)
    setHit(wrapped)
    const seq = hits[wrapped]
    if (seq !== undefined) reveal(seq)
  }

  useShortcut('/', t.searchKey, () => searchField.current?.focus())
  useShortcut('j', t.followKey, () => setFollowing((now) => !now))

  const copy = async () => {
    setCopied(await copyText(lines.map((line) => stripAnsi(line.text)).join('\n')))
  }
  const toggleFold = (seq: number) => {
    const next = new Set(folded)
    if (!next.delete(seq)) next.add(seq)
    setFolded(next)
  }
  const onScroll = () => {
    const element = viewport.current
    if (element === null) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < ROW_HEIGHT * 1.5
    setFollowing(atEnd)
  }

  return (
    <section className={styles['pane']} aria-label={t.logOf(title, subtitle)}>
      <header className={styles['head']}>
        <b>{title}</b> <span className={styles['subtitle']}>{subtitle}</span>
        <span className={styles['tools']}>
          <input
            ref={searchField}
            type="search"
            placeholder={t.searchPlaceholder}
            aria-label={t.searchLabel}
            className={styles['search']}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value)
              setHit(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') goTo(event.shiftKey ? hit - 1 : foundSeq === undefined ? 0 : hit + 1)
            }}
          />
          {search.trim() === '' ? null : (
            <span className={styles['hits']}>
              {hits.length === 0 ? t.noHits : t.hits((hit % hits.length) + 1, hits.length)}
            </span>
          )}
          <button type="button" onClick={() => setFolded(folded.size > 0 ? new Set() : foldable(lines))}>
            {folded.size > 0 ? t.unfold : t.fold}
          </button>
          <button type="button" aria-pressed={showTime} onClick={() => setShowTime(!showTime)}>
            {t.time}
          </button>
          <button type="button" aria-pressed={following} onClick={() => setFollowing(!following)}>
            {following ? t.following : t.paused}
          </button>
          <button type="button" onClick={() => void copy()}>
            {copied ? t.copied : t.copy}
          </button>
          <a href={downloadHref} download>
            {t.download}
          </a>
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
      <div ref={viewport} className={styles['viewport']} onScroll={onScroll} role="log" aria-live="off" tabIndex={0}>
        {rows.length === 0 ? <p className={styles['empty']}>{t.empty}</p> : null}
        <div ref={sheet} className={styles['sheet']}>
          <div ref={slice} className={styles['slice']}>
            {rows.slice(from, to).map((row) => (
              <LogRowLine
                key={row.line.seq}
                row={row}
                startedAt={startedAt}
                showTime={showTime}
                marked={row.line.seq === linkedSeq}
                found={row.line.seq === foundSeq}
                onFold={toggleFold}
                onLink={onLink}
              />
            ))}
          </div>
        </div>
      </div>
    </section>
  )
}
