'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useEffect, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { AddKeyDialog } from '@/components/keys/add-key-dialog'
import { useSshKeys } from '@/components/keys/use-ssh-keys'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField, SelectField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { namesFrom } from '@/lib/shared/card-stage'
import { isFree } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { cards } from '@/messages/cards'
import { practice } from '@/messages/practice'
import { CannotMakeNotice } from './cannot-make-notice'
import { NetworkFields, type NetworkForm, NO_NETWORK, readNetwork } from './network-fields'
import { usePrepareCards } from './use-cards'

const MOST = 24

interface Props {
  readonly machines: readonly ListedMachine[]
  readonly profiles: readonly BoardProfileFacts[]
  /** Whether the panel has what a card of any kind is made from. */
  readonly canMake: boolean
  /** Boards that are chosen already, by id. */
  readonly picked: readonly string[]
}

/** Which boards, which system, which network: then a card is prepared for each. */
export function NewCardsForm({ machines, profiles, canMake, picked }: Props) {
  const t = useText(cards)
  const simulated = useText(practice)
  const router = useRouter()
  const prepare = usePrepareCards()
  const keys = useSshKeys()
  const free = machines.filter(isFree)
  const first = machines.find((machine) => picked.includes(machine.id))
  const [profileId, setProfileId] = useState(first?.profile ?? 'raspberry-pi-4')
  const [osId, setOsId] = useState<string>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(free.filter(({ id }) => picked.includes(id)).map(({ id }) => id)),
  )
  const [count, setCount] = useState(picked.length === 0 ? '3' : '0')
  const [firstName, setFirstName] = useState('bee-1')
  const [keyId, setKeyId] = useState<string>()
  const [network, setNetwork] = useState<NetworkForm>(NO_NETWORK)
  const [timeZone, setTimeZone] = useState('UTC')
  const [k3sVersion, setK3sVersion] = useState('')
  const [keyDialog, setKeyDialog] = useState(false)
  // The browser's own; the server has another.
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), [])

  const profile = profiles.find((one) => one.id === profileId) ?? profiles[0]
  const system = profile?.systems.find((one) => one.id === osId) ?? profile?.systems[0]
  const sshKey = keys.data?.find((key) => key.id === keyId) ?? keys.data?.[0]
  const wanted = /^\d{1,2}$/.test(count) ? Math.min(MOST, Number(count)) : 0
  const newNames = namesFrom(firstName.trim().toLowerCase(), wanted, new Set(machines.map(({ name }) => name)))
  const all = newNames.length + chosen.size
  // Nothing real is made for boards that are simulated, so nothing can be missing.
  const practised = chosen.size > 0 && free.every(({ id, practice }) => practice === true || !chosen.has(id))
  const missing = practised ? [] : (system?.missing ?? [])
  const blockedBy =
    missing.length > 0
      ? [t.cannotMake, ...missing].join(' ')
      : all === 0
        ? t.needBoards
        : sshKey === undefined
          ? t.needKey
          : undefined
  const { error } = prepare
  const problem = problemsOf(error)
  const running = free.filter((machine) => chosen.has(machine.id) && machine.address !== undefined)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (prepare.isPending || blockedBy !== undefined) return
    if (profile === undefined || system === undefined || sshKey === undefined) return
    prepare.mutate(
      {
        ...{ machineIds: [...chosen], newNames: [...newNames], profile: profile.id, os: system.id },
        ...{ sshKeyId: sshKey.id, timeZone, ...readNetwork(network) },
        ...(profile.k3sVersions.includes(k3sVersion) ? { k3sVersion } : {}),
      },
      { onSuccess: (batch) => router.push(paths.cardBatch({ batchId: batch.id })) },
    )
  }

  return (
    <>
      <PageHeader crumbs={[{ label: t.title, href: paths.cards() }]} title={t.newTitle} />
      {canMake || practised ? null : <CannotMakeNotice className="mb-5 max-w-5xl" />}
      <form onSubmit={submit} noValidate className="grid max-w-5xl items-start gap-5 lg:grid-cols-2">
        <div>
          <SectionTitle>{t.which}</SectionTitle>
          <Card className="flex flex-col gap-3.5">
            <SelectField
              label={t.kind}
              hint={profile === undefined ? undefined : `${t.fitness}: ${profile.fitness}`}
              value={profile?.id ?? ''}
              error={problem('profile')}
              onChange={(event) => setProfileId(event.target.value)}
            >
              {profiles.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </SelectField>
            <div className="grid gap-3.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
              <TextField
                label={t.count}
                inputMode="numeric"
                value={count}
                onChange={(event) => setCount(event.target.value)}
              />
              <TextField
                label={t.firstName}
                hint={t.countHint(newNames)}
                value={firstName}
                error={problem('newNames')}
                onChange={(event) => setFirstName(event.target.value)}
              />
            </div>
            <fieldset className="flex flex-col gap-1.5">
              <legend className="mb-1 text-sm font-semibold">{t.existing}</legend>
              {free.length === 0 ? <p className="text-sm text-faint">{t.existingNone}</p> : null}
              {free.map((machine) => (
                <CheckField
                  key={machine.id}
                  label={machine.name}
                  hint={[machine.practice === true ? simulated.label : undefined, machine.address]
                    .filter((one) => one !== undefined)
                    .join(' · ')}
                  checked={chosen.has(machine.id)}
                  onChange={(event) => {
                    const next = new Set(chosen)
                    if (event.target.checked) next.add(machine.id)
                    else next.delete(machine.id)
                    setChosen(next)
                  }}
                />
              ))}
            </fieldset>
            {running.length === 0 ? null : <Notice tone="warn">{t.reimage(running.map(({ name }) => name))}</Notice>}
          </Card>
        </div>
        <div>
          <SectionTitle>{t.system}</SectionTitle>
          <Card className="flex flex-col gap-3.5">
            <SelectField
              label={t.system}
              hint={system?.note}
              value={system?.id ?? ''}
              error={problem('os')}
              onChange={(event) => setOsId(event.target.value)}
            >
              {profile?.systems.map((one) => (
                <option key={one.id} value={one.id}>
                  {practised || one.missing.length === 0 ? one.name : t.systemMissing(one.name)}
                </option>
              ))}
            </SelectField>
            {missing.length === 0 ? null : (
              <Notice tone="warn">
                {t.cannotMake} {missing.join(' ')}
              </Notice>
            )}
            {keys.data !== undefined && keys.data.length === 0 ? (
              <Notice
                tone="practice"
                action={
                  <Button kind="primary" size="small" onClick={() => setKeyDialog(true)}>
                    {t.makeKey}
                  </Button>
                }
              >
                {t.needKey}
              </Notice>
            ) : (
              <SelectField
                label={t.key}
                hint={t.keyHint}
                value={sshKey?.id ?? ''}
                error={problem('sshKeyId')}
                onChange={(event) => setKeyId(event.target.value)}
              >
                {keys.data?.map((key) => (
                  <option key={key.id} value={key.id}>
                    {key.name}
                  </option>
                ))}
              </SelectField>
            )}
            <NetworkFields form={network} problem={problem} onChange={setNetwork} />
            <TextField
              label={t.timeZone}
              value={timeZone}
              error={problem('timeZone')}
              onChange={(event) => setTimeZone(event.target.value)}
            />
            {profile === undefined || profile.k3sVersions.length === 0 ? null : (
              <SelectField
                label={t.k3s}
                hint={t.k3sHint}
                value={profile.k3sVersions.includes(k3sVersion) ? k3sVersion : ''}
                error={problem('k3sVersion')}
                onChange={(event) => setK3sVersion(event.target.value)}
              >
                <option value="">{t.k3sNone}</option>
                {profile.k3sVersions.map((version) => (
                  <option key={version} value={version}>
                    {version}
                  </option>
                ))}
              </SelectField>
            )}
            <FormFailure error={error} />
            <div>
              <Button kind="primary" type="submit" busy={prepare.isPending} blockedBy={blockedBy}>
                {t.prepareNow(all)}
              </Button>
            </div>
          </Card>
        </div>
      </form>
      {keyDialog ? (
        <AddKeyDialog suggestedName="desk" onAdded={(key) => setKeyId(key.id)} onClose={() => setKeyDialog(false)} />
      ) : null}
    </>
  )
}
