'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import type { DriveToWrite, ListedCard, ListedDrive } from '@/lib/contracts/cards'
import { failureOf } from '@/lib/shared/call-api'
import { formatBytes } from '@/lib/shared/format-bytes'
import { cards } from '@/messages/cards'
import { useDrives, useWriteCard } from './use-cards'

/** Chooses a drive of the panel's own machine, has it confirmed by name, and writes the card to it. */
export default function WriteCardDialog({
  card,
  onClose,
}: {
  readonly card: ListedCard
  readonly onClose: () => void
}) {
  const t = useText(cards)
  const drives = useDrives(card.id)
  const write = useWriteCard(card.id)
  return (
    <DriveDialog
      name={card.machine.name}
      lead={t.writeLead}
      drives={drives.data}
      looking={drives.isFetching}
      onLookAgain={() => void drives.refetch()}
      busy={write.isPending}
      error={write.error ?? drives.error}
      onWrite={(drive) => write.mutate(drive, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}

interface DriveDialogProps {
  /** The board's. */
  readonly name: string
  readonly lead: string
  /** Undefined while they are looked at for the first time. */
  readonly drives: readonly ListedDrive[] | undefined
  readonly looking: boolean
  /** Undefined where there is nothing to look at again. */
  readonly onLookAgain: (() => void) | undefined
  readonly busy: boolean
  readonly error: Error | null
  readonly onWrite: (drive: DriveToWrite) => void
  readonly onClose: () => void
}

/** Drives that a card may be written to, and below them those that are refused, with the reason. */
export function DriveDialog({
  name,
  lead,
  drives,
  looking,
  onLookAgain,
  busy,
  error,
  onWrite,
  onClose,
}: DriveDialogProps) {
  const t = useText(cards)
  const [path, setPath] = useState('')
  const [typed, setTyped] = useState('')
  const fine = drives?.filter(({ reasons }) => reasons.length === 0) ?? []
  const refused = drives?.filter(({ reasons }) => reasons.length > 0) ?? []
  const chosen = fine.find((drive) => drive.path === path) ?? (fine.length === 1 ? fine[0] : undefined)
  const missing =
    chosen === undefined
      ? t.chooseMissing
      : typed.trim() === chosen.confirmation
        ? undefined
        : t.confirmMissing(chosen.confirmation)
  const write = () => {
    if (chosen === undefined || missing !== undefined || busy) return
    onWrite({ path: chosen.path, bytes: chosen.bytes, confirmation: typed.trim() })
  }
  return (
    <Dialog
      open
      wide
      title={t.writeTitle(name)}
      onClose={onClose}
      actions={
        <>
          {onLookAgain === undefined ? null : (
            <Button kind="quiet" busy={looking} onClick={onLookAgain}>
              {t.drivesAgain}
            </Button>
          )}
          <Button kind="danger" busy={busy} blockedBy={missing} onClick={write}>
            {t.writeNow}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          write()
        }}
      >
        <p className="text-soft">{lead}</p>
        {drives === undefined ? (
          error === null ? (
            <p role="status" className="flex items-center gap-2 text-soft">
              <Spinner /> {t.drivesLook}
            </p>
          ) : null
        ) : (
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1.5 text-sm font-semibold">{t.drives}</legend>
            {fine.length === 0 ? <Notice tone="idle">{t.drivesNone}</Notice> : null}
            {fine.map((drive) => (
              <label
                key={drive.path}
                className="flex items-center gap-2.5 rounded-control border border-line bg-surface px-3 py-2"
              >
                <input
                  type="radio"
                  name="drive"
                  className="size-4.5 accent-honey"
                  aria-label={t.chooseDrive(drive.confirmation, drive.path)}
                  checked={chosen?.path === drive.path}
                  onChange={() => {
                    setPath(drive.path)
                    setTyped('')
                  }}
                />
                <DriveFacts drive={drive} />
              </label>
            ))}
          </fieldset>
        )}
        {chosen === undefined ? null : (
          <TextField
            mono
            autoComplete="off"
            label={t.confirmDrive}
            hint={t.confirmDriveHint(chosen.confirmation)}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {error === null ? null : (
          <Notice tone="bad" role="alert">
            {failureOf(error).userMessage}
          </Notice>
        )}
        {refused.length === 0 ? null : (
          <details open={fine.length === 0}>
            <summary className="cursor-pointer text-sm text-soft">{t.drivesRefused(refused.length)}</summary>
            <ul className="mt-2 flex flex-col gap-2 text-sm">
              {refused.map((drive) => (
                <li key={drive.path} className="border-b border-dashed border-line pb-2 last:border-b-0">
                  <DriveFacts drive={drive} />
                  <span className="block text-soft">{drive.reasons.join(' ')}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </form>
    </Dialog>
  )
}

const DriveFacts = ({ drive: { path, bytes, confirmation } }: { readonly drive: ListedDrive }) => (
  <span className="min-w-0 flex-1">
    <span className="font-semibold">{confirmation === '' ? path : confirmation}</span>{' '}
    <span className="facts text-sm text-faint">
      {path} · {formatBytes(bytes)}
    </span>
  </span>
)
