'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FactsList } from '@/components/ui/facts-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { TimeAgo } from '@/components/ui/time-ago'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { failureOf } from '@/lib/shared/call-api'
import { machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { machines } from '@/messages/machines'
import { BoardCard } from './board-card'
import { EditMachineDialog } from './edit-machine-dialog'
import { FirstBootQuestionCard } from './first-boot-question-card'
import { HostKeyCard } from './host-key-card'
import { MachineChecks } from './machine-checks'
import { MACHINE_TONE } from './machine-tone'
import { useRetire } from './use-boards'
import { useLiveBoards } from './use-live-boards'
import { useCheckMachine, useFixMachine, useMachines, useRemoveMachine } from './use-machines'

/** One machine: what it is, its host key, every check of its preflight. */
export function MachineView({
  initial,
  profiles,
}: {
  readonly initial: ListedMachine
  readonly profiles: readonly BoardProfileFacts[]
}) {
  const t = useText(machines)
  useLiveBoards()
  const machine = useMachines().data?.find((one) => one.id === initial.id) ?? initial
  const check = useCheckMachine()
  const fix = useFixMachine()
  const [open, setOpen] = useState<'edit' | 'remove' | 'retire'>()
  const close = () => setOpen(undefined)
  const state = machineState(machine)
  const retire = useRetire(machine.id)
  const error = check.error ?? fix.error ?? retire.error
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.title, href: paths.machines() }]}
        title={machine.name}
        badge={
          <>
            <Badge tone={MACHINE_TONE[state]} led>
              {t.states[state]}
            </Badge>
            {machine.practice === true ? <PracticeBadge /> : null}
          </>
        }
      >
        {machine.retiredAt === undefined ? (
          <Button
            kind="quiet"
            blockedBy={machine.cluster === undefined ? undefined : t.removeBlocked(machine.cluster.name)}
            onClick={() => setOpen('retire')}
          >
            {t.retire}
          </Button>
        ) : (
          <Button busy={retire.isPending} onClick={() => retire.mutate(false)}>
            {t.bringBack}
          </Button>
        )}
        <Button onClick={() => setOpen('edit')}>{t.edit}</Button>
        {machine.ownerName === undefined && machine.cluster === undefined && machine.retiredAt === undefined ? (
          <LinkButton href={paths.newCards({ machineIds: [machine.id] })}>
            {machine.address === undefined ? t.makeCardsFor : t.remake}
          </LinkButton>
        ) : null}
        <Button
          kind="quiet"
          blockedBy={machine.cluster === undefined ? undefined : t.removeBlocked(machine.cluster.name)}
          onClick={() => setOpen('remove')}
        >
          {t.remove}
        </Button>
        <Button
          kind="primary"
          busy={check.isPending}
          blockedBy={
            machine.ownerName === undefined
              ? machine.address === undefined
                ? t.states['not-started']
                : undefined
              : t.theirs(machine.ownerName)
          }
          onClick={() => check.mutate(machine.id)}
        >
          {machine.findings === undefined ? t.check : t.checkAgain}
        </Button>
      </PageHeader>
      {error === null ? null : (
        <Notice tone="bad" role="alert" className="mb-4">
          {failureOf(error).userMessage}
        </Notice>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div>
          {machine.question === undefined ? null : (
            <div className="mb-5">
              <FirstBootQuestionCard machine={machine} />
            </div>
          )}
          {machine.offeredFingerprint === undefined ? null : (
            <div className="mb-5">
              <HostKeyCard machine={machine} />
            </div>
          )}
          <SectionTitle remark={t.checksRemark}>{t.checks}</SectionTitle>
          <Card flush>
            {machine.findings === undefined ? (
              <p className="p-4 text-soft">{machine.address === undefined ? t.noChecksYet : t.noChecks}</p>
            ) : (
              <MachineChecks
                findings={machine.findings}
                fixing={fix.isPending ? fix.variables.fix : undefined}
                onFix={(wanted) => fix.mutate({ machineId: machine.id, fix: wanted })}
              />
            )}
          </Card>
        </div>
        <div>
          <SectionTitle>{t.facts}</SectionTitle>
          <Card>
            <MachineFacts machine={machine} />
          </Card>
          <BoardCard machine={machine} profiles={profiles} />
        </div>
      </div>
      {open === 'edit' ? <EditMachineDialog machine={machine} onClose={close} /> : null}
      {open === 'retire' ? (
        <ConfirmDialog
          title={t.retireTitle(machine.name)}
          action={t.retireNow}
          busy={retire.isPending}
          failure={retire.error === null ? undefined : failureOf(retire.error)}
          onConfirm={() => retire.mutate(true, { onSuccess: close })}
          onClose={close}
        >
          <p>{t.retireLead}</p>
        </ConfirmDialog>
      ) : null}
      {open === 'remove' ? <RemoveMachine machine={machine} onClose={close} /> : null}
    </>
  )
}

function MachineFacts({ machine }: { readonly machine: ListedMachine }) {
  const t = useText(machines)
  const { cluster } = machine
  return (
    <FactsList
      facts={[
        { name: t.address, value: machine.address ?? t.noAddress },
        { name: t.port, value: machine.port },
        { name: t.loginUser, value: machine.loginUser },
        ...(machine.ownerName === undefined ? [] : [{ name: t.owner, value: machine.ownerName }]),
        { name: t.summary, value: machine.summary ?? t.notKnown },
        { name: t.hostKey, value: machine.hostKeyFingerprint ?? t.notTrusted },
        {
          name: t.lookedAt,
          value: machine.checkedAt === undefined ? t.states.unknown : <TimeAgo at={machine.checkedAt} />,
        },
        {
          name: t.cluster,
          value:
            cluster === undefined ? (
              t.free
            ) : (
              <Link href={paths.cluster({ clusterId: cluster.id })} className="text-honey underline">
                {cluster.name}
              </Link>
            ),
        },
      ]}
    />
  )
}

function RemoveMachine({ machine, onClose }: { readonly machine: ListedMachine; readonly onClose: () => void }) {
  const t = useText(machines)
  const router = useRouter()
  const remove = useRemoveMachine(machine.id)
  return (
    <ConfirmDialog
      title={t.removeTitle(machine.name)}
      action={t.removeNow}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push(paths.machines()) })}
      onClose={onClose}
    >
      <p>{t.removeLead}</p>
    </ConfirmDialog>
  )
}
