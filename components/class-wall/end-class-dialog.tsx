'use client'

import { useText } from '@/components/text'
import { AnchorButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { classWall } from '@/messages/class-wall'
import { useClassAct } from './use-class-act'

/** Asks before a class is ended: what is deleted, what is taken along first, and its name. */
export default function EndClassDialog({
  classId,
  name,
  clusters,
  onEnded,
  onClose,
}: {
  readonly classId: string
  readonly name: string
  readonly clusters: number
  /** Called with the address of the run that does it. */
  readonly onEnded: (href: string) => void
  readonly onClose: () => void
}) {
  const t = useText(classWall)
  const { busy, error, act } = useClassAct()
  const end = () =>
    act(async () => onEnded((await callApi('POST /api/classes/[classId]/end', { params: { classId } })).href))
  return (
    <ConfirmDialog
      title={t.endTitle(name)}
      typed={{ text: name, label: t.typeName(name), missing: t.typeMissing }}
      action={t.endAction}
      busy={busy}
      failure={error === null || error === undefined ? undefined : failureOf(error)}
      onConfirm={end}
      onClose={onClose}
    >
      <p>{t.endWhat(clusters)}</p>
      <ul className="list-disc pl-5 text-sm text-soft">
        {t.endList.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="flex flex-wrap items-center gap-2">
        {t.endFirst}
        <AnchorButton size="small" href={`/api/classes/${classId}/progress`} download>
          {t.exportCsv}
        </AnchorButton>
      </p>
    </ConfirmDialog>
  )
}
