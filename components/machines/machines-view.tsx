'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import type { ListedMachine } from '@/lib/contracts/machines'
import { isUsable, isVisitable, machineState, needsPerson } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { adviceKey, sharedAdvice } from '@/lib/shared/shared-advice'
import { machines } from '@/messages/machines'
import { practice } from '@/messages/practice'
import { MachineRow } from './machine-row'
import { SharedAdviceNotices } from './shared-advice-notices'
import { useLiveBoards } from './use-live-boards'
import { useCheckMachine, useMachines } from './use-machines'

// Seldom wanted at first: the list is what people come for.
const AddMachinesForm = dynamic(() => import('./add-machines-form').then((module) => module.AddMachinesForm), {
  ssr: false,
})
const PracticeBoardsDialog = dynamic(() => import('@/components/practice/practice-boards-dialog'), { ssr: false })
const DeskPicture = dynamic(() => import('./desk-picture').then((module) => module.DeskPicture), { ssr: false })

/** All machines of the person, and the form that adds more. */
export function MachinesView({ initial }: { readonly initial: readonly ListedMachine[] }) {
  useLiveBoards()
  const t = useText(machines)
  const simulated = useText(practice)
  const list = useMachines(initial).data ?? initial
  const check = useCheckMachine()
  const [adding, setAdding] = useState(false)
  const [practising, setPractising] = useState(false)
  const [checking, setChecking] = useState(false)
  useEffect(() => {
    if (location.hash === '#add') setAdding(true)
  }, [])
  const checkAll = async () => {
    setChecking(true)
    await Promise.allSettled(list.filter(isVisitable).map((machine) => check.mutateAsync(machine.id)))
    setChecking(false)
  }
  const [view, setView] = useState<'table' | 'desk'>('table')
  const saidAbove = new Set(sharedAdvice(list).map(({ finding }) => adviceKey(finding)))
  const todo = list.filter(needsPerson).map((machine) => machine.name)
  const ready = list.filter(isUsable).length
  const taken = list.filter((machine) => machineState(machine) === 'taken').length

  return (
    <>
      <PageHeader title={t.title}>
        {list.length === 0 ? null : (
          <>
            <LinkButton href={paths.boardLabels()}>{t.labels}</LinkButton>
            <Button busy={checking} onClick={() => void checkAll()}>
              {t.checkAll}
            </Button>
            <LinkButton href={paths.newCards()}>{t.makeCards}</LinkButton>
            <Button kind="primary" aria-expanded={adding} onClick={() => setAdding(!adding)}>
              {t.add}
            </Button>
          </>
        )}
      </PageHeader>
      {adding ? (
        <Card className="mb-4 max-w-3xl">
          <h2 className="mb-3 text-lg font-semibold">{t.addTitle}</h2>
          <AddMachinesForm />
          <div className="mt-3 border-t border-line pt-3">
            <Button kind="quiet" size="small" onClick={() => setPractising(true)}>
              {simulated.boardsOpen}
            </Button>
          </div>
        </Card>
      ) : null}
      {list.length === 0 ? (
        adding ? null : (
          <EmptyState
            title={t.emptyTitle}
            action={
              <>
                <Button kind="primary" size="large" onClick={() => setAdding(true)}>
                  {t.add}
                </Button>
                <LinkButton size="large" href={paths.newCards()}>
                  {t.makeCards}
                </LinkButton>
                <Button kind="quiet" size="large" onClick={() => setPractising(true)}>
                  {simulated.boardsOpen}
                </Button>
              </>
            }
          >
            {t.empty}
          </EmptyState>
        )
      ) : (
        <div className="flex flex-col gap-4">
          <Sentence tone={todo.length > 0 ? 'warn' : ready + taken > 0 ? 'ok' : 'idle'} lead={t.leadAll(list.length)}>
            {t.leadReady(ready)} {taken === 0 ? null : t.leadBusy(taken)} {todo.length === 0 ? null : t.leadTodo(todo)}
          </Sentence>
          <SharedAdviceNotices list={list} />
          {/* Not by components/ui/tabs: what that is made with would be a twentieth of this page. */}
          <fieldset className="flex gap-1.5">
            <legend className="sr-only">{t.views}</legend>
            {(['table', 'desk'] as const).map((one) => (
              <Button key={one} size="small" aria-pressed={view === one} onClick={() => setView(one)}>
                {t[one]}
              </Button>
            ))}
          </fieldset>
          {view === 'desk' ? (
            <DeskPicture list={list} />
          ) : (
            <Card flush>
              <ul aria-label={t.list}>
                {list.map((machine) => (
                  <MachineRow key={machine.id} machine={machine} checking={checking} saidAbove={saidAbove} />
                ))}
              </ul>
            </Card>
          )}
        </div>
      )}
      {practising ? <PracticeBoardsDialog onClose={() => setPractising(false)} /> : null}
    </>
  )
}
