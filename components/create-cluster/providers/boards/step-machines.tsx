'use client'

import dynamic from 'next/dynamic'
import { useEffect, useRef, useState } from 'react'
import { AddMachinesForm } from '@/components/machines/add-machines-form'
import { MachineRow } from '@/components/machines/machine-row'
import { SharedAdviceNotices } from '@/components/machines/shared-advice-notices'
import { useCheckMachine } from '@/components/machines/use-machines'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { Tabs } from '@/components/ui/tabs'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { FindingOption } from '@/lib/shared/finding'
import { isFree, isUsable, machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { DEFAULT_CLUSTER_CIDR, DEFAULT_SERVICE_CIDR } from '@/lib/shared/pod-networks'
import { adviceKey, sharedAdvice } from '@/lib/shared/shared-advice'
import { type BoardsDraft, type ChangeBoards, chooseMachine, makeServer } from './boards-draft'
import { boardsWords } from './boards-words'

const PickFromDesk = dynamic(() => import('./pick-from-desk').then((module) => module.PickFromDesk), { ssr: false })

/** A visit that is older than this says little: the machine is looked at again when the step opens. */
const OLD_MS = 10 * 60_000

interface Props {
  readonly draft: BoardsDraft
  readonly machines: readonly ListedMachine[]
  readonly onChange: ChangeBoards
}

/** Which machines, and which of them is the server; each looked at, with its one next action. */
export function StepMachines({ draft, machines, onChange }: Props) {
  const t = useText(boardsWords)
  const free = machines.filter(isFree)
  const checking = useFreshChecks(free)
  usePickedBefore(free, onChange)
  const [adding, setAdding] = useState(free.length === 0)
  const [view, setView] = useState('list')
  const saidAbove = new Set(sharedAdvice(free).map(({ finding }) => adviceKey(finding)))
  const off = free.filter((machine) => machineState(machine) === 'not-started')
  const chosen = (machine: ListedMachine) => draft.machines.find((one) => one.machineId === machine.id)
  const waiting = free.filter((machine) => isUsable(machine) && chosen(machine) === undefined)
  const asksFor = (option: FindingOption) =>
    free.some(
      (machine) => chosen(machine) !== undefined && machine.findings?.some((finding) => finding.option === option),
    )
  // Once it is allowed nothing asks for it any more, and it must still be possible to take that back.
  const oldCgroups = draft.allowCgroupV1 || asksFor('allowCgroupV1')
  const copies = draft.nativeSnapshotter || asksFor('nativeSnapshotter')
  const networks = draft.clusterCidr !== '' || draft.serviceCidr !== '' || asksFor('clusterCidr')

  const rows = (
    <Card flush>
      <ul aria-label={t.machines}>
        {free.map((machine) => (
          <MachineRow
            key={machine.id}
            machine={machine}
            checking={checking.has(machine.id)}
            saidAbove={saidAbove}
            choice={
              <input
                type="checkbox"
                aria-label={t.choose(machine.name)}
                className="size-4.5 accent-honey"
                checked={chosen(machine) !== undefined}
                onChange={(event) => onChange((now) => chooseMachine(now, machine.id, event.target.checked))}
              />
            }
            extra={
              chosen(machine) === undefined ? null : (
                <RoleSelect
                  name={machine.name}
                  role={chosen(machine)?.role ?? 'agent'}
                  onServer={() => onChange((now) => makeServer(now, machine.id))}
                />
              )
            }
          />
        ))}
      </ul>
    </Card>
  )

  return (
    <div className="flex flex-col gap-4">
      {free.length === 0 ? (
        <p className="text-soft">{t.noMachines}</p>
      ) : (
        <div>
          <SectionTitle
            remark={t.machinesRemark}
            action={
              waiting.length === 0 ? null : (
                <Button
                  size="small"
                  kind="quiet"
                  onClick={() =>
                    onChange((now) => waiting.reduce((all, machine) => chooseMachine(all, machine.id, true), now))
                  }
                >
                  {t.chooseAll}
                </Button>
              )
            }
          >
            {t.machines}
          </SectionTitle>
          <SharedAdviceNotices list={free} />
          <Tabs
            label={t.views}
            open={view}
            onOpen={setView}
            tabs={[
              { id: 'list', label: t.asList, body: rows },
              { id: 'desk', label: t.asDesk, body: <PickFromDesk free={free} draft={draft} onChange={onChange} /> },
            ]}
          />
          <p className="mt-2 text-sm text-faint">{t.serverHint}</p>
        </div>
      )}
      {oldCgroups ? (
        <Card>
          <CheckField
            label={t.allowCgroupV1}
            hint={t.allowCgroupV1Hint}
            checked={draft.allowCgroupV1}
            onChange={(event) => onChange((now) => ({ ...now, allowCgroupV1: event.target.checked }))}
          />
        </Card>
      ) : null}
      {copies ? (
        <Card>
          <CheckField
            label={t.nativeSnapshotter}
            hint={t.nativeSnapshotterHint}
            checked={draft.nativeSnapshotter}
            onChange={(event) => {
              const nativeSnapshotter = event.target.checked
              onChange((now) => ({ ...now, nativeSnapshotter }))
            }}
          />
        </Card>
      ) : null}
      {networks ? <ClusterNetworks draft={draft} onChange={onChange} /> : null}
      {off.length === 0 ? null : (
        <Notice
          tone="idle"
          action={
            <LinkButton href={paths.newCards({ machineIds: off.map(({ id }) => id) })}>{t.imageFirst}</LinkButton>
          }
        >
          {t.imageFirstLead(off.map(({ name }) => name))}
        </Notice>
      )}
      {adding ? (
        <Card>
          <h2 className="mb-3 font-semibold">{t.addMore}</h2>
          <AddMachinesForm onAdded={(machine) => onChange((now) => chooseMachine(now, machine.id, true))} />
        </Card>
      ) : (
        <div>
          <Button onClick={() => setAdding(true)}>{t.addMore}</Button>
        </div>
      )}
    </div>
  )
}

function ClusterNetworks({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const t = useText(boardsWords)
  return (
    <Card>
      <h2 className="font-semibold">{t.networks}</h2>
      <p className="mb-3 text-sm text-soft">{t.networksHint}</p>
      <div className="grid grid-cols-2 gap-4">
        {(['clusterCidr', 'serviceCidr'] as const).map((name) => (
          <TextField
            key={name}
            label={t[name]}
            placeholder={{ clusterCidr: DEFAULT_CLUSTER_CIDR, serviceCidr: DEFAULT_SERVICE_CIDR }[name]}
            value={draft[name]}
            onChange={(event) => {
              const text = event.target.value
              onChange((now) => ({ ...now, [name]: text }))
            }}
          />
        ))}
      </div>
    </Card>
  )
}

function RoleSelect(props: {
  readonly name: string
  readonly role: 'server' | 'agent'
  readonly onServer: () => void
}) {
  const t = useText(boardsWords)
  return (
    <select
      aria-label={t.roleOf(props.name)}
      value={props.role}
      onChange={(event) => {
        if (event.target.value === 'server') props.onServer()
      }}
      className="rounded-control border border-control-line bg-surface px-1.5 py-1 text-sm"
    >
      <option value="server">{t.server}</option>
      <option value="agent" disabled={props.role === 'server'}>
        {t.agent}
      </option>
    </select>
  )
}

/** Chooses the boards that the address names, once: whoever comes from a page of boards has picked them there. */
function usePickedBefore(free: readonly ListedMachine[], onChange: ChangeBoards) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the step opens
  useEffect(() => {
    const address = new URL(location.href)
    const named = address.searchParams.get('boards')?.split(',') ?? []
    const picked = free.filter((machine) => named.includes(machine.id))
    if (picked.length === 0) return
    onChange((now) =>
      picked.reduce<BoardsDraft>((all, machine) => chooseMachine(all, machine.id, true), { ...now, machines: [] }),
    )
    // A reload keeps what was chosen since.
    address.searchParams.delete('boards')
    history.replaceState(null, '', address)
  }, [])
}

/** Looks at machines that nobody has looked at lately, once each while the step is open. Returns who is being visited. */
function useFreshChecks(machines: readonly ListedMachine[]): ReadonlySet<string> {
  const { mutateAsync } = useCheckMachine()
  const asked = useRef(new Set<string>())
  const [checking, setChecking] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    for (const machine of machines) {
      const old = machine.checkedAt === undefined || Date.now() - machine.checkedAt > OLD_MS
      if (
        !old ||
        machine.address === undefined ||
        asked.current.has(machine.id) ||
        machine.offeredFingerprint !== undefined
      )
        continue
      asked.current.add(machine.id)
      setChecking((now) => new Set(now).add(machine.id))
      const done = () => setChecking((now) => new Set([...now].filter((id) => id !== machine.id)))
      // A visit that fails shows on the machine's own row at the next look.
      mutateAsync(machine.id).then(done, done)
    }
  }, [machines, mutateAsync])
  return checking
}
