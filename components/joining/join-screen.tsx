'use client'

import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import type { AnswerOf } from '@/lib/contracts/endpoints'
import type { Joined } from '@/lib/contracts/joining'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { joining } from '@/messages/joining'
import { JoinedCard } from './joined-card'
import { useJoinAsk } from './use-join-ask'
import { useJoinFragment } from './use-join-fragment'
import { WhoForm } from './who-form'

type FoundClass = AnswerOf<'POST /api/join/code'>

/** From a code, a personal link or four words to one's own page, in as few questions as there can be. */
export function JoinScreen() {
  const t = useText(joining)
  const fragment = useJoinFragment()
  const { busy, error, problem, wait, ask } = useJoinAsk()
  const [way, setWay] = useState<'code' | 'words'>('code')
  const [code, setCode] = useState('')
  const [words, setWords] = useState('')
  const [found, setFound] = useState<FoundClass>()
  const [joined, setJoined] = useState<Joined>()

  const find = (typed: string) =>
    ask(async () => setFound(await callApi('POST /api/join/code', { body: { code: typed } })))
  // What came with the address is used at once, and once.
  const used = useRef(false)
  useEffect(() => {
    if (fragment === undefined || used.current) return
    const { code: scanned, link } = fragment
    if (scanned === undefined && link === undefined) return
    used.current = true
    if (scanned !== undefined) {
      setCode(scanned)
      find(scanned)
    } else if (link !== undefined) {
      ask(async () => setJoined(await callApi('POST /api/join/link', { body: { token: link } })))
    }
  })

  if (joined !== undefined) return <JoinedCard joined={joined} />
  if (found !== undefined) {
    return <WhoForm code={code} found={found} onJoined={setJoined} onOther={() => setFound(undefined)} />
  }
  return (
    <Card className="p-5">
      <h1 className="mb-1 text-xl font-semibold tracking-tight">{way === 'code' ? t.title : t.backTitle}</h1>
      <p className="mb-4 text-soft">{way === 'code' ? t.lead : t.backLead}</p>
      <form
        className="flex flex-col gap-3.5"
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (way === 'code') find(code)
          else ask(async () => setJoined(await callApi('POST /api/join/words', { body: { words } })))
        }}
      >
        {way === 'code' ? (
          <TextField
            label={t.code}
            hint={t.codeHint}
            error={problem('code')}
            mono
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        ) : (
          <TextField
            label={t.words}
            hint={t.lost}
            error={problem('words')}
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        <FormFailure error={error} />
        <Button kind="primary" size="large" type="submit" busy={busy} blockedBy={wait}>
          {wait ?? (way === 'code' ? t.next : t.backAction)}
        </Button>
      </form>
      <p className="mt-4 flex flex-wrap justify-between gap-2 text-sm">
        <Button kind="quiet" size="small" onClick={() => setWay(way === 'code' ? 'words' : 'code')}>
          {way === 'code' ? t.back : t.toCode}
        </Button>
        <Link href={paths.signIn()} className="self-center text-faint underline hover:text-ink">
          {t.account}
        </Link>
      </p>
    </Card>
  )
}
