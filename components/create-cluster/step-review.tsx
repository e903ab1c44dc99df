'use client'

import { useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import type { DraftProblem, DraftStep } from '@/lib/shared/cluster-draft'
import { createCluster } from '@/messages/create-cluster'

interface Props {
  /** What will be sent, as data. */
  readonly definition: unknown
  /** What will happen, in order. */
  readonly happens: readonly string[]
  readonly problems: readonly DraftProblem[]
  readonly onGo: (step: DraftStep) => void
}

/** Everything once more, before anything is changed. */
export function StepReview({ definition, happens, problems, onGo }: Props) {
  const t = useText(createCluster)
  return (
    <div>
      {problems.length === 0 ? null : (
        <Notice tone="warn" className="mb-4">
          <p className="font-semibold">{t.missing}</p>
          <ul>
            {problems.map((problem) => {
              const text = problemText(problem, t)
              return (
                <li key={text} className="flex items-center gap-2">
                  {text}
                  <Button size="small" kind="quiet" onClick={() => onGo(problem.step)}>
                    {t.goThere}
                  </Button>
                </li>
              )
            })}
          </ul>
        </Notice>
      )}
      <SectionTitle>{t.whatHappens}</SectionTitle>
      <Card>
        <ol className="list-decimal space-y-1 pl-5 marker:font-mono marker:text-faint">
          {happens.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </Card>
      <SectionTitle remark={t.yamlRemark}>{t.yaml}</SectionTitle>
      <Yaml value={definition} />
    </div>
  )
}

export function problemText(problem: DraftProblem, t: (typeof createCluster)['en']): string {
  switch (problem.kind) {
    case 'not-ready':
      return t.notReady(problem.machine.name)
    case 'not-looked-at':
      return t.notLookedAt(problem.machine.name)
    case 'name-empty':
    case 'name-wrong':
    case 'name-taken':
      return t.nameProblems[problem.kind]
    case 'no-machine':
    case 'no-server':
    case 'no-version':
      return t.problems[problem.kind]
  }
}

/** The writer of YAML is loaded when the review is opened, not with the page. */
function Yaml({ value }: { readonly value: unknown }) {
  const t = useText(createCluster)
  const [text, setText] = useState<string>()
  const json = JSON.stringify(value)
  useEffect(() => {
    let current = true
    void import('yaml').then(({ stringify }) => {
      if (current) setText(stringify(JSON.parse(json)))
    })
    return () => {
      current = false
    }
  }, [json])
  return text === undefined ? <Skeleton className="h-40" /> : <CodeBlock label={t.yaml} text={text.trimEnd()} />
}
